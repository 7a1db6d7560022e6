// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/publication_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <optional>

namespace herald::core {
namespace {

TEST(PublicationGate, lets_publications_pass_until_it_is_closed) {
  PublicationGate gate;
  {
    const PublicationGate::Pass one(gate);
    const PublicationGate::Pass other(gate);
    EXPECT_TRUE(one.admitted());
    EXPECT_TRUE(other.admitted());
  }
  gate.close();
  gate.close();
  EXPECT_FALSE(PublicationGate::Pass(gate).admitted());
}

TEST(PublicationGate, close_waits_for_a_publication_under_way_and_refuses_new_ones_meanwhile) {
  PublicationGate gate;
  std::optional<PublicationGate::Pass> underWay(std::in_place, gate);
  std::atomic<bool> ended = false;
  auto closed = std::async(std::launch::async, [&] {
    gate.close();
    return ended.load();
  });
  while (PublicationGate::Pass(gate).admitted()) std::this_thread::yield();
  ended = true;
  underWay.reset();
  EXPECT_TRUE(closed.get()) << "close() returned before the publication ended";
}

}  // namespace
}  // namespace herald::core
