// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using Reload = DaemonTest;

TEST_F(Reload, ABadNewConfigurationChangesNothingAndSaysWhy) {
  auto& daemon = start(busyDemo() + webhook("phone", receiver_.url()));
  receiver_.waitForBody("Print Done");
  configure(busyDemo() + webhook("phone", receiver_.url()) + "sink.phone.retrys = 3\n");
  daemon.signal(SIGHUP);
  EXPECT_THAT(daemon.waitForLine("sink.phone.retrys"), ::testing::HasSubstr("herald.properties:7"));
  daemon.waitForLine("runs on with the old one");
  const auto before = receiver_.received().size();
  receiver_.waitFor(before + 4);
  EXPECT_EQ(stop(), 0);
}

TEST_F(Reload, BadLoggingSettingsChangeNothingEither) {
  Receiver second;
  start(busyDemo() + webhook("phone", receiver_.url()));
  EXPECT_THAT(reload(busyDemo() + webhook("second", second.url()) + "logging.channels.c.class = NoSuchChannel\n"),
              ::testing::HasSubstr("did not take over"));
  receiver_.waitFor(receiver_.received().size() + 4);
  EXPECT_EQ(stop(), 0);
  EXPECT_TRUE(second.received().empty());
}

TEST_F(Reload, ANewSinkGetsTheNextEvents) {
  Receiver second;
  start(busyDemo() + webhook("phone", receiver_.url()));
  receiver_.waitFor(1);
  EXPECT_THAT(reload(busyDemo() + webhook("phone", receiver_.url()) + webhook("second", second.url())),
              ::testing::HasSubstr("runs with the new configuration"));
  second.waitForBody("Print Done");
  EXPECT_EQ(stop(), 0);
}

/// The numbers of the events that a sink received.
std::vector<long> numbers(const std::vector<Received>& requests) {
  std::vector<long> all;
  for (const auto& request : requests) all.push_back(std::stol(jsonToText(jsonAt(request.body, "number"))));
  return all;
}

TEST_F(Reload, UnderLoadNothingIsLostOrSentTwice) {
  const std::string goods = HERALD_BUILD "/tests/bad_plugins/good";
  const std::string common =
      "herald.plugins = " + goods +
      "\nsource.counter.type = good_source\nsource.counter.events = 100000\nsource.counter.pace = 2ms\n" +
      webhook("kept", receiver_.url()) + "sink.kept.events = *\nsink.kept.data = {\"number\": \"@number\"}\n";
  Receiver changing;
  const auto config = [&](int round) {
    return common + webhook("changing", changing.url()) +
           "sink.changing.events = *\nsink.changing.data = {\"number\": \"@number\"}\n" +
           "sink.changing.message.Count = round " + std::to_string(round) + "\n";
  };
  auto& daemon = start(config(0));
  for (int round = 1; round <= 10; ++round) {
    receiver_.waitFor(receiver_.received().size() + 20);
    ASSERT_THAT(reload(config(round)), ::testing::HasSubstr("runs with the new configuration"));
  }
  EXPECT_EQ(stop(), 0) << daemon.output();
  for (Receiver* receiver : {&receiver_, &changing}) {
    const auto seen = numbers(receiver->received());
    std::vector<long> expected(seen.size());
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = static_cast<long>(i) + 1;
    EXPECT_EQ(seen, expected);
  }
  EXPECT_EQ(numbers(receiver_.received()).size(), numbers(changing.received()).size());
}

}  // namespace
}  // namespace herald::testing
