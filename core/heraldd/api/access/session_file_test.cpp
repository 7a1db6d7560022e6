// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/session_file.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SessionFileTest : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder{};
  FakeTime time{};
  Sessions sessions{time};
  Sessions next{time};
  SessionFile file{folder.path() / "sessions", time};
};

TEST_F(SessionFileTest, a_restart_logs_nobody_out) {
  const auto byLink = *sessions.begin(sessions.makeLink());
  const auto byPassword = sessions.begin();
  file.write(sessions, "mark");
  time.advance(10min);
  next.restore(file.read("mark"));
  EXPECT_EQ(next.entranceOf(next.idOf(byLink, false)), Sessions::Entrance::Link);
  EXPECT_EQ(next.entranceOf(next.idOf(byPassword, false)), Sessions::Entrance::Password);
  time.advance(20min);
  EXPECT_FALSE(next.isOpen(byLink)) << "the time before the restart counts";
}

TEST_F(SessionFileTest, a_session_that_is_too_old_does_not_come_back) {
  const auto session = sessions.begin();
  file.write(sessions, "mark");
  time.advance(30min);
  next.restore(file.read("mark"));
  EXPECT_FALSE(next.isOpen(session));
}

TEST_F(SessionFileTest, another_password_ends_the_sessions_of_the_process_before) {
  sessions.begin();
  file.write(sessions, "mark");
  EXPECT_THAT(file.read("another"), IsEmpty());
}

TEST_F(SessionFileTest, has_no_token_and_is_its_users_alone) {
  const auto session = sessions.begin();
  file.write(sessions, "mark");
  std::ostringstream text;
  text << std::ifstream(folder.path() / "sessions").rdbuf();
  EXPECT_THAT(text.str(), HasSubstr(sessions.idOf(session)));
  EXPECT_THAT(text.str(), Not(HasSubstr(session)));
  using Perms = std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(folder.path() / "sessions").permissions(), Perms::owner_read | Perms::owner_write);
}

TEST_F(SessionFileTest, a_damaged_file_has_no_sessions) {
  EXPECT_THAT(file.read("mark"), IsEmpty()) << "there is none";
  folder.write("sessions", R"({"written": 1, "mark": "mark", "sessions": [{"id":)");
  EXPECT_THAT(file.read("mark"), IsEmpty());
  folder.write("sessions",
               R"({"written": 99999999999999, "mark": "mark", "sessions": [{"id": "a", "age": 0, "idle": 0}]})");
  EXPECT_THAT(file.read("mark"), IsEmpty()) << "from the future";
  SessionFile({folder.path() / "nowhere" / "sessions"}, time).write(sessions, "mark");
}

}  // namespace
}  // namespace herald::core
