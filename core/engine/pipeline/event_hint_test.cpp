// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/event_hint.h"

#include <gtest/gtest.h>

#include "engine/pipeline/plan_vocabulary.h"

namespace herald::core {
namespace {

const std::vector<std::string> kKnown{"PrintStarted", "PrintDone", "PrintFailed", "Error", "plugin_*"};

TEST(EventHint, KnowsTheNamesOfOtherProgramsAndTypingErrors) {
  EXPECT_EQ(eventHint("PrintFinished", kKnown), ", did you mean `PrintDone`?");
  EXPECT_EQ(eventHint("printcompleted", kKnown), ", did you mean `PrintDone`?");
  EXPECT_EQ(eventHint("PrintDon", kKnown), ", did you mean `PrintDone`?");
  EXPECT_EQ(eventHint("PrintAborted", kKnown), "") << "no source has PrintCancelled";
  EXPECT_EQ(eventHint("Coffee", kKnown), "");
}

TEST(EventHint, KnowsTopics) {
  EXPECT_EQ(typeOfTopic("Print Done"), "PrintDone");
  EXPECT_EQ(typeOfTopic("user action needed"), "UserActionNeeded");
  EXPECT_EQ(typeOfTopic("Error"), "") << "is a type too";
  EXPECT_EQ(typeOfTopic("PrintDone"), "");
}

}  // namespace
}  // namespace herald::core
