// SPDX-License-Identifier: Apache-2.0
#include "herald/settings.h"

#include <gmock/gmock.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <utility>

namespace herald {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using Values = Settings::Values;

std::vector<Option> options() {
  return {{.name = "url", .type = Type::Text, .help = "Where to send.", .required = true},
          {.name = "apiKey", .type = Type::Secret},
          {.name = "verbose", .type = Type::Flag},
          {.name = "retries", .type = Type::Integer, .fallback = "3"},
          {.name = "ratio", .type = Type::Number},
          {.name = "timeout", .type = Type::Duration, .fallback = "10s"},
          {.name = "method", .type = Type::Choice, .fallback = "POST", .choices = {"POST", "PUT", "GET"}},
          {.name = "names", .type = Type::List},
          {.name = "headers", .type = Type::Map},
          {.name = "message", .type = Type::Template},
          {.name = "data", .type = Type::JsonTemplate},
          {.name = "port", .type = Type::Integer, .fallback = "1883", .least = "1", .most = "65535"},
          {.name = "share", .type = Type::Number, .most = "0.5"},
          {.name = "pause", .type = Type::Duration, .least = "1s", .formerly = {"wait", "sleep"}},
          {.name = "room", .type = Type::Size, .fallback = "1 MiB", .least = "1", .most = "64 MiB"},
          {.name = "ca", .type = Type::Path},
          {.name = "arguments", .type = Type::Arguments},
          {.name = "topics", .type = Type::TemplateMap, .formerly = {"subjects"}}};
}

Settings with(Values values) {
  values.emplace("url", "http://printer");
  return {options(), std::move(values)};
}

// The problems of a configuration, as "option: why".
std::vector<std::string> problemsOf(const Values& values) {
  try {
    Settings settings(options(), values);
    return {};
  } catch (const BadSettings& error) {
    std::vector<std::string> found;
    for (const auto& [option, why] : error.problems()) found.push_back(option + ": " + why);
    return found;
  }
}

std::vector<std::string> problemsOf(const std::string& option, const std::string& text) {
  Values values{{"url", "http://printer"}};
  values[option] = text;
  return problemsOf(values);
}

TEST(Settings, GiveEachOptionByItsType) {
  const auto settings = with({{"apiKey", "s3cr3t"},
                              {"verbose", "Yes"},
                              {"retries", "-7"},
                              {"ratio", "2.5e-1"},
                              {"timeout", "1500ms"},
                              {"method", "put"},
                              {"names", " a, b c ,,d,"},
                              {"message", "hello @topic"},
                              {"data", R"({"a":"@topic"})"}});
  EXPECT_EQ(settings.text("url"), "http://printer");
  EXPECT_EQ(settings.text("apiKey"), "s3cr3t");
  EXPECT_TRUE(settings.flag("verbose"));
  EXPECT_EQ(settings.integer("retries"), -7);
  EXPECT_EQ(settings.number("ratio"), 0.25);
  EXPECT_EQ(settings.duration("timeout"), Millis(1500));
  EXPECT_EQ(settings.text("method"), "PUT");
  EXPECT_THAT(settings.list("names"), ElementsAre("a", "b c", "d"));
  EXPECT_EQ(settings.text("message"), "hello @topic");
  EXPECT_EQ(settings.text("data"), R"({"a":"@topic"})");
}

TEST(Settings, FallBackWhereTheConfigurationSaysNothing) {
  const auto settings = with({});
  EXPECT_EQ(settings.integer("retries"), 3);
  EXPECT_EQ(settings.duration("timeout"), Millis(10'000));
  EXPECT_EQ(settings.text("method"), "POST");
  EXPECT_FALSE(settings.has("retries"));
  EXPECT_TRUE(settings.has("url"));
}

TEST(Settings, AreZeroOrEmptyWithoutValueAndFallback) {
  const auto settings = with({});
  EXPECT_EQ(settings.text("apiKey"), "");
  EXPECT_FALSE(settings.flag("verbose"));
  EXPECT_EQ(settings.number("ratio"), 0);
  EXPECT_THAT(settings.list("names"), IsEmpty());
  EXPECT_THAT(settings.map("headers"), IsEmpty());
}

TEST(Settings, ReadFlagsInAnyUsualSpelling) {
  for (const char* text : {"true", "yes", "ON", "1"}) EXPECT_TRUE(with({{"verbose", text}}).flag("verbose")) << text;
  for (const char* text : {"False", "no", "off", "0"}) EXPECT_FALSE(with({{"verbose", text}}).flag("verbose")) << text;
}

TEST(Settings, PutMapsTogetherFromMembersAndJson) {
  const auto settings = with({{"headers", R"({"Accept":"a\"b","X-N":1.50,"X-O":{"a": 1}})"},
                              {"headers.Accept", "text/plain"},
                              {"headers.X.Y", "dotted"}});
  EXPECT_THAT(settings.map("headers"), ElementsAre(Pair("Accept", "text/plain"), Pair("X-N", "1.50"),
                                                   Pair("X-O", R"({"a": 1})"), Pair("X.Y", "dotted")));
  EXPECT_TRUE(settings.has("headers"));
  EXPECT_TRUE(with({{"headers.A", ""}}).has("headers"));
}

TEST(Settings, GiveAMemberToTheMapWithTheLongestName) {
  const Settings settings({{.name = "oauth", .type = Type::Map},
                           {.name = "oauth.headers", .type = Type::Map},
                           {.name = "oauth.url", .type = Type::Text}},
                          {{"oauth.headers.A", "1"}, {"oauth.b", "2"}, {"oauth.url", "3"}});
  EXPECT_THAT(settings.map("oauth"), ElementsAre(Pair("b", "2")));
  EXPECT_THAT(settings.map("oauth.headers"), ElementsAre(Pair("A", "1")));
}

TEST(Settings, TakeTheBoundsThemselves) {
  EXPECT_EQ(with({{"port", "1"}}).integer("port"), 1);
  EXPECT_EQ(with({{"port", "65535"}}).integer("port"), 65535);
  EXPECT_EQ(with({{"share", "0.5"}}).number("share"), 0.5);
  EXPECT_EQ(with({{"pause", "1000ms"}}).duration("pause"), Millis(1000));
  EXPECT_EQ(with({{"room", "65536 KiB"}}).size("room"), 64U << 20);
}

TEST(Settings, GiveSizesPathsArgumentsAndMapsOfTemplates) {
  const auto settings = with(
      {{"ca", "/etc/ca.pem"}, {"arguments", R"(--title "it's @topic" '' a\ b)"}, {"topics.PrintDone", "done/@device"}});
  EXPECT_EQ(settings.size("room"), 1U << 20);
  EXPECT_EQ(settings.text("ca"), "/etc/ca.pem");
  EXPECT_THAT(settings.arguments("arguments"), ElementsAre("--title", "it's @topic", "", "a b"));
  EXPECT_THAT(settings.map("topics"), ElementsAre(Pair("PrintDone", "done/@device")));
  EXPECT_THAT(with({}).arguments("arguments"), IsEmpty());
}

TEST(Settings, TakeAFormerNameForTodays) {
  const auto settings = with({{"wait", "3s"}, {"subjects.A", "a"}, {"topics.B", "b"}});
  EXPECT_EQ(settings.duration("pause"), Millis(3000));
  EXPECT_TRUE(settings.has("pause"));
  EXPECT_THAT(settings.map("topics"), ElementsAre(Pair("A", "a"), Pair("B", "b")));
  EXPECT_FALSE(settings.values().contains("wait"));
  EXPECT_THAT(problemsOf(Values{{"url", "u"}, {"wait", "5"}}),
              ElementsAre(HasSubstr("pause: has to be a whole number")));
}

TEST(Settings, RefuseAnOptionUnderTwoOfItsNames) {
  for (const char* other : {"pause", "sleep"}) {
    EXPECT_THAT(problemsOf(Values{{"url", "u"}, {"wait", "5s"}, {other, "5s"}}),
                ElementsAre("wait: is now called `pause`, which is set too: remove one of them"))
        << other;
  }
}

TEST(Settings, KnowTodaysNameOfEachKey) {
  EXPECT_EQ(currentName(options(), "wait"), "pause");
  EXPECT_EQ(currentName(options(), "pause"), "pause");
  EXPECT_EQ(currentName(options(), "subjects.a.b"), "topics.a.b");
  EXPECT_EQ(currentName(options(), "subjects."), "subjects.");
  EXPECT_EQ(currentName(options(), "wait.a"), "wait.a");
  EXPECT_EQ(currentName(options(), "headers.wait"), "headers.wait");
  EXPECT_EQ(currentName(options(), "else"), "else");
}

TEST(Settings, SayTheBoundsOfAnOption) {
  EXPECT_EQ(rangeOf({.least = "1", .most = "5"}), "from 1 to 5");
  EXPECT_EQ(rangeOf({.least = "1s"}), "at least 1s");
  EXPECT_EQ(rangeOf({.most = "1 MiB"}), "at most 1 MiB");
  EXPECT_EQ(rangeOf({}), "");
}

TEST(Settings, ReportAllProblemsAtOnce) {
  EXPECT_THAT(problemsOf(Values{{"retrys", "3"}, {"timeout", "soon"}, {"verbose", "maybe"}}),
              ElementsAre("retrys: unknown option, did you mean `retries`?", "url: is missing: Where to send.",
                          "verbose: has to be true or false, not `maybe`", HasSubstr("timeout: has to be")));
}

TEST(Settings, SayAllProblemsInTheExceptionsText) {
  try {
    Settings(options(), {{"verbose", "maybe"}});
    FAIL() << "no exception";
  } catch (const BadSettings& error) {
    EXPECT_STREQ(error.what(), "url: is missing: Where to send.; verbose: has to be true or false, not `maybe`");
  }
}

struct BadOption {
  const char* option;
  const char* text;
  const char* why;
};

class SettingsProblem : public testing::TestWithParam<BadOption> {};

TEST_P(SettingsProblem, SaysWhatIsExpected) {
  const auto& [option, text, why] = GetParam();
  EXPECT_THAT(problemsOf(option, text), ElementsAre(why));
}

INSTANTIATE_TEST_SUITE_P(
    , SettingsProblem,
    testing::Values(
        BadOption{"url", "", "url: is missing: Where to send."},
        BadOption{"retries", "ten", "retries: has to be a whole number, not `ten`"},
        BadOption{"retries", "", "retries: has to be a whole number, not ``"},
        BadOption{"retries", "1.5", "retries: has to be a whole number, not `1.5`"},
        BadOption{"retries", "9223372036854775808", "retries: has to be a whole number, not `9223372036854775808`"},
        BadOption{"ratio", "1,5", "ratio: has to be a number, not `1,5`"},
        BadOption{"ratio", "nan", "ratio: has to be a number, not `nan`"},
        BadOption{"ratio", "1e999", "ratio: has to be a number, not `1e999`"},
        BadOption{"method", "PATCH", "method: has to be POST, PUT or GET, not `PATCH`"},
        BadOption{"headers", "[1]", "headers: has to be a JSON object"},
        BadOption{"headers", "{oops", "headers: is not valid JSON: unexpected character at line 1, column 2"},
        BadOption{"header.Accept", "x", "header.Accept: unknown option, did you mean `headers.Accept`?"},
        BadOption{"headers.", "x", "headers.: unknown option, did you mean `headers`?"},
        BadOption{"wholly.else", "x", "wholly.else: unknown option"},
        BadOption{"message", "x @{a", "message: does not compile: `@{` has no closing `}`, at line 1, column 3"},
        BadOption{"data", "{oops", "data: is not valid JSON: unexpected character at line 1, column 2"},
        BadOption{"port", "0", "port: has to be from 1 to 65535, not `0`"},
        BadOption{"port", "65536", "port: has to be from 1 to 65535, not `65536`"},
        BadOption{"share", "0.51", "share: has to be at most 0.5, not `0.51`"},
        BadOption{"pause", "999ms", "pause: has to be at least 1s, not `999ms`"},
        BadOption{"room", "0", "room: has to be from 1 to 64 MiB, not `0`"},
        BadOption{"room", "65 MiB", "room: has to be from 1 to 64 MiB, not `65 MiB`"},
        BadOption{"ca", "~/ca.pem", "ca: begins with `~`, which only a shell knows: write the whole path"},
        BadOption{"arguments", "-m 'a b", "arguments: has a quote that does not end: write another '"},
        BadOption{"arguments", "a\\", "arguments: ends in a backslash: write two of them for a backslash itself"},
        BadOption{"topics.a", "x @{a", "topics.a: does not compile: `@{` has no closing `}`, at line 1, column 3"},
        BadOption{"topics", R"({"a":"@{a"})",
                  "topics: has the member `a`, which does not compile: `@{` has no closing `}`, at line 1, "
                  "column 1"},
        BadOption{"topic.a", "x", "topic.a: unknown option, did you mean `topics.a`?"},
        BadOption{"slep", "1s", "slep: unknown option, did you mean `pause`?"}));

TEST(Settings, NeverRepeatWhatMayBeASecret) {
  for (const char* option : {"message", "data", "headers"}) {
    EXPECT_THAT(problemsOf(option, R"({"a":"@{s3cr3t"} s3cr3t)"), Not(ElementsAre(HasSubstr("s3cr3t")))) << option;
  }
}

TEST(Settings, NameTheirSecrets) {
  EXPECT_THAT(with({{"apiKey", "s3cr3t"}}).secrets(), ElementsAre("s3cr3t"));
  EXPECT_THAT(with({}).secrets(), IsEmpty());
}

TEST(Settings, KeepWhatWasGivenAndDeclared) {
  const auto settings = with({{"headers.A", "1"}});
  EXPECT_THAT(settings.values(), ElementsAre(Pair("headers.A", "1"), Pair("url", "http://printer")));
  EXPECT_EQ(settings.options().size(), options().size());
  EXPECT_THAT(Settings().options(), IsEmpty());
}

TEST(Settings, LetAPluginRejectAValue) {
  try {
    with({}).reject("url", "has to begin with http");
  } catch (const BadSettings& error) {
    ASSERT_EQ(error.problems().size(), 1u);
    EXPECT_EQ(error.problems()[0].option, "url");
    EXPECT_EQ(error.problems()[0].why, "has to begin with http");
  }
}

TEST(Settings, BlameTheKeyThatHasTheMember) {
  const auto refusal = [](const Settings& settings) -> std::string {
    try {
      settings.rejectMember("headers", "Host", "belongs to Herald");
    } catch (const BadSettings& error) {
      return error.what();
    }
  };
  EXPECT_EQ(refusal(with({{"headers.Host", "x"}})), "headers.Host: belongs to Herald");
  EXPECT_EQ(refusal(with({{"headers", R"({"Host":"x"})"}})), "headers: `Host` belongs to Herald");
}

TEST(Settings, ThrowLogicErrorsAtMistakesOfThePluginsAuthor) {
  const auto settings = with({});
  EXPECT_THROW(settings.text("nope"), std::logic_error);
  EXPECT_THROW(settings.has("nope"), std::logic_error);
  EXPECT_THROW(settings.text("retries"), std::logic_error);
  EXPECT_THROW(settings.integer("url"), std::logic_error);
  EXPECT_THROW(settings.map("url"), std::logic_error);
}

TEST(Settings, ThrowLogicErrorsAtWrongDeclarations) {
  const auto declare = [](std::vector<Option> declared) { return Settings(std::move(declared), {}); };
  EXPECT_THROW(declare({{.name = "a"}, {.name = "b"}, {.name = "a"}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a", .type = Type::Integer, .fallback = "ten"}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a", .type = Type::JsonTemplate, .fallback = "{"}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a", .type = Type::Choice}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a.file"}}), std::logic_error);
  EXPECT_THROW(declare({{.name = ""}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a", .type = Type::Integer, .fallback = "9", .most = "8"}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a", .type = Type::Integer, .least = "9", .most = "8"}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a", .type = Type::Duration, .least = "1"}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a", .least = "1"}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a", .type = Type::Path, .fallback = "here"}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a", .formerly = {"b"}}, {.name = "b"}}), std::logic_error);
  EXPECT_THROW(declare({{.name = "a", .formerly = {"c"}}, {.name = "b", .formerly = {"c"}}}), std::logic_error);
}

TEST(Settings, NameTheTypes) {
  EXPECT_EQ(toString(Type::Text), "text");
  EXPECT_EQ(toString(Type::JsonTemplate), "JSON template");
  EXPECT_EQ(toString(Type::Size), "size");
  EXPECT_EQ(toString(Type::Path), "path");
  EXPECT_EQ(toString(Type::Arguments), "arguments");
  EXPECT_EQ(toString(Type::TemplateMap), "map of templates");
}

TEST(ParseDuration, TakesEachUnit) {
  EXPECT_EQ(parseDuration("0"), Millis(0));
  EXPECT_EQ(parseDuration("250ms"), Millis(250));
  EXPECT_EQ(parseDuration(" 30 s "), Millis(30'000));
  EXPECT_EQ(parseDuration("5m"), Millis(300'000));
  EXPECT_EQ(parseDuration("2h"), Millis(7'200'000));
  EXPECT_EQ(parseDuration("1d"), Millis(86'400'000));
}

TEST(ParseDuration, RefusesWhatIsNoDurationAndNamesTheUnits) {
  for (const char* text : {"", "30", "s", "-1s", "1.5s", "1S", "1 week", "1m30s", "0x1s", "1mss"}) {
    try {
      parseDuration(text);
      ADD_FAILURE() << text;
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), HasSubstr("a whole number and a unit (ms, s, m, h or d), such as 30s, not `"));
    }
  }
}

TEST(ParseDuration, RefusesWhatNoClockCanCount) {
  for (const char* text : {"9223372036854775807ms", "99999999999999999999s", "106752d"}) {
    EXPECT_THROW(parseDuration(text), std::invalid_argument) << text;
  }
  EXPECT_EQ(parseDuration("106751d").count(), 106751LL * 86'400'000);
}

TEST(ParseSize, TakesEachUnitInAnyCase) {
  for (const auto& [text, bytes] :
       std::initializer_list<std::pair<const char*, std::uint64_t>>{{"0", 0},
                                                                    {"512", 512},
                                                                    {"12 B", 12},
                                                                    {"1 byte", 1},
                                                                    {" 20 bytes ", 20},
                                                                    {"1kB", 1000},
                                                                    {"3 MB", 3'000'000},
                                                                    {"2 GB", 2'000'000'000},
                                                                    {"64 KiB", 65536},
                                                                    {"64kib", 65536},
                                                                    {"1 MiB", 1048576},
                                                                    {"1 GiB", 1ULL << 30}}) {
    EXPECT_EQ(parseSize(text), bytes) << text;
  }
}

TEST(ParseSize, TakesWhatFitsIntoMemorysAddresses) {
  const std::uint64_t most = std::numeric_limits<std::ptrdiff_t>::max();
  EXPECT_EQ(parseSize(std::to_string(most)), most);
  EXPECT_THROW(parseSize(std::to_string(most + 1)), std::invalid_argument);
}

TEST(ParseSize, RefusesEverythingElse) {
  for (const char* text : {"", "MiB", "-1", "+1", "1.5 MiB", "1 M", "64 K", "1 MiB 2", "0x10", "9999999999 GiB",
                           "9223372036854775808", "1,000"}) {
    EXPECT_THROW(parseSize(text), std::invalid_argument) << text;
  }
}

std::vector<std::string> split(const std::string& text) {
  return Settings({{.name = "a", .type = Type::Arguments}}, {{"a", text}}).arguments("a");
}

TEST(Arguments, AreSplitAsAShellDoes) {
  EXPECT_THAT(split(" a  b\tc\n "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(split(R"(a'b c'd "e f"g)"), ElementsAre("ab cd", "e fg"));
  EXPECT_THAT(split(R"('a\b' "a\b" a\b)"), ElementsAre(R"(a\b)", R"(a\b)", "ab"));
  EXPECT_THAT(split(R"("a\"b\\" '"' "'")"), ElementsAre(R"(a"b\)", "\"", "'"));
  EXPECT_THAT(split(R"('' "" x)"), ElementsAre("", "", "x"));
  EXPECT_THAT(split("  "), IsEmpty());
}

TEST(Arguments, AreTextForEverythingElse) {
  EXPECT_THAT(split("$HOME *.gcode a|b >c; `d` ~"), ElementsAre("$HOME", "*.gcode", "a|b", ">c;", "`d`", "~"));
}

TEST(SettingsTest, ASizeUnderAFormerNameHasTheUnitOfThatName) {
  const std::vector<Option> options{{.name = "bytes", .type = Type::Size, .formerly = {"diskMiB", "limit"}},
                                    {.name = "count", .type = Type::Integer, .formerly = {"countMiB"}}};
  const auto size = [&](const std::string& key, const std::string& text) {
    return Settings(options, {{key, text}}).size("bytes");
  };
  EXPECT_EQ(size("diskMiB", "2"), 2u << 20);
  EXPECT_EQ(size("diskMiB", "2 KiB"), 2u << 10);
  EXPECT_EQ(size("limit", "2"), 2u);
  EXPECT_EQ(size("bytes", "2"), 2u);
  EXPECT_EQ(Settings(options, {{"countMiB", "2"}}).integer("count"), 2);
  EXPECT_THROW(size("diskMiB", "two"), BadSettings);
}

}  // namespace
}  // namespace herald
