// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/fixed_options.h"

#include <gmock/gmock.h>

#include "engine/pipeline/sink_options.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST(FixedOptions, are_those_of_the_core_except_for_a_few) {
  std::vector<std::string> differ;
  for (const auto& option : sinkOptions()) {
    if (whyFixed(option.name).empty()) differ.push_back(option.name);
  }
  EXPECT_THAT(differ, UnorderedElementsAre("timeout", "snapshot", "snapshot.most", "on", "for"));
  EXPECT_EQ(whyFixed("url"), "") << "of a plugin";
}

TEST(FixedOptions, the_reason_says_what_to_use) {
  EXPECT_THAT(whyFixed("events"), HasSubstr("leave the event out of the sink's `events`"));
  EXPECT_THAT(whyFixed("message"), HasSubstr("write message.EVENT"));
  EXPECT_THAT(whyFixed("cooldown"), HasSubstr("define a route with a transform"));
  EXPECT_THAT(whyFixed("preset"), HasSubstr("make another sink"));
  EXPECT_THAT(whyFixed("retry.first"), HasSubstr("the sink's one queue"));
  EXPECT_THAT(whyFixed("rate"), HasSubstr("the sink's one queue"));
}

}  // namespace
}  // namespace herald::core
