// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/trying/event_resource.h"

#include <gmock/gmock.h>

#include <chrono>

#include "herald/json.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventResourceTest : public ::testing::Test {
 protected:
  EventResourceTest() {
    plan_->sources["mk3"].origin = {"mk3", "mk3", {}};
    auto route = std::make_shared<BusRoute>();
    route->events = {"PrintDone"};
    route->sinks = {"slack"};
    plan_->routes.push_back(route);
    routes_.add(resource_);
  }

  static Event event(const std::string& id, const std::string& type, int second) {
    return {.type = type,
            .id = id,
            .source = "mk3",
            .device = "mk3",
            .time = std::chrono::system_clock::time_point(std::chrono::seconds(1000 + second))};
  }

  /// The ids of the events; "PrintDone!" for an example.
  std::vector<std::string> listed(const std::string& query) const {
    const auto answer = routes_.answer({.method = "GET", .target = "/api/v1/events/recent" + query});
    EXPECT_THAT(schemaFaults(answer.body, routes_.schemas().at("RecentEvents"), routes_.schemas()), IsEmpty());
    std::vector<std::string> ids;
    for (const auto one : jsonElements(jsonAt(answer.body, "events"))) {
      const bool isExample = jsonAt(one, "example") == "true";
      ids.push_back(isExample ? jsonToText(jsonAt(one, "type")) + "!" : jsonToText(jsonAt(one, "id")));
    }
    return ids;
  }

  std::vector<std::shared_ptr<const Event>> recent_{std::make_shared<const Event>(event("3", "Error", 3)),
                                                    std::make_shared<const Event>(event("2", "PrintDone", 2))};
  std::vector<Event> logged_{event("2", "PrintDone", 2), event("1", "PrintDone", 1)};
  std::shared_ptr<Plan> plan_ = std::make_shared<Plan>();
  EventChoice choice_{
      {[this] { return recent_; }, [this](std::size_t) { return logged_; },
       [this](const std::string& id) { return id == "1" ? std::optional(logged_.back()) : std::nullopt; },
       [this] { return plan_; }}};
  EventResource resource_{choice_};
  ApiRoutes routes_{};
};

TEST_F(EventResourceTest, lists_each_past_event_once_then_the_examples) {
  EXPECT_THAT(listed("?type=PrintDone"), ElementsAre("2", "1", "PrintDone!"));
  EXPECT_THAT(listed("?type=Error"), ElementsAre("3", "Error!"));
  EXPECT_THAT(listed("?type=PrintDone&limit=1"), ElementsAre("2", "PrintDone!"));
  const auto all = listed("");
  EXPECT_THAT(std::vector<std::string>(all.begin(), all.begin() + 3), ElementsAre("3", "2", "1"));
  EXPECT_GT(all.size(), 8U);
}

TEST_F(EventResourceTest, lists_only_what_reaches_the_sink) {
  const auto all = listed("?sink=slack");
  EXPECT_THAT(std::vector<std::string>(all.begin(), all.begin() + 2), ElementsAre("2", "1"));
}

TEST_F(EventResourceTest, finds_an_event_in_memory_or_on_disk) {
  EXPECT_EQ(choice_.find("3")->type, "Error");
  EXPECT_EQ(choice_.find("1")->type, "PrintDone");
  EXPECT_FALSE(choice_.find("4"));
}

}  // namespace
}  // namespace herald::core
