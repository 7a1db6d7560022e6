// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/delivery_drafts.h"

#include <gtest/gtest.h>

#include "engine/event_bus/testing/scripted_transform.h"
#include "engine/outbox/testing/recorded_holding.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

RoutedEvent routed(std::size_t index, const std::string& id, const std::string& deadReason = {}) {
  return {index, std::make_shared<const Event>(makeEvent("PrintDone", id)), deadReason};
}

TEST(DeliveryDrafts, come_out_in_the_order_of_publication) {
  const FakeTime time;
  const std::string slack = "slack", mail = "mail";
  DeliveryDrafts drafts;
  drafts.add(routed(1, "b"), slack);
  drafts.add(routed(0, "a"), mail);
  const auto deliveries = drafts.take(time);
  ASSERT_EQ(deliveries.size(), 2u);
  EXPECT_EQ(deliveries[0].event->id, "a");
  EXPECT_EQ(deliveries[0].sink, "mail");
  EXPECT_EQ(deliveries[1].event->id, "b");
  EXPECT_EQ(deliveries[1].accepted, time.now());
  EXPECT_TRUE(drafts.take(time).empty());
}

TEST(DeliveryDrafts, in_custody_each_published_event_has_a_delivery_of_its_own) {
  const FakeTime time;
  const std::string slack = "slack";
  const DeliveryDrafts::Holdings holdings{holdingOf(nullptr), holdingOf(nullptr)};
  DeliveryDrafts drafts;
  drafts.add(routed(0, "a"), slack);
  drafts.add(routed(0, "a"), slack);
  drafts.add(routed(1, "a"), slack);
  const auto deliveries = drafts.take(time, holdings);
  ASSERT_EQ(deliveries.size(), 2u);
  EXPECT_EQ(deliveries[0].holding, holdings[0]);
  EXPECT_EQ(deliveries[1].holding, holdings[1]);
  drafts.add(routed(1, "b"), slack);
  EXPECT_EQ(drafts.take(time, holdings).front().holding, holdings[1]);
}

TEST(DeliveryDrafts, of_one_event_and_sink_the_first_counts) {
  const FakeTime time;
  const std::string slack = "slack";
  DeliveryDrafts drafts;
  drafts.add(routed(0, "a"), slack);
  drafts.add(routed(0, "a", "too late"), slack);
  const auto deliveries = drafts.take(time);
  ASSERT_EQ(deliveries.size(), 1u);
  EXPECT_TRUE(deliveries[0].ending.reason.empty());
}

TEST(DeliveryDrafts, a_living_one_replaces_a_dead_letter) {
  const FakeTime time;
  const std::string slack = "slack";
  DeliveryDrafts drafts;
  drafts.add(routed(0, "a", "transform long hangs"), slack);
  drafts.add(routed(0, "b", "transform long hangs"), slack);
  drafts.add(routed(0, "a"), slack);
  const auto deliveries = drafts.take(time);
  ASSERT_EQ(deliveries.size(), 2u);
  EXPECT_TRUE(deliveries[0].ending.reason.empty());
  EXPECT_EQ(deliveries[1].ending.reason, "transform long hangs");
}

}  // namespace
}  // namespace herald::core
