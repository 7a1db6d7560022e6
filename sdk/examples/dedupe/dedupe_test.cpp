// SPDX-License-Identifier: Apache-2.0
#include "dedupe.cpp"

#include "herald/testing/contract.h"
#include "herald/testing/fake_timers.h"

namespace {

using herald::test::applied;

HERALD_PLUGIN_CONTRACT(Dedupe)

TEST(DedupeTest, SaysHowManyItHeldBack) {
  Dedupe dedupe;
  herald::test::FakeHost host;
  herald::test::FakeTimers timers(host);
  dedupe.configure(herald::test::settingsFor(dedupe, {{"window", "5m"}}), host);
  timers.serve(dedupe);
  const auto error = herald::test::event("Error");
  EXPECT_EQ(applied(dedupe, error).size(), 1u);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(applied(dedupe, error).size(), 0u);
  EXPECT_EQ(applied(dedupe, herald::test::event("PrintDone")).size(), 1u) << "another type has a window of its own";
  const auto summary = timers.advance(dedupe, std::chrono::minutes(5));
  ASSERT_EQ(summary.size(), 1u);
  EXPECT_EQ(summary.front().payload, R"({"repeats":3})");
  EXPECT_EQ(applied(dedupe, error).size(), 1u) << "the window is over";
}

}  // namespace
