// SPDX-License-Identifier: Apache-2.0
#include "engine/config/properties.h"

#include <Poco/AutoPtr.h>
#include <Poco/String.h>
#include <Poco/Util/PropertyFileConfiguration.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <sstream>

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using Map = std::map<std::string, std::string>;

/// Shows what Poco has read, keys that no configuration can ask for included.
class PocoReader : public Poco::Util::PropertyFileConfiguration {
 public:
  explicit PocoReader(std::istream& stream) : PropertyFileConfiguration(stream) {}
  Map map() const { return {begin(), end()}; }
};

Map pocoReads(const std::string& text) {
  std::istringstream stream(text);
  return Poco::AutoPtr<PocoReader>(new PocoReader(stream))->map();
}

Map heraldReads(const std::string& text) {
  Map map;
  for (const auto& property : parseProperties(text, "f").properties) map[property.key] = property.value;
  return map;
}

struct Case {
  const char* name;
  std::string text;
  Map map;
};

class GrammarTest : public ::testing::TestWithParam<Case> {};

TEST_P(GrammarTest, IsReadAsPocoReadsIt) {
  EXPECT_EQ(heraldReads(GetParam().text), GetParam().map);
  EXPECT_EQ(pocoReads(GetParam().text), GetParam().map);
}

INSTANTIATE_TEST_SUITE_P(
    Properties, GrammarTest,
    ::testing::Values(Case{"Nothing", "", {}}, Case{"OnlyBlanks", " \r\n\t\n", {}},
                      Case{"Comments", "# a = 1\n  ! b = 2\nc = 3 # d\ne = !f", {{"c", "3 # d"}, {"e", "!f"}}},
                      Case{"Trimmed", "  a . b \t=\t x y  \n", {{"a . b", "x y"}}},
                      Case{"KeyEndsAtTheFirstSeparator", "a=b:c=d\ne:f=g\n", {{"a", "b:c=d"}, {"e", "f=g"}}},
                      Case{"BackslashInAKeyIsLiteral", "a\\:b\n", {{"a\\", "b"}}},
                      Case{"QuotesAreLiteral", "a = \" x \"\n", {{"a", "\" x \""}}},
                      Case{"JoinedLinesKeepTheirBlanks", "a = x\\\n   y\\\r\n z\nb=1", {{"a", "x   y z"}, {"b", "1"}}},
                      Case{"JoinedLineMayLookLikeAComment", "a = x\\\n# y\n", {{"a", "x# y"}}},
                      Case{"Escapes", R"(a = 1\t2\n3\r4\f5\\6\d\"\u00e9)", {{"a", "1\t2\n3\r4\f5\\6d\"u00e9"}}},
                      Case{"EscapedEdgesAreTrimmedToo", "a = \\n x \\t\n", {{"a", "x"}}},
                      Case{"BackslashAtTheEnd", "a = x\\", {{"a", "x"}}},
                      Case{"Crlf", "a = 1\r\n\r\nb = 2\r\n", {{"a", "1"}, {"b", "2"}}},
                      Case{"LoneCr", "a = 1\rb = 2\r", {{"a", "1"}, {"b", "2"}}},
                      Case{"Utf8", "a = Größe\n", {{"a", "Größe"}}},
                      Case{"EmptyValue", "a =\nb =", {{"a", ""}, {"b", ""}}},
                      Case{"DuplicateTakesTheLast", "a = 1\na = 2\n", {{"a", "2"}}}),
    [](const auto& test) { return std::string(test.param.name); });

std::string lineOf(const std::string& text, int number) {
  std::string line;
  int now = 1;
  for (std::size_t i = 0; i < text.size() && now <= number; ++i) {
    const bool ends = text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
    if (now == number && !ends) line += text[i];
    now += ends;
  }
  return line;
}

RC_GTEST_PROP(Properties, AnyTextIsReadAsPocoReadsIt, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::element(
      'a', 'b', '.', ' ', '\t', '=', ':', '#', '!', '\\', '\n', '\r', 'n', 't', 'f', '"', '\xc3', '\v'));
  Map herald = heraldReads(text), poco = pocoReads(text);
  for (const auto& problem :
       parseProperties(text, "f").problems) {  // a line without a separator is a key without a value to Poco
    for (Map* map : {&herald, &poco}) map->erase(Poco::trim(lineOf(text, problem.at.line)));
  }
  poco.erase("");
  RC_ASSERT(herald == poco);
}

TEST(Properties, KnowTheFirstLineOfEach) {
  std::vector<std::pair<std::string, int>> lines;
  for (const auto& property : parseProperties("a=1\n\n# x\nb=1\\\n2\\\r\n3\nc=1\r\nd=1\re=1", "f").properties) {
    lines.emplace_back(property.key, property.at.line);
  }
  EXPECT_THAT(lines, ElementsAre(Pair("a", 1), Pair("b", 4), Pair("c", 7), Pair("d", 8), Pair("e", 9)));
}

TEST(Properties, KnowWhetherABackslashWasLost) {
  const auto lost = [](const std::string& value) {
    return parseProperties("a = " + value, "f").properties.at(0).lostBackslash;
  };
  EXPECT_TRUE(lost(R"({"re": "\d+"})"));
  EXPECT_TRUE(lost(R"({"text": "a\nb"})"));
  EXPECT_TRUE(lost(R"({"text": "\"a\""})"));
  EXPECT_FALSE(lost(R"({"re": "\\\\d+"})"));
  EXPECT_FALSE(lost("{\\\n}"));
}

TEST(Properties, ReportLinesThatAreNone) {
  std::vector<std::string> problems;
  for (const auto& problem : parseProperties("a = 1\nnonsense\n= 2\n  : 3\nlast", "f").problems) {
    problems.push_back(toString(problem));
  }
  EXPECT_THAT(problems, ElementsAre("f:2: this line has no `=`: write KEY = VALUE, or # for a comment",
                                    "f:3: there is no key before the `=` or `:`: write KEY = VALUE",
                                    "f:4: there is no key before the `=` or `:`: write KEY = VALUE",
                                    "f:5: this line has no `=`: write KEY = VALUE, or # for a comment"));
}

std::vector<std::string> problemsOf(const std::string& text) {
  std::vector<std::string> problems;
  for (const auto& problem : parseProperties(text, "f").problems) problems.push_back(toString(problem));
  return problems;
}

TEST(Properties, NameTheLineOfAByteThatIsNotUtf8) {
  const std::string why = ": has a byte that is not UTF-8: save the file as UTF-8";
  EXPECT_THAT(problemsOf("# f\xFCr\na = f\xFCr\nb = x\\\r\n y\\\r\n \xE9\r\nc\xFC = 1\nd = für\n"),
              ElementsAre("f:2: a" + why, "f:5: b" + why, "f:6" + why));
  EXPECT_TRUE(parseProperties("a = f\xFCr", "f").properties.at(0).reported);
}

TEST(Properties, NameAnEscapeThatOnlyOtherReadersKnow) {
  const std::string why =
      ": has an escape like \\u00e9 that Herald does not know: write the character itself, or \\\\u00e9 in JSON";
  EXPECT_THAT(problemsOf(R"(a = caf\u00e9)"
                         "\n"
                         R"(b = x\)"
                         "\n"
                         R"(y \xe9 \u00E9)"),
              ElementsAre("f:1: a" + why, "f:3: b" + why));
  EXPECT_THAT(problemsOf(R"(a = \\u00e9 \under \xyz \d \" \: \= \#)"), ElementsAre());
}

TEST(Properties, NameWhatNobodySeesInAKey) {
  EXPECT_THAT(problemsOf("sink.a\u200B.url = 1\n\u00A0b = 1\nk\\:x = 1\n"),
              ElementsAre("f:1: sink.a\\u200B.url: character 7 of this key is U+200B (zero width space): delete it",
                          "f:2: \u00A0b: character 1 of this key is U+00A0 (no-break space): delete it",
                          "f:3: k\\: a backslash has no meaning in a key: delete it"));
}

TEST(Properties, RefuseUtf16) {
  for (const std::string& mark : {std::string("\xFF\xFE"), std::string("\xFE\xFF")})
    EXPECT_THAT(problemsOf(mark + std::string("a\0=\0", 4)), ElementsAre("f: is a text in UTF-16: save it as UTF-8"));
}

TEST(Properties, RefuseANul) {
  const auto read = parseProperties(std::string("a = 1\nb = \0 2\n", 14), "f");
  EXPECT_TRUE(read.properties.empty());
  ASSERT_EQ(read.problems.size(), 1U);
  EXPECT_EQ(toString(read.problems[0]), "f:2: this line has a NUL byte: write text in UTF-8");
}

}  // namespace
}  // namespace herald::core
