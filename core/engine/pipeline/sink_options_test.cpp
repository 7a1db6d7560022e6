// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/sink_options.h"

#include <gmock/gmock.h>

#include "engine/config/core_options.h"
#include "herald/declaration.h"

namespace herald::core {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

SinkSetup setup(Settings::Values values) {
  values["type"] = "x";
  return setupOf(Settings(sinkOptions(), std::move(values)));
}

std::string refusal(const Settings::Values& values) {
  try {
    setup(values);
  } catch (const BadSettings& bad) {
    return bad.what();
  }
  return {};
}

TEST(SinkOptions, AreWellDeclared) {
  for (const auto& option : sinkOptions()) EXPECT_THAT(option.help, EndsWith(".")) << option.name;
}

TEST(SinkOptions, HoldTheDesignsDefaults) {
  const auto made = setup({});
  EXPECT_EQ(made.timeout, Millis(10000));
  EXPECT_EQ(made.retry.first, Millis(1000));
  EXPECT_EQ(made.retry.most, Millis(300000));
  EXPECT_EQ(made.retry.holdProbe, Millis(300000));
  EXPECT_EQ(made.retry.breakAfter, 5);
  EXPECT_EQ(made.concurrency, 8);
  EXPECT_FALSE(made.retry.isFirstFixed);
  EXPECT_FALSE(made.rate.limits());
  EXPECT_EQ(made.retry.ages.of(Category::Lifecycle), std::chrono::hours(24));
  EXPECT_EQ(made.retry.ages.of(Category::Error), std::chrono::hours(24));
  EXPECT_EQ(made.retry.ages.of(Category::Progress), std::chrono::minutes(10));
  EXPECT_EQ(made.retry.ages.of(Category::Other), std::chrono::hours(1));
  EXPECT_EQ(made.retry.alertAfter, std::chrono::minutes(2));
}

TEST(SinkOptions, TakeUpToAThousandAttemptsAtOnce) {
  EXPECT_EQ(setup({{"concurrency", "1000"}}).concurrency, 1000);
  for (const auto* wrong : {"0", "1001", "-1"})
    EXPECT_THAT(refusal({{"concurrency", wrong}}), HasSubstr("from 1 to 1000"));
}

TEST(SinkOptions, AFirstRetryThatIsSetIsFixed) {
  EXPECT_TRUE(setup({{"retry.first", "1s"}}).retry.isFirstFixed) << "also if it is the default";
}

TEST(SinkOptions, TakeARateWithItsBurstAndTheNameItIsSharedBy) {
  const auto made = setup({{"rate", "20/min"}, {"rate.burst", "5"}, {"rate.shared", "slack.com"}});
  EXPECT_EQ(made.rate, (Rate{20, Millis(60000), 5}));
  EXPECT_EQ(made.sharedRate, "slack.com");
  EXPECT_THAT(refusal({{"rate", "fast"}}), HasSubstr("`20/min`"));
  EXPECT_THAT(refusal({{"rate", "1/s"}, {"rate.burst", "0"}}), HasSubstr("from 1 to 1000"));
  EXPECT_THAT(refusal({{"rate.shared", "slack.com"}}), HasSubstr("needs a `rate`"));
}

TEST(SinkOptions, SinksThatShareARateHaveToAgreeOnIt) {
  const auto one = setup({{"rate", "1/s"}, {"rate.shared", "slack.com"}});
  auto other = one;
  other.name = "team";
  EXPECT_THAT(whyNotShared(one, other), IsEmpty());
  other.rate.burst = 2;
  EXPECT_THAT(whyNotShared(one, other), HasSubstr("sink `team`"));
  other.sharedRate = "discord.com";
  EXPECT_THAT(whyNotShared(one, other), IsEmpty());
}

TEST(SinkOptions, AndThoseOfTheOtherKindsAreTheNamesThatNoPluginCanDeclare) {
  const auto namesOf = [](const std::vector<Option>& options) {
    std::vector<std::string> names;
    for (const auto& option : options) names.push_back(option.name);
    return names;
  };
  EXPECT_THAT(reservedOptions("sink"), UnorderedElementsAreArray(namesOf(sinkOptions())));
  EXPECT_THAT(reservedOptions("source"), UnorderedElementsAreArray(namesOf(sourceOptions())));
  EXPECT_THAT(reservedOptions("transform"), UnorderedElementsAreArray(namesOf(transformOptions())));
}

}  // namespace
}  // namespace herald::core
