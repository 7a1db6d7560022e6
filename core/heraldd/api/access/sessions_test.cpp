// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/sessions.h"

#include <gmock/gmock.h>

#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class SessionsTest : public ::testing::Test {
 protected:
  FakeTime time{};
  Sessions sessions{time, {.idle = 30min, .longest = 2h, .link = 5min, .most = 3}};
};

TEST_F(SessionsTest, a_link_logs_in_once) {
  const auto link = sessions.makeLink();
  const auto session = sessions.begin(link);
  ASSERT_TRUE(session);
  EXPECT_TRUE(sessions.isOpen(*session));
  EXPECT_FALSE(sessions.begin(link)) << "somebody else has read it in the history";
  EXPECT_FALSE(sessions.isOpen(link)) << "a link is no session";
  EXPECT_FALSE(sessions.begin(*session)) << "a session is no link";
}

TEST_F(SessionsTest, a_link_that_nobody_used_ends) {
  const auto link = sessions.makeLink();
  time.advance(5min);
  EXPECT_FALSE(sessions.begin(link));
}

TEST_F(SessionsTest, ends_when_it_is_idle_and_goes_on_while_it_is_used) {
  const auto session = sessions.begin();
  time.advance(29min);
  EXPECT_TRUE(sessions.isOpen(session));
  time.advance(29min);
  EXPECT_TRUE(sessions.isOpen(session));
  time.advance(30min);
  EXPECT_FALSE(sessions.isOpen(session));
}

TEST_F(SessionsTest, an_open_page_that_nobody_uses_ends_too) {
  const auto session = sessions.begin();
  time.advance(20min);
  EXPECT_TRUE(sessions.isOpen(session, false));
  time.advance(20min);
  EXPECT_FALSE(sessions.isOpen(session, false));
}

TEST_F(SessionsTest, no_session_is_longer_than_the_longest) {
  const auto session = sessions.begin();
  for (int i = 0; i < 5; ++i) {
    time.advance(20min);
    EXPECT_TRUE(sessions.isOpen(session));
  }
  time.advance(20min);
  EXPECT_FALSE(sessions.isOpen(session));
}

TEST_F(SessionsTest, ends_at_logout_and_when_the_password_changes) {
  const auto one = sessions.begin();
  const auto two = sessions.begin();
  const auto link = sessions.makeLink();
  sessions.end(sessions.idOf(one));
  EXPECT_FALSE(sessions.isOpen(one));
  EXPECT_TRUE(sessions.isOpen(two));
  sessions.endAll();
  EXPECT_FALSE(sessions.isOpen(two));
  EXPECT_FALSE(sessions.begin(link));
}

TEST_F(SessionsTest, the_one_that_was_used_least_recently_makes_room) {
  const auto one = sessions.begin();
  time.advance(1s);
  const auto two = sessions.begin();
  const auto three = sessions.begin();
  time.advance(1s);
  EXPECT_TRUE(sessions.isOpen(one));
  time.advance(1s);
  EXPECT_TRUE(sessions.isOpen(three));
  sessions.begin();
  EXPECT_TRUE(sessions.isOpen(one));
  EXPECT_FALSE(sessions.isOpen(two));
}

TEST_F(SessionsTest, each_end_is_told_once) {
  std::vector<std::string> ended;
  sessions.whenEnded([&](const std::string& id) {
    EXPECT_FALSE(sessions.entranceOf(id)) << "and without a lock";
    ended.push_back(id);
  });
  const auto loggedOut = sessions.idOf(sessions.begin());
  sessions.end(loggedOut);
  sessions.end(loggedOut);
  EXPECT_THAT(ended, ElementsAre(loggedOut));
  const auto idle = sessions.idOf(sessions.begin());
  EXPECT_EQ(sessions.endOld(), time.now() + 30min);
  time.advance(30min);
  EXPECT_EQ(sessions.idOf("another"), "") << "somebody looks at them in between";
  EXPECT_EQ(sessions.endOld(), Clock::time_point::max());
  EXPECT_THAT(ended, ElementsAre(loggedOut, idle));
  const auto first = sessions.idOf(sessions.begin());
  for (int i = 0; i < 3; ++i) {
    time.advance(1s);
    sessions.begin();
  }
  EXPECT_THAT(ended, ElementsAre(loggedOut, idle, first)) << "it had to make room";
  sessions.endAll();
  EXPECT_EQ(ended.size(), 6u);
}

TEST_F(SessionsTest, knows_how_somebody_got_in) {
  EXPECT_EQ(sessions.entranceOf(sessions.idOf(sessions.begin())), Sessions::Entrance::Password);
  EXPECT_EQ(sessions.entranceOf(sessions.idOf(*sessions.begin(sessions.makeLink()))), Sessions::Entrance::Link);
  EXPECT_EQ(sessions.entranceOf("nobody"), std::nullopt);
}

TEST_F(SessionsTest, new_limits_hold_for_the_sessions_that_go_on) {
  const auto session = sessions.begin();
  sessions.setLimits(1min, 1h);
  time.advance(1min);
  EXPECT_FALSE(sessions.isOpen(session));
}

TEST_F(SessionsTest, nothing_opens_without_a_token) { EXPECT_FALSE(sessions.isOpen("")); }

}  // namespace
}  // namespace herald::core
