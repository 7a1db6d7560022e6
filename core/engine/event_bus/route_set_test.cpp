// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/route_set.h"

#include <gtest/gtest.h>

#include "engine/event_bus/testing/scripted_transform.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

constexpr Millis kLimit{10000};
const Origin kOrigin{"mk3", "mk3", {}};

RouteSet::Events events(const std::string& type) { return {std::make_shared<const Event>(makeEvent(type, "1"))}; }

std::shared_ptr<BusRoute> doubling() {
  return makeRoute("double", {"slack", "mail"}, {step("double", [](const Event& event, const auto& emit) {
                     emit(event);
                     emit(event);
                   })});
}

TEST(RouteSet, expects_one_delivery_for_each_event_and_sink) {
  const RouteSet routes({makeRoute("a", {"slack"}), doubling()}, RouteSet(), kLimit);
  EXPECT_EQ(routes.expected(kOrigin, events("A")).size(), 2u);
  const Origin aboutSlack{"herald", "slack", {}, "slack"};
  EXPECT_EQ(routes.expected(aboutSlack, events("A")).size(), 1u);
}

TEST(RouteSet, routes_through_the_transforms) {
  const FakeTime time;
  const RouteSet routes({doubling()}, RouteSet(), kLimit);
  std::vector<Note> notes;
  EXPECT_TRUE(routes.meetsTransforms(kOrigin, events("A")));
  EXPECT_EQ(routes.route(kOrigin, events("A"), time, notes).size(), 4u);
  EXPECT_FALSE(RouteSet({makeRoute("a", {"slack"})}, RouteSet(), kLimit).meetsTransforms(kOrigin, events("A")));
}

TEST(RouteSet, reports_when_its_last_user_has_let_it_go) {
  auto set = std::make_shared<RouteSet>();
  auto user = set;
  const auto unused = set->unused();
  set.reset();
  EXPECT_EQ(unused.wait_for(Millis(0)), std::future_status::timeout);
  user.reset();
  EXPECT_EQ(unused.wait_for(Millis(0)), std::future_status::ready);
}

}  // namespace
}  // namespace herald::core
