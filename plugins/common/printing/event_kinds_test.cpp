// SPDX-License-Identifier: Apache-2.0
#include "printing/event_kinds.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

TEST(EventKinds, TheEventsOfAJobAreLifecycle) {
  for (const char* type : {"PrintStarted", "PrintDone", "PrintFailed", "PrintCancelling", "PrintCancelled",
                           "PrintPaused", "PrintResumed"}) {
    EXPECT_TRUE(isJobEvent(type)) << type;
    EXPECT_EQ(categoryOf(type), Category::Lifecycle) << type;
  }
  for (const char* type : {"PrintProgress", "UserActionNeeded", "Error"}) EXPECT_FALSE(isJobEvent(type)) << type;
}

TEST(EventKinds, AJobEndsInThreeWays) {
  for (const char* type : {"PrintDone", "PrintFailed", "PrintCancelled"}) EXPECT_TRUE(isJobEnd(type)) << type;
  for (const char* type : {"PrintStarted", "PrintCancelling"}) EXPECT_FALSE(isJobEnd(type)) << type;
}

}  // namespace
}  // namespace herald::printing
