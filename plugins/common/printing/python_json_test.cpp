// SPDX-License-Identifier: Apache-2.0
#include "printing/python_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "herald/json.h"

namespace herald::printing {
namespace {

TEST(PythonObject, BecomesJsonWithNullInPlaceOfEachNumberThatJsonDoesNotHave) {
  struct Row {
    const char *python, *json;
  };
  for (const Row& row :
       {Row{R"({"a":NaN})", R"({"a":null})"}, Row{R"({"a": Infinity })", R"({"a": null })"},
        Row{R"({"a":-Infinity,"b":1})", R"({"a":null,"b":1})"},
        Row{R"({"a":[NaN, {"b":[Infinity,-Infinity]}],"c":-1.5})", R"({"a":[null, {"b":[null,null]}],"c":-1.5})"},
        Row{R"({"NaN":NaN,"q\"":"Infinity \" NaN","\\":NaN})", R"({"NaN":null,"q\"":"Infinity \" NaN","\\":null})"}}) {
    std::string text = row.python;
    EXPECT_TRUE(isPythonObject(text)) << row.python;
    EXPECT_EQ(text, row.json);
  }
}

TEST(PythonObject, StaysAsItIsWhereItIsJsonOrNothingThatPythonWrites) {
  for (const char* json : {"{}", R"({"a":"NaN","-Infinity":1})", " {\"a\": [1]}\n"}) {
    std::string text = json;
    EXPECT_TRUE(isPythonObject(text)) << json;
    EXPECT_EQ(text, json);
  }
  for (const char* other :
       {"", "NaN", "[NaN]", R"({"a":nan})", R"({"a":+Infinity})", R"({"a":NaNNaN})", R"({"a":1NaN})",
        R"({"a":--Infinity})", R"({NaN:1})", R"({"a":NaN)", R"({"a":"NaN)", R"({"a":"\)", R"({"a":True})"}) {
    std::string text = other;
    EXPECT_FALSE(isPythonObject(text)) << other;
    EXPECT_EQ(text, other);
  }
}

RC_GTEST_PROP(PythonObject, LosesNothingBesideSuchANumber, (const std::string& name, const std::string& value)) {
  const JsonObject around = JsonObject().add("a" + name, value);
  std::string text = around.text();
  text.insert(text.size() - 1, ",\"z\":NaN");
  RC_ASSERT(isPythonObject(text));
  RC_ASSERT(jsonWithout(text, "z") == around.text());
}

}  // namespace
}  // namespace herald::printing
