// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/form_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heraldd/api/operations/json_schema.h"

namespace herald::core {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(FormJson, ReadsTextsListsAndStoredSecrets) {
  const auto form =
      blockFormOf(R"({"name": "s", "original": "old", "revision": "r", "event": {"id": "1"}, "values": {"url": "a\nb",)"
                  R"("events": ["A", "B"], "token": {"stored": true}}})");
  EXPECT_EQ(form.prefix(), "sink.s.");
  EXPECT_EQ(form.original, "old");
  EXPECT_THAT(form.values, UnorderedElementsAre(Pair("url", FormValue{"a\nb"}), Pair("events", FormValue{"A, B"}),
                                                Pair("token", FormValue{.isStored = true})));
  EXPECT_EQ(blockFormOf(R"({"original": null, "values": {}})", "t").name, "t");
  EXPECT_FALSE(blockFormOf(R"({"original": null, "values": {}})", "t").original);
}

TEST(FormJson, RefusesOtherValues) {
  for (const std::string value : {"1", "true", "null", "[1]", "[[]]", "{}", R"({"stored": false})"}) {
    EXPECT_THROW(blockFormOf(R"({"name": "s", "values": {"url": )" + value + "}}"), ApiProblem) << value;
  }
}

TEST(FormJson, WritesListsAsArraysAndHidesWhatIsStored) {
  const std::vector<Option> options{{.name = "events", .type = Type::List}};
  const std::string json = toJson(FormValues{{"events", {"A, B"}},
                                             {"on.X.events", {"C"}},
                                             {"url", {"a, b"}},
                                             {"t", {.isStored = true}},
                                             {"u", {.isStored = true, .shown = "https://host/***"}}},
                                  options);
  EXPECT_EQ(json, R"({"events":["A","B"],"on.X.events":["C"],"t":{"stored":true},)"
                  R"("u":{"stored":true,"shown":"https://host/***"},"url":"a, b"})");
  EXPECT_THAT(schemaFaults(json, R"({"$ref":"#/components/schemas/FormValues"})", formSchemas()), IsEmpty());
}

TEST(FormJson, WritesAFaultWithItsPlace) {
  const std::vector<FormFault> faults{{"data", "is wrong", 2, 5}, {"", "elsewhere"}};
  EXPECT_EQ(toJson(faults), R"([{"key":"data","line":2,"column":5,"detail":"is wrong"},)"
                            R"({"key":"","line":null,"column":null,"detail":"elsewhere"}])");
  EXPECT_THAT(schemaFaults(toJson(faults), R"({"$ref":"#/components/schemas/FormFaults"})", formSchemas()), IsEmpty());
  EXPECT_EQ(problemOf(faults).status(), 422);
  EXPECT_STREQ(problemOf(faults).what(), "`data` is wrong");
}

}  // namespace
}  // namespace herald::core
