// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/plan.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

std::shared_ptr<const BusRoute> route(std::vector<std::string> from, std::vector<std::string> events,
                                      std::vector<std::string> sinks = {"phone"}) {
  return std::make_shared<const BusRoute>(BusRoute{{"r", std::move(from), std::move(events), std::move(sinks)}, {}});
}

TEST(Plan, KnowsWhichEventsOfASourceLeadToASink) {
  Plan plan;
  plan.routes = {route({"tag:room2"}, {"Print*"}), route({"Prusa"}, {"Error"}), route({"mk4"}, {"Home"}),
                 route({}, {"UserActionNeeded"}, {})};
  const Origin origin{"mk3", "Prusa", {"room2"}};
  struct Row {
    const char* type;
    bool leads;
    const char* why;
  };
  for (const Row& row : {Row{"PrintDone", true, "by a tag"}, Row{"Error", true, "by the device's name"},
                         Row{"Home", false, "another source's"}, Row{"UserActionNeeded", false, "a route to nowhere"},
                         Row{"ZChange", false, "no route names it"}})
    EXPECT_EQ(plan.leads(origin, row.type), row.leads) << row.why;
}

}  // namespace
}  // namespace herald::core
