// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/instance_host.h"

#include <gtest/gtest.h>

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
