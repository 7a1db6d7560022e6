// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/session_resource.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "heraldd/api/access/password_hash.h"
#include "heraldd/api/operations/api_routes.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using Way = ApiCaller::Way;

class SessionResourceTest : public ::testing::Test {
 protected:
  SessionResourceTest() {
    routes.add(resource);
    port.set({.address = "127.0.0.1:8484"});
  }

  ApiAnswer ask(const std::string& method, const std::string& path, const std::string& body = {},
                const ApiCaller& caller = {.way = Way::Stranger, .address = "192.168.1.9"}) {
    return routes.answer({.method = method, .target = "/api/v1/" + path, .body = body, .caller = caller});
  }
  ApiAnswer logIn(const std::string& body) { return ask("POST", "session", body); }
  ApiCaller callerWith(const ApiAnswer& login) {
    return {.way = Way::Session, .session = sessions.idOf(login.cookie.value_or(""))};
  }
  std::string link() { return jsonToText(jsonAt(made = ask("POST", "session/links", "", {}).body, "link")); }

  FakeTime time{};
  Sessions sessions{time};
  ConsolePort port{};
  SessionResource resource{sessions, port, time, "1.2.3"};
  ApiRoutes routes{};
  std::string made{};
};

TEST_F(SessionResourceTest, a_link_logs_in_once) {
  const auto login = JsonObject().add("link", link()).add("path", "/herald/").text();
  EXPECT_THAT(made, HasSubstr("http://127.0.0.1:8484/"));
  const auto answer = logIn(login);
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.cookiePath, "/herald/");
  const auto shown = ask("GET", "session", "", callerWith(answer));
  EXPECT_EQ(shown.body, R"({"user":"local","version":"1.2.3","via":"link"})");
  const auto again = logIn(login);
  EXPECT_EQ(again.status, 401);
  EXPECT_EQ(again.cookie, std::nullopt);
}

TEST_F(SessionResourceTest, only_the_user_of_the_daemon_makes_a_link) {
  for (const auto way : {Way::Session, Way::Token, Way::Stranger}) {
    EXPECT_EQ(ask("POST", "session/links", "", {.way = way}).status, 403);
  }
  port.set({});
  EXPECT_EQ(ask("POST", "session/links", "", {}).status, 409);
}

TEST_F(SessionResourceTest, the_password_logs_in_and_a_new_one_ends_every_session) {
  EXPECT_THAT(logIn(R"({"password":"x"})").body, HasSubstr("there is no password yet"));
  resource.setPassword(hashPassword("tea at four"));
  const auto answer = logIn(R"({"password":"tea at four"})");
  EXPECT_EQ(answer.status, 204);
  EXPECT_THAT(ask("GET", "session", "", callerWith(answer)).body, HasSubstr(R"("via":"password")"));
  resource.setPassword(hashPassword("coffee"));
  EXPECT_EQ(callerWith(answer).session, "");
  EXPECT_EQ(logIn(R"({"password":"tea at four"})").status, 401);
}

TEST_F(SessionResourceTest, a_guesser_has_to_wait) {
  resource.setPassword(hashPassword("tea at four"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(logIn(R"({"password":"guess"})").status, 401);
  const auto refused = logIn(R"({"password":"tea at four"})");
  EXPECT_EQ(refused.status, 429) << "also with the right one";
  ASSERT_EQ(refused.headers.size(), 1u);
  EXPECT_EQ(refused.headers[0].first, "Retry-After");
  time.advance(std::chrono::seconds(std::stoi(refused.headers[0].second)));
  EXPECT_EQ(logIn(R"({"password":"tea at four"})").status, 204);
}

TEST_F(SessionResourceTest, a_login_is_one_of_two_things) {
  for (const auto* body : {"{}", R"({"link":"a","password":"b"})", R"({"user":"a"})", R"({"link":7})"}) {
    EXPECT_EQ(logIn(body).status, 422) << body;
  }
  EXPECT_EQ(logIn("link").status, 400);
}

TEST_F(SessionResourceTest, a_logout_ends_this_session) {
  const auto answer = logIn(JsonObject().add("link", link()).text());
  const auto caller = callerWith(answer);
  const auto ended = ask("DELETE", "session", "", caller);
  EXPECT_EQ(ended.status, 204);
  EXPECT_EQ(ended.cookie, "");
  EXPECT_FALSE(sessions.isOpen(*answer.cookie));
  EXPECT_EQ(ask("GET", "session", "", caller).status, 401) << "it ended while the request was under way";
  EXPECT_EQ(ask("DELETE", "session").status, 401);
}

}  // namespace
}  // namespace herald::core
