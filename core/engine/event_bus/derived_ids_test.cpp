// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/derived_ids.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

std::shared_ptr<const Event> withId(const std::string& id) {
  auto event = std::make_shared<Event>();
  event->id = id;
  return event;
}

TEST(DerivedIds, the_first_keeps_its_parents_id_and_the_others_are_counted) {
  const auto parent = withId("e");
  DerivedIds ids({parent});
  EXPECT_EQ(ids.take(*parent, "e"), "e");
  EXPECT_EQ(ids.take(*parent, "e"), "e-2");
  EXPECT_EQ(ids.take(*parent, "e"), "e-3");
}

TEST(DerivedIds, an_event_without_an_id_leaves_its_parents_to_the_parent) {
  const auto parent = withId("e");
  DerivedIds ids({parent});
  EXPECT_EQ(ids.take(*parent, ""), "e-2");
  EXPECT_EQ(ids.take(*parent, "e"), "e");
}

TEST(DerivedIds, an_id_of_its_own_stays) {
  const auto parent = withId("e");
  DerivedIds ids({parent});
  EXPECT_EQ(ids.take(*parent, "mine"), "mine");
  EXPECT_EQ(ids.take(*parent, "mine"), "mine-2");
}

TEST(DerivedIds, two_transforms_in_a_row_never_give_the_same_id) {
  const auto first = withId("e");
  const auto second = withId("e-2");
  DerivedIds ids({first, second});
  EXPECT_EQ(ids.take(*first, "e"), "e");
  EXPECT_EQ(ids.take(*first, "e"), "e-3") << "e-2 is still to come";
  EXPECT_EQ(ids.take(*second, "e-2"), "e-2");
  EXPECT_EQ(ids.take(*second, "e-2"), "e-2-2");
}

}  // namespace
}  // namespace herald::core
