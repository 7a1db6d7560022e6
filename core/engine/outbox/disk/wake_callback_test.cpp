// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/wake_callback.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Ends the test program instead of a hang.
void expectEnds(std::future<void> work) {
  if (work.wait_for(1min) != std::future_status::ready) {
    ADD_FAILURE() << "it hangs";
    std::quick_exit(1);
  }
}

TEST(WakeCallbackTest, calls_the_newest_function_with_the_sinks) {
  WakeCallback callback;
  callback.call({"nobody"});
  std::set<std::string> first, second;
  callback.set([&](const auto& sinks) { first = sinks; });
  callback.call({"slack"});
  callback.set([&](const auto& sinks) { second = sinks; });
  callback.call({"mail"});
  callback.set({});
  callback.call({"nobody"});
  EXPECT_THAT(first, ElementsAre("slack"));
  EXPECT_THAT(second, ElementsAre("mail"));
}

TEST(WakeCallbackTest, the_function_may_replace_itself) {
  WakeCallback callback;
  std::atomic<int> calls = 0;
  expectEnds(std::async(std::launch::async, [&] {
    callback.set([&](const auto&) {
      ++calls;
      callback.set({});
    });
    callback.call({});
    callback.call({});
  }));
  EXPECT_EQ(calls, 1);
}

TEST(WakeCallbackTest, set_returns_when_the_call_under_way_has_ended) {
  WakeCallback callback;
  std::latch begun(1), setting(1), mayEnd(1);
  std::atomic<bool> ended = false;
  callback.set([&](const auto&) {
    begun.count_down();
    mayEnd.wait();
    ended = true;
  });
  auto call = std::async(std::launch::async, [&] { callback.call({}); });
  begun.wait();
  auto set = std::async(std::launch::async, [&] {
    setting.count_down();
    callback.set({});
    EXPECT_TRUE(ended);
  });
  setting.wait();
  mayEnd.count_down();
  expectEnds(std::move(call));
  expectEnds(std::move(set));
}

TEST(WakeCallbackTest, what_the_function_holds_is_gone_when_set_returns) {
  WakeCallback callback;
  auto held = std::make_shared<int>(1);
  callback.set([held](const auto&) {});
  callback.call({});
  callback.set({});
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace herald::core
