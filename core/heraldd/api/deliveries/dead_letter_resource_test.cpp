// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/dead_letter_resource.h"

#include <gmock/gmock.h>

#include "engine/outbox/kinds/memory_outbox.h"
#include "engine/outbox/testing/deliveries.h"
#include "herald/json.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class DeadLetterResourceTest : public ::testing::Test {
 protected:
  DeadLetterResourceTest() {
    auto route = std::make_shared<BusRoute>();
    route->sinks = {"slack", "mail"};
    plan->routes.push_back(route);
    plan->sinks["slack"];
    plan->sinks["mail"];
    routes.add(resource);
  }

  void bury(const std::string& id, const std::string& sink, const std::string& reason) {
    auto delivery = make(id, Category::Lifecycle, sink);
    delivery.ending = {.reason = reason, .status = 400};
    storeOne(outbox, delivery);
  }

  std::string get(const std::string& query) {
    const auto answer = routes.answer({.method = "GET", .target = "/api/v1/dead" + query});
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(schemaFaults(answer.body, routes.schemas().at("DeadLetterPage"), routes.schemas()), SizeIs(0));
    return answer.body;
  }

  ApiAnswer post(const std::string& what, const std::string& body) {
    return routes.answer({.method = "POST", .target = "/api/v1/dead/" + what, .body = body});
  }

  /// The job as it is when it has ended.
  JobState jobOf(const std::string& what, const std::string& body) {
    const auto answer = post(what, body);
    EXPECT_EQ(answer.status, 202) << answer.body;
    const auto id = jsonToText(jsonAt(answer.body, "job"));
    const MutexLock lock(mutex);
    changed.wait(mutex, [&]() HERALD_REQUIRES(mutex) { return ended.contains(id); });
    return ended.at(id);
  }

  FakeTime time{};
  MemoryOutbox outbox{};
  std::shared_ptr<Plan> plan = std::make_shared<Plan>();
  std::set<std::string> woken{};
  std::function<void()> whenWoken{};
  Mutex mutex{};
  Condition changed{};
  std::map<std::string, JobState> ended HERALD_GUARDED_BY(mutex){};
  Jobs jobs{[this](const JobState& job) {
    const MutexLock lock(mutex);
    if (job.ended) ended[job.id] = job;
    changed.notifyAll();
  }};
  DeadLetterResource resource{outbox,
                              DeadLetterJobs({outbox, time,
                                              [this](const auto& sinks) {
                                                woken.insert(sinks.begin(), sinks.end());
                                                if (whenWoken) whenWoken();
                                              },
                                              [this] { return plan; }}),
                              jobs, [](const std::string& event) {
                                return event == "seen" ? std::optional(SnapshotFacts{1955, "ab12"}) : std::nullopt;
                              }};
  ApiRoutes routes{};
};

TEST_F(DeadLetterResourceTest, lists_them_page_by_page_and_groups_all) {
  bury("1", "slack", "400: event 10001 is unknown");
  bury("2", "slack", "400: event 10002 is unknown");
  bury("3", "mail", "550: no such user");
  const auto first = get("?limit=2");
  EXPECT_EQ(jsonElements(jsonAt(first, "deadLetters")).size(), 2u);
  EXPECT_EQ(jsonElements(jsonAt(first, "groups")).size(), 2u);
  EXPECT_EQ(jsonAt(first, "groups.1.count"), "2");
  EXPECT_EQ(jsonAt(first, "groups.1.reason"), "\"400: event … is unknown\"");
  const auto second = get("?limit=2&after=" + std::string(jsonAt(first, "next")));
  EXPECT_EQ(jsonAt(second, "deadLetters.0.sink"), "\"mail\"");
  EXPECT_EQ(jsonAt(second, "next"), "null");
  EXPECT_EQ(jsonAt(second, "groups"), "[]");
}

TEST_F(DeadLetterResourceTest, filters_by_sink_device_and_the_reason_of_a_group) {
  bury("1", "slack", "400: event 10001 is unknown");
  bury("2", "slack", "400: event 10002 is unknown");
  bury("3", "mail", "550: no such user");
  const auto count = [&](const std::string& query) {
    const auto page = get(query);
    return jsonElements(jsonAt(page, "deadLetters")).size();
  };
  EXPECT_EQ(count("?sink=mail"), 1u);
  EXPECT_EQ(count("?reason=400:%20event%20%E2%80%A6%20is%20unknown"), 2u);
  EXPECT_EQ(count("?reason=NO%20SUCH"), 1u);
  EXPECT_EQ(count("?device=mk3"), 3u);
  EXPECT_EQ(count("?device=mk4"), 0u);
  EXPECT_EQ(count("?sequence=1&sequence=3"), 2u);
}

TEST_F(DeadLetterResourceTest, shows_one_whole_with_its_picture) {
  bury("1", "slack", "400: no");
  auto event = std::make_shared<Event>();
  event->id = "seen";
  event->payload = R"({"name":"benchy"})";
  event->context = "{}";
  storeOne(outbox, {.sink = "slack", .event = event, .ending = {.reason = "400: no", .status = 400}});
  const auto listed = get("");
  EXPECT_EQ(jsonAt(listed, "deadLetters.1.snapshot"), "");
  const auto shown = get("?sequence=2&whole=true");
  EXPECT_EQ(jsonAt(shown, "deadLetters.0.eventId"), "\"seen\"");
  EXPECT_EQ(jsonAt(shown, "deadLetters.0.snapshot"), R"({"bytes":1955,"sha256":"ab12"})");
  EXPECT_EQ(jsonAt(shown, "deadLetters.0.payload.name"), "\"benchy\"");
}

TEST_F(DeadLetterResourceTest, a_removed_sink_has_dead_letters) {
  bury("1", "old", "400: no");
  const auto listed = get("?sink=old");
  EXPECT_EQ(jsonElements(jsonAt(listed, "deadLetters")).size(), 1u);
}

TEST_F(DeadLetterResourceTest, replays_a_group_as_it_was) {
  bury("1", "slack", "400: event 10001 is unknown");
  bury("2", "slack", "400: event 10002 is unknown");
  bury("3", "slack", "413: too long");
  plan->sinks.clear();
  const auto job = jobOf("replay", R"({"select":{"sink":"slack","reason":"400: event … is unknown"},"as":"was"})");
  EXPECT_EQ(job.total, 2u);
  EXPECT_EQ(job.done, 2u);
  EXPECT_EQ(job.failed, 0u);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("1", "2")) << "also if the sink is gone";
  EXPECT_THAT(deadIds(outbox), ElementsAre("3"));
  EXPECT_THAT(woken, ElementsAre("slack"));
}

TEST_F(DeadLetterResourceTest, with_the_settings_of_today_it_says_what_no_longer_goes_there) {
  bury("1", "slack", "400: no");
  bury("2", "old", "400: no");
  auto route = std::make_shared<BusRoute>();
  route->sinks = {"slack"};
  route->events = {"PrintDone"};
  plan->routes = {route};
  const auto job = jobOf("replay", R"({"select":{"all":true},"as":"today"})");
  EXPECT_EQ(job.done, 2u);
  EXPECT_THAT(job.failures, ElementsAre(Pair("the sink old is no longer configured", 1),
                                        Pair("the sink slack no longer takes Something of mk3", 1)));
  EXPECT_THAT(deadIds(outbox), ElementsAre("1", "2"));
  EXPECT_THAT(woken, IsEmpty());
}

TEST_F(DeadLetterResourceTest, a_transform_has_the_say_over_the_types_that_it_makes) {
  BusRoute route;
  route.sinks = {"slack"};
  route.events = {"PrintDone"};
  route.from = {"mk3"};
  route.steps.emplace_back();
  plan->routes = {std::make_shared<BusRoute>(route)};
  EXPECT_NE(refusalToday(*plan, make("0198c1f2-7a10-7e21-8000-000000000001")), "");
  EXPECT_EQ(refusalToday(*plan, make("0198c1f2-7a10-7e21-8000-000000000001-2")), "");
  EXPECT_NE(refusalToday(*plan, ofDevice("mk4", make("0198c1f2-7a10-7e21-8000-000000000001-2"))), "");
}

TEST_F(DeadLetterResourceTest, replays_thousands_and_none_twice) {
  for (int i = 0; i < 1000; ++i) bury(std::to_string(i), "mail", "550: no such user");
  EXPECT_EQ(jobOf("replay", R"({"select":{"sink":"mail"}})").done, 1000u);
  EXPECT_EQ(outbox.counts("mail").waiting, 1000u);
  for (const auto& delivery : outbox.waiting("mail", 0, 300)) {
    ASSERT_TRUE(outbox.claim(delivery));
    outbox.bury(delivery, {.reason = "550: no such user"});
  }
  EXPECT_EQ(jobOf("replay", R"({"select":{"sink":"mail"}})").done, 300u);
}

TEST_F(DeadLetterResourceTest, a_receiver_that_rejects_at_once_keeps_no_job_going) {
  for (int i = 0; i < 300; ++i) bury(std::to_string(i), "mail", "550: no such user");
  whenWoken = [this] {
    for (const auto& delivery : outbox.waiting("mail", 0, 1000)) {
      outbox.claim(delivery);
      outbox.bury(delivery, {.reason = "550: no such user"});
    }
  };
  EXPECT_EQ(jobOf("replay", R"({"select":{"sink":"mail"}})").done, 300u);
  EXPECT_EQ(outbox.counts("mail").deadLetters, 300u);
}

TEST_F(DeadLetterResourceTest, says_what_stays_because_its_event_waits_already) {
  bury("1", "slack", "400: no");
  bury("2", "slack", "400: no");
  storeOne(outbox, make("1"));
  const auto job = jobOf("replay", R"({"select":{"sink":"slack"}})");
  EXPECT_EQ(job.done, 2u);
  EXPECT_THAT(job.failures, ElementsAre(Pair("the sink has no room, or the event waits already", 1)));
  EXPECT_THAT(deadIds(outbox), ElementsAre("1"));
}

TEST_F(DeadLetterResourceTest, purges_what_is_selected) {
  bury("1", "slack", "400: no");
  bury("2", "slack", "400: no");
  EXPECT_EQ(jobOf("purge", R"({"select":{"sequences":[2]}})").done, 1u);
  EXPECT_THAT(deadIds(outbox), ElementsAre("1"));
  EXPECT_EQ(jobOf("purge", R"({"select":{"all":true}})").done, 1u);
  EXPECT_THAT(deadIds(outbox), IsEmpty());
}

TEST_F(DeadLetterResourceTest, a_forgotten_filter_does_not_mean_everything) {
  bury("1", "slack", "400: no");
  for (const auto* body :
       {R"({"select":{}})", R"({"select":{"sink":"","sequences":[]}})", R"({"select":{"all":false}})"}) {
    EXPECT_EQ(post("purge", body).status, 422) << body;
  }
  EXPECT_EQ(post("replay", R"({"select":{"sink":"slack"},"as":"tomorrow"})").status, 422);
  const auto unknown = post("purge", R"({"select":{"sink":"slakc"}})");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, ::testing::HasSubstr("did you mean `slack`?"));
  EXPECT_THAT(deadIds(outbox), ElementsAre("1"));
}

}  // namespace
}  // namespace herald::core
