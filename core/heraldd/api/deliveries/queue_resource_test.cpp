// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/queue_resource.h"

#include <gmock/gmock.h>

#include "engine/outbox/kinds/memory_outbox.h"
#include "herald/json.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class QueueResourceTest : public ::testing::Test {
 protected:
  QueueResourceTest() {
    plan_->sinks["new"];
    plan_->sinks["slack"];
    routes_.add(resource_);
  }

  Delivery store(const std::string& id, const std::string& sink = "slack") {
    auto event = std::make_shared<Event>();
    event->id = id;
    event->type = "PrintDone";
    event->device = "mk3";
    event->payload = R"({"name":"benchy"})";
    event->context = "{}";
    std::vector<Delivery> deliveries{{.sink = sink, .event = event, .accepted = time_.now()}};
    outbox_.store(deliveries);
    return deliveries.front();
  }

  ApiAnswer get(const std::string& target) { return routes_.answer({.method = "GET", .target = "/api/v1" + target}); }
  ApiAnswer post(const std::string& target, const std::string& body = {}) {
    return routes_.answer({.method = "POST", .target = "/api/v1" + target, .body = body});
  }

  /// A list that fits its schema.
  std::string page(const std::string& target) {
    const auto answer = get(target);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(schemaFaults(answer.body, routes_.schemas().at("QueuePage"), routes_.schemas()), SizeIs(0))
        << answer.body;
    return answer.body;
  }

  std::vector<std::string> events(const std::string& target) {
    const auto body = page(target);
    std::vector<std::string> result;
    for (const auto delivery : jsonElements(jsonAt(body, "deliveries"))) {
      result.push_back(jsonToText(jsonAt(delivery, "eventId")));
    }
    return result;
  }

  FakeTime time_{};
  MemoryOutbox outbox_{10};
  std::shared_ptr<Plan> plan_ = std::make_shared<Plan>();
  std::set<std::string> woken_{};
  QueueResource resource_{{outbox_, time_, [this](const auto& sinks) { woken_ = sinks; }, [this] { return plan_; },
                           [](const std::string& event) {
                             return event == "seen" ? std::optional(SnapshotFacts{1955, "ab12"}) : std::nullopt;
                           }}};
  ApiRoutes routes_{};
};

TEST_F(QueueResourceTest, lists_what_waits_page_by_page) {
  for (const auto* id : {"1", "2", "3"}) store(id);
  time_.advance(std::chrono::seconds(90));
  const auto first = page("/queue/slack?limit=2");
  EXPECT_EQ(jsonAt(first, "deliveries.0.id"), "\"slack:1\"");
  EXPECT_EQ(jsonAt(first, "deliveries.0.waitsSeconds"), "90");
  EXPECT_EQ(jsonAt(first, "deliveries.0.payload"), "");
  const auto next = std::string(jsonAt(first, "next"));
  EXPECT_THAT(events("/queue/slack?limit=2&after=" + next), ElementsAre("3"));
  const auto second = page("/queue/slack?limit=2&after=" + next);
  EXPECT_EQ(jsonAt(second, "next"), "null");
}

TEST_F(QueueResourceTest, shows_single_ones_whole_with_their_picture) {
  const auto seen = store("seen"), blind = store("blind");
  store("other");
  const auto answer = page("/queue/slack?whole=true&sequence=" + std::to_string(seen.sequence) +
                           "&sequence=" + std::to_string(blind.sequence));
  EXPECT_EQ(jsonAt(answer, "deliveries.0.payload.name"), "\"benchy\"");
  EXPECT_EQ(jsonAt(answer, "deliveries.0.snapshot"), R"({"bytes":1955,"sha256":"ab12"})");
  EXPECT_EQ(jsonAt(answer, "deliveries.1.snapshot"), "null");
  EXPECT_EQ(jsonElements(jsonAt(answer, "deliveries")).size(), 2u);
  EXPECT_THAT(page("/queue/slack"), Not(HasSubstr("snapshot")));
}

TEST_F(QueueResourceTest, counts_what_each_sink_has) {
  store("1", "mail");
  outbox_.bury(store("2"), {.reason = "400: no"});
  const auto body = get("/queue").body;
  EXPECT_EQ(jsonAt(body, "queues.0.name"), "\"mail\"");
  EXPECT_EQ(jsonAt(body, "queues.0.waiting"), "1");
  EXPECT_EQ(jsonAt(body, "queues.1.deadLetters"), "1");
  EXPECT_THAT(schemaFaults(body, routes_.schemas().at("QueueList"), routes_.schemas()), SizeIs(0));
}

TEST_F(QueueResourceTest, moves_and_purges_a_queue) {
  store("1", "old");
  store("2", "old");
  EXPECT_EQ(post("/queue/old/move", R"({"to":"new"})").body, R"({"count":2,"left":0})");
  EXPECT_THAT(woken_, ElementsAre("new"));
  EXPECT_THAT(events("/queue/new"), ElementsAre("1", "2"));
  EXPECT_EQ(post("/queue/new/purge").body, R"({"count":2})");
  EXPECT_THAT(events("/queue/new"), IsEmpty());
}

TEST_F(QueueResourceTest, moves_only_to_another_sink_that_there_is) {
  store("1", "old");
  const auto refused = post("/queue/old/move", R"({"to":"slakc"})");
  EXPECT_EQ(refused.status, 404);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("there is no sink `slakc`"), HasSubstr("did you mean `slack`?")));
  EXPECT_EQ(post("/queue/slack/move", R"({"to":"slack"})").status, 422);
  EXPECT_EQ(post("/queue/old/move", "{}").status, 422);
  EXPECT_THAT(events("/queue/old"), ElementsAre("1"));
  EXPECT_THAT(outbox_.sinks(), ElementsAre("old"));
}

TEST_F(QueueResourceTest, says_what_of_a_queue_was_left) {
  for (int i = 0; i < 7; ++i) store("n" + std::to_string(i), "new");
  for (int i = 0; i < 5; ++i) store("o" + std::to_string(i), "old");
  EXPECT_EQ(post("/queue/old/move", R"({"to":"new"})").body, R"({"count":3,"left":2})");
}

TEST_F(QueueResourceTest, a_name_that_no_sink_has_is_one_sentence) {
  for (const auto& answer :
       {get("/queue/slcak"), post("/queue/slcak/purge"), post("/queue/slcak/move", R"({"to":"new"})")}) {
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, HasSubstr("there is no sink `slcak`, did you mean `slack`?"));
  }
  EXPECT_EQ(get("/queue/new").status, 200) << "nothing waits for it";
}

TEST_F(QueueResourceTest, a_stranger_sees_no_payload_and_changes_nothing) {
  store("1");
  for (const auto& [method, target] : {std::pair("GET", "/queue"), std::pair("GET", "/queue/slack?whole=true"),
                                       std::pair("POST", "/queue/slack/purge")}) {
    const auto answer = routes_.answer(
        {.method = method, .target = std::string("/api/v1") + target, .caller = {.way = ApiCaller::Way::Stranger}});
    EXPECT_EQ(answer.status, 401) << target;
  }
  EXPECT_THAT(events("/queue/slack"), ElementsAre("1"));
}

}  // namespace
}  // namespace herald::core
