// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/plugin_resource.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "herald/settings.h"
#include "heraldd/api/editing/type_resource.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"

namespace herald::core {
namespace {

using ::testing::IsEmpty;

class PluginResourceTest : public ::testing::Test {
 protected:
  PluginResourceTest() {
    Library good{.file = "/plugins/libphone.so", .loaded = true};
    Option option{.name = "volume", .type = Type::Integer, .fallback = "5", .help = "How loud."};
    option.least = "0";
    option.most = "10";
    const Option secret{.name = "key", .type = Type::Secret, .fallback = "never shown", .required = true};
    good.offers.push_back({.type = "phone", .kind = "sink", .options = {option, secret}, .summary = "Calls a phone."});
    good.offers.push_back({.type = "phone", .kind = "source"});
    good.refused["broken"] = "broken has two options with one name";
    libraries_ = {good, {.file = "/plugins/libbad.so", .reason = "is truncated: copy it again"}};
    routes_.add(plugins_);
    routes_.add(types_);
  }

  std::string answerTo(const std::string& target, const std::string& schema) const {
    const auto answer = routes_.answer({.method = "GET", .target = target});
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(schemaFaults(answer.body, routes_.schemas().at(schema), routes_.schemas()), IsEmpty()) << answer.body;
    return answer.body;
  }

  std::vector<Library> libraries_{};
  PluginResource plugins_{[this] { return libraries_; }};
  TypeResource types_{[this] { return libraries_; }};
  ApiRoutes routes_{};
};

TEST_F(PluginResourceTest, has_each_file_and_why_it_was_refused) {
  const auto body = answerTo("/api/v1/plugins", "PluginList");
  EXPECT_EQ(jsonAt(body, "libraries.0.offers.0"), R"({"kind":"sink","type":"phone","summary":"Calls a phone."})");
  EXPECT_EQ(jsonAt(body, "libraries.0.refused"), R"(["broken has two options with one name"])");
  EXPECT_EQ(jsonAt(body, "libraries.1.reason"), "\"is truncated: copy it again\"");
}

TEST_F(PluginResourceTest, has_the_options_of_a_strangers_plugin_and_those_of_herald) {
  const auto body = answerTo("/api/v1/types?kind=sink", "Types");
  EXPECT_EQ(jsonElements(jsonAt(body, "types")).size(), 1U);
  EXPECT_EQ(jsonAt(body, "types.0.summary"), "\"Calls a phone.\"");
  EXPECT_EQ(jsonAt(body, "types.0.options.0.name"), "\"volume\"");
  EXPECT_EQ(jsonAt(body, "types.0.options.0.range"), "\"from 0 to 10\"");
  EXPECT_EQ(jsonAt(body, "types.0.options.1.default"), "\"\"") << "of a secret";
  EXPECT_EQ(jsonAt(body, "types.0.options.1.common"), "true") << "it is required";
  EXPECT_NE(body.find("\"retry.first\""), std::string::npos);
  const auto all = answerTo("/api/v1/types", "Types");
  EXPECT_EQ(jsonElements(jsonAt(all, "types")).size(), 2U);
}

}  // namespace
}  // namespace herald::core
