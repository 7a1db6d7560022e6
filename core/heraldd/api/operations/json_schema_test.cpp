// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/json_schema.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> faultPlaces(const std::string& json, const std::string& schema) {
  std::vector<std::string> places;
  const Resource::Schemas schemas{{"Name", R"({"type":"string","minLength":1,"maxLength":3})"}};
  for (const auto& fault : schemaFaults(json, schema, schemas)) places.push_back(fault.at + ": " + fault.detail);
  return places;
}

TEST(JsonSchemaTest, each_fault_is_told_with_its_place) {
  const std::string schema =
      R"({"type":"object","required":["name","tags"],"additionalProperties":false,"properties":{)"
      R"("name":{"$ref":"#/components/schemas/Name"},"tags":{"type":"array","maxItems":2,"items":{"type":"string"}},)"
      R"("as":{"enum":["was","today"]},"count":{"type":["integer","null"],"minimum":1,"maximum":9}}})";
  EXPECT_THAT(faultPlaces(R"({"name":"a","tags":["x"],"as":"was","count":null})", schema), IsEmpty());
  EXPECT_THAT(faultPlaces(R"({"name":"ä€","tags":[]})", schema), IsEmpty()) << "letters, not bytes";
  EXPECT_THAT(faultPlaces(R"({"name":"","tags":["x",3],"as":"wars","count":10,"tag":1})", schema),
              ElementsAre("name: the number of letters is less than 1", "tags.1: this is of type integer: use string",
                          "as: there is no `wars`, did you mean `was`?", "count: the number is more than 9",
                          "tag: there is no such member, did you mean `tags`?"));
  EXPECT_THAT(faultPlaces("{}", schema), ElementsAre("name: is missing", "tags: is missing"));
  EXPECT_THAT(faultPlaces("[]", schema), ElementsAre(": this is of type array: use object"));
  EXPECT_THAT(faultPlaces(R"({"name":"a","tags":["1","2","3"]})", schema),
              ElementsAre("tags: the number of elements is more than 2"));
}

TEST(JsonSchemaTest, a_value_may_have_one_of_several_forms) {
  const std::string schema =
      R"({"type":"object","additionalProperties":{"anyOf":[{"type":"string"},{"type":"object","required":["stored"],)"
      R"("properties":{"stored":{"const":true}}}]}})";
  EXPECT_THAT(faultPlaces(R"({"url":"a","apiSecret":{"stored":true}})", schema), IsEmpty());
  EXPECT_THAT(faultPlaces(R"({"apiSecret":{"stored":false}})", schema),
              ElementsAre("apiSecret.stored: this has to be true"));
}

TEST(JsonSchemaTest, a_number_that_no_handler_could_take_is_a_fault) {
  EXPECT_THAT(faultPlaces("99999999999999999999", R"({"type":"integer"})"),
              ElementsAre(": this is of type number: use integer"));
  EXPECT_THAT(faultPlaces("1.5", R"({"type":"integer"})"), ElementsAre(": this is of type number: use integer"));
  EXPECT_THAT(faultPlaces("7", R"({"type":"number"})"), IsEmpty());
  EXPECT_THAT(faultPlaces("{", "{}").size(), 1u);
}

}  // namespace
}  // namespace herald::core
