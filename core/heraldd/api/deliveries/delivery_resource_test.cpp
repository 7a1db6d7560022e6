// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/delivery_resource.h"

#include <gmock/gmock.h>

#include "engine/delivery_log/testing/log_entries.h"
#include "engine/delivery_log/testing/memory_log_store.h"
#include "engine/dispatch/testing/dispatch_test.h"
#include "herald/json.h"
#include "heraldd/api/deliveries/log_json.h"
#include "heraldd/api/operations/api_routes.h"

namespace herald::core {
namespace {

class DeliveryResourceTest : public DispatchTest {
 protected:
  DeliveryResourceTest() { routes.add(resource); }

  ApiAnswer ask(const std::string& method, const std::string& target) {
    return routes.answer({.method = method, .target = target});
  }
  ApiAnswer get(const std::string& target) { return ask("GET", target); }
  using DispatchTest::add;
  void add(LogRow row) {
    row.entry.sequence = ++last;
    store.write({row}, {}, {});
  }
  void wait(const std::string& id, const std::string& reason = {}) {
    std::vector<Delivery> deliveries{
        {.sink = "slack", .event = std::make_shared<const Event>(Event{.type = "PrintDone", .id = id})}};
    deliveries.front().accepted = time.now();
    deliveries.front().ending.reason = reason;
    outbox.store(deliveries);
  }
  MemoryLogStore store{};
  DeliveryLog log{store, time, {}};
  DeliveryResource resource{{log, outbox, dispatcher, time}};
  ApiRoutes routes{};
  std::uint64_t last = 0;
};

TEST_F(DeliveryResourceTest, a_page_has_each_delivery_once_by_its_newest_step) {
  add({logEntry("slack", LogStep::Retry, 1)});
  add({logEntry("mail", LogStep::Retry, 2)});
  add({logEntry("slack", LogStep::Delivered, 3)});
  const auto page = get("/api/v1/deliveries");
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(jsonElements(jsonAt(page.body, "deliveries")).size(), 2u);
  EXPECT_EQ(jsonAt(page.body, "deliveries.0.id"), "\"slack:e1\"");
  EXPECT_EQ(jsonAt(page.body, "deliveries.0.outcome"), "\"delivered\"");
  EXPECT_EQ(jsonAt(page.body, "deliveries.1.outcome"), "\"retry\"");
  EXPECT_EQ(jsonAt(page.body, "next"), "null");
}

TEST_F(DeliveryResourceTest, filters_and_pages) {
  for (const auto* const sink : {"a", "b", "c"}) add({logEntry(sink, LogStep::Delivered, 10)});
  add({logEntry("d", LogStep::Hold, 20)});
  const auto sinksOf = [&](const std::string& query) {
    const auto page = get("/api/v1/deliveries?" + query);
    std::string sinks;
    for (const auto one : jsonElements(jsonAt(page.body, "deliveries"))) sinks += jsonToText(jsonAt(one, "sink"));
    return sinks;
  };
  EXPECT_EQ(sinksOf("sink=a&sink=c"), "ca");
  EXPECT_EQ(sinksOf("outcome=hold"), "d");
  EXPECT_EQ(sinksOf("since=1970-01-01T00:00:20Z"), "d");
  EXPECT_EQ(sinksOf("until=1970-01-01T00:00:20Z"), "cba");
  EXPECT_EQ(sinksOf("device=other"), "");
  EXPECT_EQ(sinksOf("limit=2"), "dc");
  EXPECT_EQ(sinksOf("limit=2&after=3"), "ba");
}

TEST_F(DeliveryResourceTest, opens_to_its_event_and_its_attempts) {
  auto first = logEntry("slack", LogStep::Retry, 1);
  first.next = std::chrono::system_clock::time_point(std::chrono::seconds(5));
  first.answer = "busy";
  first.status = 503;
  first.took = std::chrono::milliseconds(50);
  add({first});
  add({logEntry("slack", LogStep::Delivered, 6),
       R"([{"request":{"method":"POST"},"response":{"status":200},"failure":"","durationSeconds":0.1}])",
       R"({"id":"e1","payload":{"a":1}})"});
  const auto one = get("/api/v1/deliveries/slack%3Ae1");
  ASSERT_EQ(one.status, 200) << one.body;
  EXPECT_EQ(jsonAt(one.body, "outcome"), "\"delivered\"");
  EXPECT_EQ(jsonAt(one.body, "event.payload"), "{\"a\":1}");
  EXPECT_EQ(jsonAt(one.body, "attempts.0.outcome"), "\"retry\"");
  EXPECT_EQ(jsonAt(one.body, "attempts.0.nextTry"), "\"1970-01-01T00:00:05.000Z\"");
  EXPECT_EQ(jsonAt(one.body, "attempts.0.durationSeconds"), "0.05");
  EXPECT_EQ(jsonAt(one.body, "attempts.0.request"), "null");
  EXPECT_EQ(jsonAt(one.body, "attempts.0.response.body"), "\"busy\"") << "what is left of it";
  EXPECT_EQ(jsonAt(one.body, "attempts.1.request.method"), "\"POST\"");
  EXPECT_EQ(jsonAt(one.body, "attempts.1.response.status"), "200");
  EXPECT_EQ(get("/api/v1/deliveries/slack:e2").status, 404);
  EXPECT_EQ(get("/api/v1/deliveries/slack").status, 404);
}

TEST_F(DeliveryResourceTest, shows_what_a_sink_sent_that_does_not_speak_http) {
  add({logEntry("mail"), R"([{"purpose":"delivery","request":null,"text":"MAIL FROM:<a>","response":null}])"});
  const auto one = get("/api/v1/deliveries/mail:e1");
  EXPECT_EQ(jsonAt(one.body, "attempts.0.sent"), "\"MAIL FROM:<a>\"");
  EXPECT_EQ(jsonAt(one.body, "attempts.0.request"), "null");
}

TEST_F(DeliveryResourceTest, a_store_that_refuses_is_a_problem) {
  store.refuse("the disk is gone");
  const auto page = get("/api/v1/deliveries");
  EXPECT_EQ(page.status, 500);
  EXPECT_EQ(jsonAt(page.body, "detail"), "\"the disk is gone\"");
}

TEST_F(DeliveryResourceTest, drop_ends_what_waits_and_a_dead_letter) {
  wait("e1");
  wait("e2", "400: no");
  EXPECT_EQ(ask("POST", "/api/v1/deliveries/slack:e1/drop").status, 204);
  EXPECT_EQ(outbox.counts("slack").waiting, 0u);
  EXPECT_EQ(outbox.counts("slack").dropped.at("dropped by the operator"), 1u);
  EXPECT_EQ(ask("POST", "/api/v1/deliveries/slack:e2/drop").status, 204);
  EXPECT_EQ(outbox.counts("slack").deadLetters, 0u);
  EXPECT_EQ(ask("POST", "/api/v1/deliveries/slack:e1/drop").status, 409);
}

TEST_F(DeliveryResourceTest, resend_sends_what_has_arrived_once_more) {
  const auto sink = add(std::make_shared<ScriptedSink>());
  const Event event{.type = "PrintDone", .id = "e1", .source = "octopi", .device = "mk3"};
  add({logEntry("slack"), "", eventText(event)});
  const auto answer = ask("POST", "/api/v1/deliveries/slack:e1/resend");
  ASSERT_EQ(answer.status, 202) << answer.body;
  finish();
  EXPECT_THAT(sink->calls.all(), ::testing::ElementsAre("e1"));
  EXPECT_EQ(ask("POST", "/api/v1/deliveries/slack:e2/resend").status, 409) << "its event is not kept";
}

TEST_F(DeliveryResourceTest, resend_tries_what_waits_and_a_dead_letter_now) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque<Outcome>{retry(503, std::chrono::hours(1))}));
  publish({"e1"});
  finish();
  wait("e2", "400: no");
  EXPECT_EQ(ask("POST", "/api/v1/deliveries/slack:e1/resend").status, 202);
  finish();
  EXPECT_EQ(ask("POST", "/api/v1/deliveries/slack:e2/resend").status, 202);
  finish();
  EXPECT_THAT(sink->calls.all(), ::testing::ElementsAre("e1", "e1", "e2"));
  EXPECT_EQ(outbox.counts("slack").deadLetters, 0u);
}

TEST_F(DeliveryResourceTest, nothing_is_sent_again_to_a_sink_that_is_gone) {
  const auto answer = ask("POST", "/api/v1/deliveries/slack:e1/resend");
  EXPECT_EQ(answer.status, 409);
  EXPECT_THAT(answer.body, ::testing::HasSubstr("no sink slack"));
}

TEST_F(DeliveryResourceTest, the_schemas_name_each_member) {
  const auto check = [](const std::string& schema, const std::string& text) {
    const auto members = jsonMembers(text);
    for (const auto& [name, value] : members) EXPECT_NE(jsonAt(schema, "properties." + name), "") << name;
    EXPECT_EQ(jsonElements(jsonAt(schema, "required")).size(), members.size());
  };
  check(kDeliverySchema, deliveryJson(logEntry("slack")));
  check(kAttemptSchema, attemptJson(logEntry("slack"), ""));
}

}  // namespace
}  // namespace herald::core
