// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/dead_letter_groups.h"

#include <gmock/gmock.h>

#include <sstream>

#include "heraldd/admin/delivery_json.h"

namespace herald::core::ctl {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class DeadLetterGroupsTest : public ::testing::Test {
 protected:
  /// A dead letter as the daemon lists it.
  void add(const std::string& sink, int status, const std::string& reason) {
    auto event = std::make_shared<Event>();
    event->type = "PrintDone";
    Delivery letter{.sequence = ++sequence, .sink = sink, .event = std::move(event), .attempts = 1};
    letter.ending = {.reason = reason, .status = status, .time = std::chrono::system_clock::time_point(1s * sequence)};
    groups.add(toJson(letter, {}, false));
  }

  std::string text() const {
    std::ostringstream out;
    groups.print(out);
    return out.str();
  }

  std::uint64_t sequence = 0;
  DeadLetterGroups groups{};
};

TEST_F(DeadLetterGroupsTest, have_a_line_for_each_sink_and_reason_the_largest_first) {
  add("phone", 413, "413: too long");
  add("phone", 400, "400: no");
  add("mail", 400, "400: no");
  add("phone", 400, "400: no");
  EXPECT_EQ(text(),
            "SINK   COUNT  FIRST                     LAST                      NEWEST  REASON\n"
            "mail   1      1970-01-01T00:00:03.000Z  1970-01-01T00:00:03.000Z  3       400: no\n"
            "phone  2      1970-01-01T00:00:02.000Z  1970-01-01T00:00:04.000Z  4       400: no\n"
            "phone  1      1970-01-01T00:00:01.000Z  1970-01-01T00:00:01.000Z  1       413: too long\n"
            "4 deliveries; `heraldctl dead ls --each` lists each one, `heraldctl dead show NEWEST` shows one whole\n");
}

TEST_F(DeadLetterGroupsTest, ids_in_a_reason_make_no_group_of_their_own) {
  for (int i = 0; i < 300; ++i) add("phone", 400, "400: bad field (request 8f3a-" + std::to_string(i) + ")");
  add("phone", 422, "422: bad field (request 8f3a-300)");
  EXPECT_THAT(text(), HasSubstr("phone  300 "));
  EXPECT_THAT(text(), HasSubstr("400: bad field (request 8f3a-299)\n"));
  EXPECT_THAT(text(), HasSubstr("phone  1 ")) << "another status is another reason";
}

TEST_F(DeadLetterGroupsTest, without_dead_letters_there_is_no_table) { EXPECT_EQ(text(), "0 deliveries\n"); }

}  // namespace
}  // namespace herald::core::ctl
