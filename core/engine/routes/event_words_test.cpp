// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/event_words.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

TEST(EventWords, are_found_in_upper_and_lower_case) {
  ASSERT_TRUE(eventWords("printDONE"));
  EXPECT_EQ(eventWords("printDONE")->topic, "Print Done");
  EXPECT_EQ(eventWords("SinkFailing")->topic, "Sink Failing");
  EXPECT_FALSE(eventWords("ZChange"));
  EXPECT_FALSE(eventWords("Print*"));
}

TEST(EventWords, of_octoprint_webhooks_are_the_default_events_except_progress) {
  EXPECT_EQ(defaultEvents(), "PrintStarted, PrintDone, PrintFailed, PrintPaused, UserActionNeeded, Error");
  EXPECT_TRUE(eventWords(kProgressEvent));
}

}  // namespace
}  // namespace herald::core
