// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/reload_resource.h"

#include <gmock/gmock.h>

#include "heraldd/api/operations/api_routes.h"

namespace herald::core {
namespace {

class ReloadResourceTest : public ::testing::Test {
 protected:
  ReloadResourceTest() { routes_.add(resource_); }

  std::string ask(const std::string& method, int status) {
    const auto answer = routes_.answer({.method = method, .target = "/api/v1/reload"});
    EXPECT_EQ(answer.status, status) << answer.body;
    return answer.body;
  }

  ReloadRecord record_{};
  int asked_ = 0;
  ReloadResource resource_{record_, [this] { ++asked_; }};
  ApiRoutes routes_{};
};

TEST_F(ReloadResourceTest, a_reload_has_a_number_by_which_its_end_is_known) {
  record_.begins();  // it may have read the files before the request
  EXPECT_EQ(ask("POST", 202), R"({"number":2})");
  EXPECT_EQ(asked_, 1);
  record_.tookOver();
  EXPECT_EQ(ask("GET", 200), R"({"ended":1,"refusal":""})");
  record_.begins();
  EXPECT_EQ(ask("GET", 200), R"({"ended":1,"refusal":""})");
  record_.refused("herald.properties:3: no", {});
  EXPECT_EQ(ask("GET", 200), R"({"ended":2,"refusal":"herald.properties:3: no"})");
}

}  // namespace
}  // namespace herald::core
