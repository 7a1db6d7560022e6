// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/preset_resource.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "herald/testing/temporary_folder.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"

namespace herald::core {
namespace {

using ::testing::IsEmpty;

TEST(PresetResourceTest, says_what_a_preset_is_and_what_its_user_has_to_give) {
  const ::herald::testing::TemporaryFolder folder;
  folder.write("home_page.properties",
               "preset.about = A page.\npreset.needs.url = its address\ntype = webhook\nlist = a, b\n"
               "data = {\\\n  \"a\": 1\\\n}\n");
  folder.write("named.properties", "preset.title = My Service\ntype = webhook\n");
  folder.write("wrong.properties", "preset.nothing = x\n");
  PresetResource resource({folder.path()}, {.options = [](const std::string&, const std::string&) {
                            return std::vector<Option>{{.name = "list", .type = Type::List}};
                          }});
  ApiRoutes routes;
  routes.add(resource);
  const auto answer = routes.answer({.method = "GET", .target = "/api/v1/presets"});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(schemaFaults(answer.body, routes.schemas().at("Presets"), routes.schemas()), IsEmpty()) << answer.body;
  EXPECT_EQ(jsonElements(jsonAt(answer.body, "presets")).size(), 2U) << answer.body;
  EXPECT_EQ(jsonAt(answer.body, "presets.0.title"), "\"Home page\"");
  EXPECT_EQ(jsonAt(answer.body, "presets.0.fields"), R"(["url"])");
  EXPECT_EQ(jsonAt(answer.body, "presets.0.needs.url"), "\"its address\"");
  EXPECT_EQ(jsonAt(answer.body, "presets.0.values.list"), R"(["a","b"])");
  EXPECT_EQ(jsonAt(answer.body, "presets.1.title"), "\"My Service\"");
}

}  // namespace
}  // namespace herald::core
