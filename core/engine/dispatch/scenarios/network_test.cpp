// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/testing/dispatch_test.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

/// The network that is back for one sink is back for all.
class NetworkTest : public BothKindsTest {
 protected:
  /// A sink that would wait for at least a quarter of an hour.
  std::shared_ptr<ScriptedSink> addOffline(const char* name) {
    auto setup = setupOf(nullptr, name);
    setup.retry.first = 30min;
    setup.retry.most = 30min;
    const auto sink = std::make_shared<ScriptedSink>(std::deque{retry(0), retry(0), retry(0)});
    setup.sink = ofKind(sink);
    dispatcher.set(setup);
    publish({"a1"}, name);
    sink->calls.await(1);
    finish();
    return sink;
  }

  static Outcome ok() { return {.status = 200}; }
};

FOR_BOTH_KINDS_OF_SINK(NetworkTest);

TEST_P(NetworkTest, a_sink_that_was_idle_sees_that_it_is_back) {
  const auto idle = add(std::make_shared<ScriptedSink>(std::deque{ok(), ok(), ok()}), "idle");
  publish({"a1"}, "idle");
  finish();
  const auto offline = addOffline("offline");
  time.advance(10min);
  publish({"a2"}, "idle");
  offline->calls.await(2);
  finish();
}

TEST_P(NetworkTest, one_that_is_answered_all_the_time_says_nothing_about_it) {
  add(std::make_shared<ScriptedSink>([](const Attempt&) { return ok(); }), "busy");
  publish({"a1"}, "busy");
  finish();
  const auto offline = addOffline("offline");
  for (const auto* id : {"a2", "a3", "a4", "a5"}) {
    time.advance(3min);
    publish({id}, "busy");
    finish();
  }
  EXPECT_EQ(offline->calls.all().size(), 1u);
}

TEST_P(NetworkTest, what_needs_no_network_says_nothing_about_it) {
  add(std::make_shared<ScriptedSink>(), "stdout");
  const auto offline = addOffline("offline");
  time.advance(10min);
  publish({"a1"}, "stdout");
  finish();
  EXPECT_EQ(offline->calls.all().size(), 1u);
}

}  // namespace
}  // namespace herald::core
