// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/api_routes.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using Kind = Operation::Parameter::Kind;

/// Answers with what it was asked.
class EchoResource final : public Resource {
 public:
  std::vector<Operation> operations() override {
    const auto echo = [](const ApiRequest& request) {
      std::string names;
      for (const auto& name : request.list("sink")) names += name + ";";
      const auto name = request.path.find("name");
      return ApiAnswer{200, JsonObject()
                                .add("name", name == request.path.end() ? "" : name->second)
                                .add("sinks", names)
                                .add("limit", request.integer("limit", 100))
                                .text()};
    };
    const std::vector<Operation::Parameter> query{
        {.name = "sink", .isList = true},
        {.name = "limit", .kind = Kind::Integer, .least = 1, .most = 1000},
        {.name = "since", .kind = Kind::Time},
        {.name = "step", .kind = Kind::Choice, .choices = {"delivered", "retry"}}};
    return {
        {.path = "/api/v1/things", .id = "listThings", .query = query, .handler = echo},
        {.path = "/api/v1/things/{name}", .id = "getThing", .handler = echo},
        {.method = "POST",
         .path = "/api/v1/things/{name}",
         .id = "failThing",
         .handler = [](const ApiRequest&) -> ApiAnswer { throw std::runtime_error("the disk with s3cret is gone"); }}};
  }
  Schemas schemas() const override { return {}; }
};

class ApiRoutesTest : public ::testing::Test {
 protected:
  ApiRoutesTest() { routes.add(resource); }

  ApiAnswer get(const std::string& target) const { return routes.answer({.method = "GET", .target = target}); }

  EchoResource resource{};
  ApiRoutes routes{[](std::string_view text) {
    std::string masked(text);
    if (const auto at = masked.find("s3cret"); at != masked.npos) masked.replace(at, 6, "***");
    return masked;
  }};
};

TEST_F(ApiRoutesTest, a_handler_gets_decoded_parts_and_parameters) {
  const auto named = get("/api/v1/things/a%20b");
  EXPECT_EQ(jsonAt(named.body, "name"), "\"a b\"");
  const auto listed = get("/api/v1/things?sink=a&sink=b%26&limit=7");
  EXPECT_EQ(jsonAt(listed.body, "sinks"), "\"a;b&;\"");
  EXPECT_EQ(jsonAt(listed.body, "limit"), "7");
}

TEST_F(ApiRoutesTest, two_resources_have_nothing_of_one_name) {
  class Twin final : public Resource {
   public:
    std::vector<Operation> operations() override { return {}; }
    Schemas schemas() const override { return {{"Thing", text}}; }
    std::string text{"{}"};
  };
  EXPECT_THROW(routes.add(resource), std::logic_error) << "the same operations";
  Twin one, two;
  routes.add(one);
  routes.add(two);
  Twin other;
  other.text = R"({"type":"object"})";
  EXPECT_THROW(routes.add(other), std::logic_error);
}

TEST_F(ApiRoutesTest, a_stranger_and_the_network_do_not_get_what_is_for_others) {
  class Door final : public Resource {
   public:
    std::vector<Operation> operations() override {
      const auto open = [](const ApiRequest&) { return ApiAnswer{}; };
      return {{.method = "POST", .path = "/api/v1/login", .id = "a", .needsSession = false, .handler = open},
              {.method = "POST", .path = "/api/v1/door", .id = "b", .isForSocketAlone = true, .handler = open}};
    }
    Schemas schemas() const override { return {}; }
  };
  Door door;
  routes.add(door);
  using From = ApiCaller::Way;
  const auto statusFor = [&](From way, const std::string& path) {
    return routes.answer({.method = "POST", .target = path, .caller = {.way = way}}).status;
  };
  EXPECT_EQ(statusFor(From::Stranger, "/api/v1/login"), 200);
  EXPECT_EQ(statusFor(From::Stranger, "/api/v1/things/a"), 401);
  EXPECT_EQ(statusFor(From::Stranger, "/api/v1/nowhere"), 401);
  EXPECT_EQ(statusFor(From::Session, "/api/v1/door"), 403);
  EXPECT_EQ(statusFor(From::Token, "/api/v1/door"), 403);
  EXPECT_EQ(statusFor(From::Socket, "/api/v1/door"), 200);
}

TEST_F(ApiRoutesTest, a_body_that_is_not_as_declared_reaches_no_handler) {
  class Form final : public Resource {
   public:
    std::vector<Operation> operations() override {
      return {
          {.method = "PUT", .path = "/api/v1/form", .id = "c", .bodySchema = "Form", .handler = [this](const auto&) {
             ++calls;
             return ApiAnswer{};
           }}};
    }
    Schemas schemas() const override {
      return {{"Form", R"({"type":"object","required":["name"],"properties":{"name":{"type":"string"}}})"}};
    }
    int calls = 0;
  };
  Form form;
  routes.add(form);
  const auto put = [&](const std::string& body) {
    return routes.answer({.method = "PUT", .target = "/api/v1/form", .body = body});
  };
  EXPECT_EQ(put("").status, 400);
  EXPECT_EQ(put("{").status, 400);
  const auto wrong = put(R"({"name":7})");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(jsonAt(wrong.body, "faults.0.at"), "\"name\"");
  EXPECT_EQ(form.calls, 0);
  EXPECT_EQ(put(R"({"name":"a"})").status, 200);
  EXPECT_EQ(form.calls, 1);
}

TEST_F(ApiRoutesTest, an_encoded_slash_begins_no_other_part) {
  const auto answer = get("/api/v1/things/..%2f..%2fsecrets");
  EXPECT_EQ(jsonAt(answer.body, "name"), "\"../../secrets\"");
  EXPECT_EQ(get("/api/v1/other/../things").status, 404);
  EXPECT_EQ(get("/api/v1%2fthings").status, 404);
}

TEST_F(ApiRoutesTest, every_wrong_parameter_is_named_at_once) {
  const auto answer = get("/api/v1/things?limt=3&limit=0&since=today&step=delivred&limit=5");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.type, "application/problem+json");
  EXPECT_EQ(jsonAt(answer.body, "status"), "400");
  EXPECT_EQ(jsonAt(answer.body, "title"), "\"Bad Request\"");
  for (const auto* text :
       {"did you mean `limit`", "give it once", "from 1 to 1000", "2026-01-31T08:15:30Z", "did you mean `delivered`"}) {
    EXPECT_THAT(answer.body, HasSubstr(text));
  }
}

TEST_F(ApiRoutesTest, an_unknown_address_and_method_are_problems) {
  EXPECT_EQ(get("/api/v1/nothing").status, 404);
  const auto wrong = routes.answer({.method = "DELETE", .target = "/api/v1/things/a"});
  EXPECT_EQ(wrong.status, 405);
  EXPECT_THAT(wrong.body, HasSubstr("GET, POST"));
  ASSERT_EQ(wrong.headers.size(), 1u);
  EXPECT_EQ(wrong.headers[0].second, "GET, POST");
}

TEST_F(ApiRoutesTest, a_failure_is_a_problem_without_secrets) {
  const auto failed = routes.answer({.method = "POST", .target = "/api/v1/things/a"});
  EXPECT_EQ(failed.status, 500);
  EXPECT_EQ(jsonAt(failed.body, "detail"), "\"the disk with *** is gone\"");
}

}  // namespace
}  // namespace herald::core
