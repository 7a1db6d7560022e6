// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_call.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <thread>

#include "herald/testing/builders.h"

namespace herald::core {
namespace {

using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(PluginCall, NamesTheInnermostCallOfThisThread) {
  EXPECT_THAT(PluginCall::current(), IsEmpty());
  auto event = test::event("PrintDone");
  event.device = "mk3";
  event.id = "e1";
  {
    const PluginCall outer("", "route farm", "");
    EXPECT_EQ(PluginCall::current(), "route farm");
    {
      const PluginCall inner("transform", "long", "filter", &event);
      EXPECT_EQ(PluginCall::current(), "transform long (plugin filter) with PrintDone of mk3, event e1");
      std::thread([] { EXPECT_THAT(PluginCall::current(), IsEmpty()); }).join();
    }
    EXPECT_EQ(PluginCall::current(), "route farm");
  }
  EXPECT_THAT(PluginCall::current(), IsEmpty());
}

TEST(PluginCall, WandersToAnotherThread) {
  PluginCall::Carried carried;
  {
    const PluginCall call("sink", "phone", "webhook");
    carried = PluginCall::carried();
  }
  std::thread([&] {
    const PluginCall call(carried);
    EXPECT_EQ(PluginCall::current(), "sink phone (plugin webhook)");
    const PluginCall none(PluginCall::Carried{});
    EXPECT_THAT(PluginCall::current(), IsEmpty());
  }).join();
  const PluginCall whole(PluginCall::Carried{std::string(10000, 'x')});
  EXPECT_LT(PluginCall::current().size(), 1000U) << "it has a fixed place";
}

TEST(PluginCall, KeepsEachWordShortAndHarmless) {
  auto event = test::event("Print\x1b[2J\nDone");
  event.device = std::string(10000, 'd');
  event.id = "the-id";
  const PluginCall call("sink", "phone", "webhook", &event);
  EXPECT_THAT(PluginCall::current(), StartsWith("sink phone (plugin webhook) with Print?[2J?Done of ddd"));
  EXPECT_THAT(PluginCall::current(), EndsWith("d, event the-id"));
  EXPECT_THAT(std::string(PluginCall::current()), SizeIs(::testing::Le(448U)));
}

TEST(PluginCall, GivesItsThreadAStackForSignals) {
  std::thread([] {
    const PluginCall call("sink", "phone", "webhook");
    stack_t stack{};
    ASSERT_EQ(::sigaltstack(nullptr, &stack), 0);
    EXPECT_EQ(stack.ss_flags & SS_DISABLE, 0);
    EXPECT_GT(stack.ss_size, 8192U);
  }).join();
}

TEST(PluginCall, SaysWhoAPluginIs) {
  EXPECT_EQ(whoIs("sink", "phone", "webhook"), "sink phone (plugin webhook)");
  EXPECT_EQ(whoIs("source", "mk3", ""), "source mk3");
}

}  // namespace
}  // namespace herald::core
