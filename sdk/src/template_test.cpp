// SPDX-License-Identifier: Apache-2.0
#include "herald/template.h"

#include <gmock/gmock.h>

#include <map>

namespace herald {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::map<std::string, std::string, std::less<>> kVariables{{"topic", R"("Print \"Done\"")"},
                                                                 {"a", R"("A")"},
                                                                 {"a.b", R"("AB")"},
                                                                 {"a.b.0", "7"},
                                                                 {"a-b", R"("dash")"},
                                                                 {"x", "5.0"},
                                                                 {"flag", "true"},
                                                                 {"nothing", "null"},
                                                                 {"object", R"({"k": [1,"@a"]})"},
                                                                 {"at", R"("@a @{x} @@")"},
                                                                 {"file", R"("a b&c/d?e=ä#f.gcode")"},
                                                                 {"crlf", R"("a\r\nX-Evil: 1\u0000\t\u007fb")"},
                                                                 {"home", R"("https://printer:80/p?q=1")"},
                                                                 {"loud", R"("HTTP://printer\r\n/ p")"},
                                                                 {"script", "\"javascript://alert(1)\""},
                                                                 {"quotes", R"("\",\"evil\":\"1\\")"}};

std::string_view lookup(std::string_view path) {
  const auto found = kVariables.find(path);
  return found == kVariables.end() ? std::string_view() : std::string_view(found->second);
}

std::string render(std::string_view text, Place place) { return Template(text, place).render(lookup); }

struct Case {
  const char* text;
  const char* rendered;
};

class TextTemplate : public testing::TestWithParam<Case> {};

TEST_P(TextTemplate, FollowsTheGrammar) {
  EXPECT_EQ(render(GetParam().text, Place::Text), GetParam().rendered) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Names, TextTemplate,
                         testing::Values(Case{"", ""}, Case{"plain", "plain"}, Case{"@a", "A"}, Case{"<@a>", "<A>"},
                                         Case{"@a.b", "AB"}, Case{"@a.b.0", "7"}, Case{"@{a.b.0}7", "77"},
                                         Case{"x@{a}y", "xAy"}, Case{"@a @a", "A A"}, Case{"@a/@x", "A/5.0"},
                                         Case{"@nope", ""}, Case{"[@nope]", "[]"}, Case{"@a.nope", ""}));

INSTANTIATE_TEST_SUITE_P(AtSigns, TextTemplate,
                         testing::Values(Case{"@", "@"}, Case{"@@", "@"}, Case{"@@a", "@a"}, Case{"@@@a", "@A"},
                                         Case{"a@@b", "a@b"}, Case{"@ a", "@ a"}, Case{"@1", "@1"}, Case{"@-a", "@-a"},
                                         Case{"@.a", "@.a"}, Case{"me@home.org", "me@home.org"}, Case{"1@a", "1@a"},
                                         Case{"_@a", "_A"}, Case{"ä@a", "äA"}, Case{"me@{a}", "meA"},
                                         Case{"@a@a", "A@a"}, Case{"@{a}@a", "AA"}, Case{"x @", "x @"}));

INSTANTIATE_TEST_SUITE_P(Punctuation, TextTemplate,
                         testing::Values(Case{"@a.", "A."}, Case{"@a, @x!", "A, 5.0!"}, Case{"(@a)", "(A)"},
                                         Case{"[@a]", "[A]"}, Case{"@a.b.", "AB."}, Case{"@a..b", "A..b"},
                                         Case{"@a.-b", "A.-b"}, Case{"@a|x", "A|x"}, Case{"@a{}", "A{}"},
                                         Case{"@a\n@x", "A\n5.0"}));

INSTANTIATE_TEST_SUITE_P(Dashes, TextTemplate,
                         testing::Values(Case{"@a-", "A-"}, Case{"@a--", "A--"}, Case{"@a-b", "dash"},
                                         Case{"@a-c", "A-c"}, Case{"@a-b-c", "dash-c"}, Case{"@a--b", "A--b"},
                                         Case{"@topic-done", "Print \"Done\"-done"}, Case{"@a.b-c", "AB-c"},
                                         Case{"@a-c.b", "A-c.b"}, Case{"@a-.b", "A-.b"}, Case{"@no-pe", ""},
                                         Case{"@{a-c}", ""}, Case{"@{a-b}", "dash"}));

INSTANTIATE_TEST_SUITE_P(Fallbacks, TextTemplate,
                         testing::Values(Case{"@{nope|none}", "none"}, Case{"@{a|none}", "A"},
                                         Case{"@{nothing|none}", "none"}, Case{"@{nope|}", ""},
                                         Case{"@{nope|@a \"x\"|y}", "@a \"x\"|y"}, Case{"@{a-c|none}", "none"}));

INSTANTIATE_TEST_SUITE_P(Values, TextTemplate,
                         testing::Values(Case{"@topic", "Print \"Done\""}, Case{"@x", "5.0"}, Case{"@flag", "true"},
                                         Case{"<@nothing>", "<>"}, Case{"@object", R"({"k": [1,"@a"]})"},
                                         Case{"@at", "@a @{x} @@"}));

class UrlTemplate : public testing::TestWithParam<Case> {};

TEST_P(UrlTemplate, EncodesVariablesAsParts) {
  EXPECT_EQ(render(GetParam().text, Place::Url), GetParam().rendered) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    , UrlTemplate,
    testing::Values(Case{"http://h/@file/x", "http://h/a%20b%26c%2Fd%3Fe%3D%C3%A4%23f.gcode/x"},
                    Case{"http://h/a b\n?q=@x#ä%20", "http://h/a%20b%0A?q=5.0#%C3%A4%20"},
                    Case{"http://h/?o=@object", "http://h/?o=%7B%22k%22%3A%20%5B1%2C%22%40a%22%5D%7D"},
                    Case{"http://h/@nothing/@nope/@{nope|a b}", "http://h///a%20b"},
                    Case{"@home/x", "https://printer:80/p?q=1/x"}, Case{"@{loud}x", "HTTP://printer/px"},
                    Case{"@{nope|http://h}/x", "http://h/x"}, Case{"@script", "javascript%3A%2F%2Falert%281%29"},
                    Case{"@file", "a%20b%26c%2Fd%3Fe%3D%C3%A4%23f.gcode"},
                    Case{"http://h/@home", "http://h/https%3A%2F%2Fprinter%3A80%2Fp%3Fq%3D1"}));

class HeaderTemplate : public testing::TestWithParam<Case> {};

TEST_P(HeaderTemplate, LosesControlCharacters) {
  EXPECT_EQ(render(GetParam().text, Place::Header), GetParam().rendered) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(, HeaderTemplate,
                         testing::Values(Case{"Bearer @a", "Bearer A"}, Case{"@crlf", "aX-Evil: 1\tb"},
                                         Case{"a\r\nb: @a\tc", "ab: A\tc"}, Case{"@file", "a b&c/d?e=ä#f.gcode"},
                                         Case{"@{nope|a\r\nb}", "ab"}));

class JsonTemplate : public testing::TestWithParam<Case> {};

TEST_P(JsonTemplate, KeepsItsStructure) {
  EXPECT_EQ(render(GetParam().text, Place::Json), GetParam().rendered) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(WholeValues, JsonTemplate,
                         testing::Values(Case{R"({"a":"@a"})", R"({"a":"A"})"}, Case{R"(["@x"])", "[5.0]"},
                                         Case{R"(["@flag","@nothing"])", "[true,null]"},
                                         Case{R"("@object")", R"({"k": [1,"@a"]})"}, Case{R"(["@nope"])", R"([""])"},
                                         Case{R"(["@{nope|1}","@{nothing|n}"])", R"(["1","n"])"},
                                         Case{R"(["@{x|n}"])", "[5.0]"}, Case{R"(["@topic"])", R"(["Print \"Done\""])"},
                                         Case{R"(["\u0040a"])", R"(["A"])"}));

INSTANTIATE_TEST_SUITE_P(
    InsideStrings, JsonTemplate,
    testing::Values(Case{R"(["x @topic."])", R"(["x Print \"Done\"."])"}, Case{R"(["@x "])", R"(["5.0 "])"},
                    Case{R"(["is @object"])", R"(["is {\"k\": [1,\"@a\"]}"])"},
                    Case{R"(["<@nothing@{nope}>"])", R"(["<>"])"}, Case{R"(["<@nothing>"])", R"(["<>"])"},
                    Case{R"(["<@quotes>"])", R"(["<\",\"evil\":\"1\\>"])"},
                    Case{R"(["@topic-x"])", R"(["Print \"Done\"-x"])"}, Case{R"(["@x-y"])", R"(["5.0-y"])"},
                    Case{R"(["@@a","me@a.b","@"])", R"(["@a","me@a.b","@"])"},
                    Case{R"(["\n\u00e4 @a"])", "[\"\\nä A\"]"}));

INSTANTIATE_TEST_SUITE_P(
    TheRest, JsonTemplate,
    testing::Values(Case{" {\"b\" : [ 1.50, 1e400, true, null, {} , [ ] ],\n\"a\":18446744073709551616} ",
                         R"({"b":[1.50,1e400,true,null,{},[]],"a":18446744073709551616})"},
                    Case{R"({"@a":"@a","k\"":1})", R"({"@a":"A","k\"":1})"}, Case{" 5 ", "5"}));

TEST(Template, IsEmptyByDefault) {
  EXPECT_EQ(Template().render(lookup), "");
  EXPECT_FALSE(Template().uses("a"));
}

TEST(Template, SaysWhichVariablesWereMissing) {
  std::vector<std::string> missing{"from before"};
  Template("@b @a.c @b @{d|x} @nothing @{e-f} @g-h @a-b", Place::Text).render(lookup, missing);
  EXPECT_THAT(missing, ElementsAre("b", "a.c", "e-f", "g-h"));
  Template("@a @topic-done", Place::Text).render(lookup, missing);
  EXPECT_THAT(missing, IsEmpty());
}

TEST(Template, NamesTheVariablesItUses) {
  const Template text("@meta.analysis @job-x @{tool-0}", Place::Text);
  for (const char* name : {"meta", "meta.analysis", "job", "job-x", "tool-0"}) EXPECT_TRUE(text.uses(name)) << name;
  for (const char* name : {"", "met", "meta.a", "meta.analysis.x", "tool", "analysis"}) {
    EXPECT_FALSE(text.uses(name)) << name;
  }
  EXPECT_TRUE(Template(R"({"a":["@snapshot"]})", Place::Json).uses("snapshot"));
}

TEST(Template, IsSharedByItsCopies) {
  Template copy;
  {
    const Template original("<@a>", Place::Text);
    copy = original;
  }
  EXPECT_EQ(copy.render(lookup), "<A>");
}

std::string errorOf(std::string_view text, Place place) {
  try {
    Template compiled(text, place);
    return "no error";
  } catch (const BadTemplate& error) {
    return error.what();
  }
}

TEST(Template, SaysWhereABraceIsNotClosed) {
  EXPECT_EQ(errorOf("a @{b", Place::Text), "`@{` has no closing `}`, at line 1, column 3");
  EXPECT_EQ(errorOf("ä\n @{", Place::Header), "`@{` has no closing `}`, at line 2, column 2");
  EXPECT_EQ(errorOf("{\"a\":\n \"x @{b\"}", Place::Json),
            "`@{` has no closing `}`, at line 1, column 3 of the string at line 2, column 2");
}

TEST(Template, RefusesWhatIsNoNameInBraces) {
  for (const char* text : {"@{}", "@{ a}", "@{1}", "@{a b}", "@{a.}", "@{.a}", "@{a..b}", "@{|x}", "@{-a}", "@{ä}"}) {
    EXPECT_THAT(errorOf(text, Place::Text), HasSubstr("needs the name of a variable")) << text;
  }
}

TEST(Template, RefusesWhatIsNotJson) {
  EXPECT_EQ(errorOf("{oops", Place::Json), "not valid JSON: unexpected character at line 1, column 2");
  EXPECT_EQ(errorOf("", Place::Json), "not valid JSON: no value");
}

std::string topicLevel(std::string_view value) {
  std::string level(value);
  for (char& c : level) c = std::string_view("/+#").find(c) == std::string_view::npos ? c : '_';
  return level;
}

TEST(Template, PassesValuesAndFallbacksThroughAnEncoderOfThePlugin) {
  const std::map<std::string_view, std::string_view> values{
      {"a", R"("x/\u002By#")"}, {"n", "1"}, {"gone", "null"}, {"o", R"({"k":"/"})"}};
  const Lookup lookup = [&](std::string_view path) {
    const auto value = values.find(path);
    return value == values.end() ? std::string_view() : value->second;
  };
  const Template topic("p/@a/@n/@gone/@{none|a/b}/@o/@none", topicLevel);
  std::vector<std::string> missing;
  EXPECT_EQ(topic.render(lookup, missing), R"(p/x__y_/1//a_b/{"k":"_"}/)");
  EXPECT_EQ(missing, std::vector<std::string>{"none"});
  EXPECT_EQ(Template("@a-b", topicLevel).render(lookup), "x__y_-b");
  EXPECT_EQ(Template("#+/", topicLevel).render(lookup), "#+/");
  EXPECT_TRUE(topic.uses("a"));
  EXPECT_THROW(Template("@{", topicLevel), BadTemplate);
}

}  // namespace
}  // namespace herald
