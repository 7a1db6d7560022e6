// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/instance_host.h"

#include <Poco/AutoPtr.h>
#include <gtest/gtest.h>

#include "base/text/kept_text.h"
#include "testing/capture_channel.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

TEST(InstanceHost, HidesSecretsForAsLongAsItLives) {
  FakeTime time;
  const auto mask = std::make_shared<SecretMask>();
  mask->set({"configured"});
  {
    InstanceHost host("sink.a", nullptr, InstanceHost::Saving::Immediately, nullptr, time, mask);
    InstanceHost next("sink.a", nullptr, InstanceHost::Saving::Immediately, nullptr, time, mask);
    host.hide({"first-token"});
    host.hide({"second-token"});
    next.hide({"third-token"});
    EXPECT_EQ(mask->masked("configured first-token second-token third-token"), "*** first-token *** ***");
  }
  EXPECT_EQ(mask->masked("configured second-token"), "*** second-token");
}

TEST(InstanceHost, LogsTheBeginOfATextOfAnyLengthWithoutHalfASecret) {
  FakeTime time;
  const auto mask = std::make_shared<SecretMask>();
  mask->set({"s3cr3t-token"});
  const Poco::AutoPtr<CaptureChannel> channel(new CaptureChannel);
  Poco::Logger::get("sink.long").setChannel(channel);
  InstanceHost host("sink.long", nullptr, InstanceHost::Saving::Immediately, nullptr, time, mask);
  for (std::size_t before = kMostText - 20; before < kMostText; ++before)
    host.log(Level::Warning, std::string(before, 'x') + "s3cr3t-token" + std::string(std::size_t{1} << 20, 'y'));
  Poco::Logger::destroy("sink.long");
  ASSERT_EQ(channel->lines().size(), 20U);
  for (const auto& line : channel->lines()) {
    EXPECT_LE(line.size(), kMostText + 64);
    EXPECT_EQ(line.find("xs3"), line.npos);
  }
}

TEST(InstanceHost, CountsForItsPluginAndWarnsOnceOfWhatItIgnores) {
  FakeTime time;
  const Poco::AutoPtr<CaptureChannel> channel(new CaptureChannel);
  Poco::Logger::get("sink.counts").setChannel(channel);
  InstanceHost host("sink.counts", nullptr, InstanceHost::Saving::Immediately, nullptr, time);
  host.ready("broker b");
  host.count("published");
  host.count("published", 4);
  for (int i = 0; i < 3; ++i) host.count("No Name");
  Poco::Logger::destroy("sink.counts");
  EXPECT_EQ(host.report().connection(), "broker b");
  EXPECT_EQ(host.report().counts(), (PluginReport::Counts{{"published", 5}}));
  ASSERT_EQ(channel->lines().size(), 1U);
  EXPECT_NE(channel->lines().front().find("ignores the counter `No Name`"), std::string::npos);
}

TEST(InstanceHost, HasBothClocks) {
  FakeTime time;
  const InstanceHost host("sink.a", nullptr, InstanceHost::Saving::Immediately, nullptr, time);
  const auto now = host.now();
  const auto wall = host.wallClock();
  time.advance(std::chrono::seconds(7));
  EXPECT_EQ(host.now() - now, std::chrono::seconds(7));
  EXPECT_EQ(host.wallClock() - wall, std::chrono::seconds(7));
}

}  // namespace
}  // namespace herald::core
