// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/access.h"

#include <gmock/gmock.h>

#include "heraldd/api/operations/api_problem.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Way = ApiCaller::Way;

class AccessTest : public ::testing::Test {
 protected:
  ServerRequest request(const std::string& method = "GET") const {
    ServerRequest request{.method = method, .target = "/api/v1/deliveries", .host = "127.0.0.1"};
    request.headers = {{"cookie", "theme=dark; herald=" + token}};
    request.peer = "[2001:db8::7]:1234";
    return request;
  }
  int statusOf(const ServerRequest& asked) const {
    try {
      access.callerOf(asked);
      return 200;
    } catch (const ApiProblem& problem) {
      return problem.status();
    }
  }

  FakeTime time{};
  Sessions sessions{time};
  std::string token = sessions.begin();
  Access access{HostList({"printers.example"}), sessions, false};
};

TEST_F(AccessTest, the_cookie_says_who_it_is) {
  EXPECT_EQ(access.callerOf(request()).way, Way::Session);
  EXPECT_EQ(access.callerOf(request()).session, sessions.idOf(token));
  EXPECT_EQ(access.callerOf(request()).address, "2001:db8::7");
  auto none = request();
  none.headers.clear();
  EXPECT_EQ(access.callerOf(none).way, Way::Stranger);
  auto wrong = request();
  wrong.headers = {{"Cookie", "herald=" + sessions.idOf(token)}};
  EXPECT_EQ(access.callerOf(wrong).way, Way::Stranger) << "the name of a session opens nothing";
  sessions.end(sessions.idOf(token));
  EXPECT_EQ(access.callerOf(request()).way, Way::Stranger);
}

TEST_F(AccessTest, a_name_that_resolves_to_this_machine_is_not_enough) {
  auto rebound = request();
  rebound.host = "evil.example";
  rebound.headers.emplace_back("Origin", "http://evil.example");
  EXPECT_EQ(statusOf(rebound), 421);
  rebound.host = "printers.example";
  EXPECT_EQ(statusOf(rebound), 200);
}

TEST_F(AccessTest, a_form_of_another_page_changes_nothing) {
  for (const auto* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    auto change = request(method);
    EXPECT_EQ(statusOf(change), 403) << method;
    change.headers.emplace_back("Herald-Change", "1");
    EXPECT_EQ(statusOf(change), 200) << method;
  }
}

TEST_F(AccessTest, a_page_of_another_origin_changes_nothing) {
  auto change = request("POST");
  change.headers.emplace_back("Herald-Change", "1");
  for (const auto* evil : {"http://evil.example", "null", "http://", "file:///", "http://printers.example.evil"}) {
    auto asked = change;
    asked.headers.emplace_back("Origin", evil);
    EXPECT_EQ(statusOf(asked), 403) << evil;
  }
  for (const auto* good : {"http://printers.example", "https://printers.example:8443", "http://127.0.0.1:8484"}) {
    auto asked = change;
    asked.headers.emplace_back("Origin", good);
    EXPECT_EQ(statusOf(asked), 200) << good;
  }
}

TEST_F(AccessTest, a_cookie_that_somebody_added_neither_opens_nor_locks_the_door) {
  auto twice = request();
  twice.headers.insert(twice.headers.begin(), {"Cookie", "herald=planted; herald=; herald="});
  EXPECT_EQ(access.callerOf(twice).way, Way::Session);
  twice.headers.pop_back();
  EXPECT_EQ(access.callerOf(twice).way, Way::Stranger);
}

TEST_F(AccessTest, no_script_reads_the_cookie_and_no_other_page_sends_it) {
  const auto cookie = access.cookieFor("abc", request(), "/herald/");
  for (const auto* part : {"herald=abc;", "HttpOnly", "SameSite=Strict", "Path=/herald/;"})
    EXPECT_THAT(cookie, HasSubstr(part));
  EXPECT_THAT(cookie, Not(HasSubstr("Secure"))) << "a browser would drop it on plain HTTP";
  EXPECT_THAT(Access(HostList(), sessions, true).cookieFor("abc", request(), "/"), HasSubstr("; Secure"));
  auto behindProxy = request();
  behindProxy.headers.emplace_back("X-Forwarded-Proto", "https");
  EXPECT_THAT(access.cookieFor("abc", behindProxy, "/"), HasSubstr("; Secure"));
  EXPECT_THAT(access.cookieFor("", request(), "/"), HasSubstr("Max-Age=0"));
}

TEST_F(AccessTest, a_path_adds_no_attribute_to_the_cookie) {
  for (const auto* path : {"", "herald", "/; Domain=evil.example", "/\r\nX: y", "/\xC3\xA4"}) {
    EXPECT_THAT(access.cookieFor("abc", request(), path), HasSubstr("; Path=/;")) << path;
  }
}

}  // namespace
}  // namespace herald::core
