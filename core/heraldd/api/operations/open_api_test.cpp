// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/open_api.h"

#include <gmock/gmock.h>

#include <set>

#include "engine/delivery_log/testing/memory_log_store.h"
#include "engine/outbox/kinds/memory_outbox.h"
#include "herald/json.h"
#include "heraldd/api/deliveries/delivery_resource.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

class OpenApiTest : public ::testing::Test {
 protected:
  OpenApiTest() {
    routes.add(resource);
    document = openApiOf(routes, "1.2.3");
  }

  FakeTime time{};
  MemoryLogStore store{};
  DeliveryLog log{store, time, {}};
  MemoryOutbox outbox{};
  Dispatcher dispatcher{outbox, time};
  DeliveryResource resource{{log, outbox, dispatcher, time}};
  ApiRoutes routes{};
  std::string document{};
};

TEST_F(OpenApiTest, is_a_document_of_version_3_1) {
  EXPECT_EQ(jsonError(document), "");
  EXPECT_EQ(jsonAt(document, "openapi"), "\"3.1.0\"");
  EXPECT_EQ(jsonAt(document, "info.version"), "\"1.2.3\"");
}

TEST_F(OpenApiTest, has_every_operation_once) {
  std::set<std::string> ids;
  for (const auto& operation : routes.operations()) {
    EXPECT_TRUE(ids.insert(operation.id).second) << operation.id;
    EXPECT_NE(operation.summary, "") << operation.id;
    EXPECT_NE(document.find(jsonQuote(operation.path)), std::string::npos) << operation.path;
    EXPECT_NE(document.find(jsonQuote(operation.id)), std::string::npos) << operation.id;
  }
}

TEST_F(OpenApiTest, every_reference_leads_to_a_schema) {
  const std::string begin = "\"#/components/schemas/";
  for (auto at = document.find(begin); at != std::string::npos; at = document.find(begin, at + 1)) {
    const auto name = document.substr(at + begin.size(), document.find('"', at + 1) - at - begin.size());
    EXPECT_NE(jsonAt(document, "components.schemas." + name), "") << name;
  }
}

}  // namespace
}  // namespace herald::core
