// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <malloc.h>

#include <string>

#include "herald/json.h"

namespace herald {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(JsonError, IsEmptyForEveryKindOfValue) {
  for (const char* text :
       {"{}", "[]", " 5 ", "-0", "-1.5e+10", "1E5", "true", "false", "null", R"("x")", R"({"a":[{"b":[]}]})",
        R"("\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00")", "\"\xC3\xA4\"", "\r\n\t [1 , 2] \n"}) {
    EXPECT_EQ(jsonError(text), "") << text;
  }
}

TEST(JsonError, LeavesNumbersOfAnySizeAlone) {
  for (const char* text : {"1e400", "18446744073709551616", "100.0", "-0.0", "123456789012345678901234567890"}) {
    EXPECT_EQ(jsonError(text), "") << text;
    const auto array = "[" + std::string(text) + "]";
    EXPECT_EQ(jsonAt(array, "0").size(), std::string(text).size()) << text;
  }
}

TEST(JsonError, TakesHalfASurrogatePair) { EXPECT_EQ(jsonError(R"(["\ud83d","\ude00x"])"), ""); }

struct BadJson {
  const char* text;
  const char* error;
};

class JsonErrorOf : public testing::TestWithParam<BadJson> {};

TEST_P(JsonErrorOf, SaysWhatIsWrongAndWhere) { EXPECT_EQ(jsonError(GetParam().text), GetParam().error); }

INSTANTIATE_TEST_SUITE_P(, JsonErrorOf,
                         testing::Values(BadJson{"", "no value"}, BadJson{" \n ", "no value"},
                                         BadJson{"{oops", "unexpected character at line 1, column 2"},
                                         BadJson{"{\"a\": 1,\n \"b\": x}", "unexpected character at line 2, column 7"},
                                         BadJson{"{\"ä\": x}", "unexpected character at line 1, column 7"},
                                         BadJson{R"({"a": "x"y"z"})", "unexpected character at line 1, column 10"},
                                         BadJson{"[1,2", "unexpected end at line 1, column 5"},
                                         BadJson{"{\"a\":", "unexpected end at line 1, column 6"},
                                         BadJson{"[1}", "unexpected character at line 1, column 3"},
                                         BadJson{"{\"a\":[1}}", "unexpected character at line 1, column 8"},
                                         BadJson{"[1,]", "unexpected character at line 1, column 4"},
                                         BadJson{"{\"a\":1,}", "unexpected character at line 1, column 8"},
                                         BadJson{"[1 2]", "unexpected character at line 1, column 4"},
                                         BadJson{"[\"a\":1]", "unexpected character at line 1, column 5"},
                                         BadJson{"\"a\":1", "unexpected character at line 1, column 4"},
                                         BadJson{"{1:2}", "unexpected character at line 1, column 2"},
                                         BadJson{"{\"a\"}", "unexpected character at line 1, column 5"},
                                         BadJson{"{} x", "unexpected character at line 1, column 4"},
                                         BadJson{"{}{}", "unexpected character at line 1, column 3"},
                                         BadJson{"1,2", "unexpected character at line 1, column 3"},
                                         BadJson{"],[", "unexpected character at line 1, column 1"},
                                         BadJson{"[1] ] ", "unexpected character at line 1, column 5"},
                                         BadJson{"nul", "unexpected character at line 1, column 1"},
                                         BadJson{"True", "unexpected character at line 1, column 1"},
                                         BadJson{"[01]", "unexpected character at line 1, column 2"},
                                         BadJson{"[1.]", "unexpected character at line 1, column 2"},
                                         BadJson{"[+1]", "unexpected character at line 1, column 2"},
                                         BadJson{"[1e]", "unexpected character at line 1, column 2"},
                                         BadJson{"[NaN]", "unexpected character at line 1, column 2"},
                                         BadJson{"'x'", "unexpected character at line 1, column 1"},
                                         BadJson{"\xEF\xBB\xBF{}", "U+FEFF (byte order mark) at line 1, column 1"},
                                         BadJson{"[\"a\nb\"]", "control character in a string at line 1, column 4"},
                                         BadJson{R"(["\q"])", "unknown escape in a string at line 1, column 2"},
                                         BadJson{R"(["\u12g4"])", "unknown escape in a string at line 1, column 2"},
                                         BadJson{R"({"\q":1})", "unknown escape in a string at line 1, column 3"},
                                         BadJson{R"({"a":"b)", "string without an end at line 1, column 6"},
                                         BadJson{"[\"\xFF\"]", "byte that is not UTF-8 at line 1, column 3"},
                                         BadJson{"[\"\xC0\x80\"]", "byte that is not UTF-8 at line 1, column 3"},
                                         BadJson{"[\"\xED\xA0\x80\"]", "byte that is not UTF-8 at line 1, column 3"}));

TEST(JsonError, RefusesWhatIsNestedTooDeeply) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(jsonError(nested(256)), "");
  EXPECT_EQ(jsonError(nested(257)), "value nested too deeply at line 1, column 257");
  EXPECT_NE(jsonError(nested(100'000)), "");
  EXPECT_NE(jsonError(std::string(100'000, '[')), "");
}

TEST(IsJsonObject, HoldsForWholeObjectsOnly) {
  EXPECT_TRUE(isJsonObject(" {\"a\": [1]}\n"));
  for (const char* text : {"", "[]", "5", "null", "\"{}\"", "{", "{} {}", "{\"a\":[1}}"}) {
    EXPECT_FALSE(isJsonObject(text)) << text;
  }
}

TEST(JsonAt, FindsTheRawTextAtAPath) {
  const std::string json = R"({"a" : {"x\u0079" : [10, {"z":"q\n"}, [ ]]}, "e":{ }, "n":null, "f" : 1.0e5 })";
  EXPECT_EQ(jsonAt(json, "a.xy.0"), "10");
  EXPECT_EQ(jsonAt(json, "a.xy.1"), R"({"z":"q\n"})");
  EXPECT_EQ(jsonAt(json, "a.xy.1.z"), R"("q\n")");
  EXPECT_EQ(jsonAt(json, "a.xy.2"), "[ ]");
  EXPECT_EQ(jsonAt(json, "e"), "{ }");
  EXPECT_EQ(jsonAt(json, "n"), "null");
  EXPECT_EQ(jsonAt(json, "f"), "1.0e5");
  EXPECT_EQ(jsonAt("[[1],[2,3]]", "1.1"), "3");
}

TEST(JsonAt, PointsIntoTheTextItWasGiven) {
  const std::string json = R"({"a":[true]})";
  EXPECT_EQ(jsonAt(json, "a.0").data(), json.data() + 6);
}

TEST(JsonAt, IsEmptyWhereThereIsNothing) {
  const std::string json = R"({"a":{"b":[1]},"s":"x"})";
  for (const char* path : {"", ".", "a.", ".a", "a..b", "c", "a.c", "a.b.1", "a.b.-1", "a.b.x", "a.b.1x", "a.b.", "s.x",
                           "a.b.0.0", "a.b.99999999999999999999"}) {
    EXPECT_EQ(jsonAt(json, path), "") << path;
  }
}

TEST(JsonAt, IsEmptyForWhatIsNotJson) {
  for (const char* text : {"", "{", "{\"a\"", "{\"a\":", "{\"a\":tru}", "{\"a\":1x}", "{\"a\":\"x}", "{a:1}", "\"a\"",
                           "5", "{\"a\":\"\\q\"}", "{\"a\":\xFF}"}) {
    EXPECT_EQ(jsonAt(text, "a"), "") << text;
  }
}

TEST(JsonMembers, ComeInTheirOrderWithKeysUnescaped) {
  EXPECT_THAT(jsonMembers(R"( {"b":1 ,"\u0061\"":"x" , "c" : [ 1, {} ] } )"),
              ElementsAre(Pair("b", "1"), Pair("a\"", R"("x")"), Pair("c", "[ 1, {} ]")));
}

TEST(JsonMembers, AreNoneOfWhatIsNoObject) {
  for (const char* text :
       {"", "{}", "[]", "5", "{\"a\":1", "{\"a\":1}}", "{\"a\":1,}", "{\"a\":1} {}", "{\"a\":x}", "{\"\\q\":1}"}) {
    EXPECT_THAT(jsonMembers(text), IsEmpty()) << text;
  }
}

TEST(JsonElements, ComeInTheirOrder) {
  EXPECT_THAT(jsonElements(R"([1.50, "a" ,{"b": 2} , [],null])"),
              ElementsAre("1.50", "\"a\"", "{\"b\": 2}", "[]", "null"));
  for (const char* text : {"", "[]", "{}", "5", "[1", "[1,]", "[1] 2", "[x]", "[\"a\":1]"}) {
    EXPECT_THAT(jsonElements(text), IsEmpty()) << text;
  }
}

TEST(Json, ReadsLargeTextsAndSmallOnesAfterThem) {
  const std::string large = "{\"a\":\"" + std::string(3 << 20, 'x') + "\",\"b\":1}";
  EXPECT_EQ(jsonAt(large, "b"), "1");
  EXPECT_EQ(jsonAt("{\"b\":2}", "b"), "2");
  EXPECT_EQ(jsonError(large), "");
}

// A thousand threads each read a long text once.
TEST(Json, ALongTextLeavesNoMemoryInTheHandsOfItsThread) {
  const auto inUse = [] {
    const struct mallinfo2 info = ::mallinfo2();  // zeros under a sanitizer
    return info.uordblks + info.hblkhd;
  };
  ASSERT_TRUE(isJsonObject("{}"));
  const std::size_t before = inUse();
  ASSERT_TRUE(isJsonObject("{\"text\":\"" + std::string(100000, 'x') + "\"}"));
  ASSERT_TRUE(isJsonObject("{}"));
  EXPECT_LT(inUse(), before + 50000);
}

}  // namespace
}  // namespace herald
