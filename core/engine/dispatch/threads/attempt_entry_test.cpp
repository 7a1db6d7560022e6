// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/attempt_entry.h"

#include <gtest/gtest.h>

#include <memory>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

TEST(AttemptEntryTest, has_what_the_operator_asks_of_an_attempt) {
  Event event;
  event.type = "PrintFailed";
  event.category = Category::Error;
  event.id = "e1";
  event.source = "octopi";
  event.device = "mk3";
  const Delivery delivery{.sink = "slack", .event = std::make_shared<const Event>(event)};
  const Outcome outcome{.verdict = Outcome::Verdict::Hold, .reason = "404", .status = 404, .answer = "no such hook"};
  const auto ended = std::chrono::system_clock::time_point(1700000000s);
  const auto entry = entryOf(delivery, 3, outcome, "https://hooks.example/x", 1500us, ended);
  EXPECT_EQ(entry.step, LogStep::Hold);
  EXPECT_EQ(entry.sink, "slack");
  EXPECT_EQ(entry.device, "mk3");
  EXPECT_EQ(entry.event, "e1");
  EXPECT_EQ(entry.type, "PrintFailed");
  EXPECT_EQ(entry.category, Category::Error);
  EXPECT_EQ(entry.attempt, 3);
  EXPECT_EQ(entry.status, 404);
  EXPECT_EQ(entry.reason, "404");
  EXPECT_EQ(entry.answer, "no such hook");
  EXPECT_EQ(entry.address, "https://hooks.example/x");
  EXPECT_EQ(entry.took, 1500us);
  EXPECT_EQ(entry.time, ended);
}

TEST(AttemptEntryTest, the_exchange_of_a_sink_without_http_is_what_it_says) {
  const auto mail = exchangesOf({.status = 250, .answer = "250 ok", .sent = "MAIL FROM"}, 5ms, {});
  ASSERT_EQ(mail.size(), 1u);
  EXPECT_EQ(mail[0].text, "MAIL FROM");
  EXPECT_EQ(mail[0].response.status, 250);
  EXPECT_EQ(mail[0].response.body, "250 ok");
  EXPECT_EQ(mail[0].failure, "");
  EXPECT_EQ(mail[0].took, 5ms);
  const auto lost = exchangesOf({.verdict = Outcome::Verdict::Retry, .reason = "nobody answers", .sent = "a"}, 5ms, {});
  EXPECT_EQ(lost.at(0).failure, "nobody answers");
}

TEST(AttemptEntryTest, a_request_says_more_than_the_outcome) {
  const auto both = exchangesOf({.sent = "a"}, 5ms, {{.request = {.url = "http://host/"}}});
  ASSERT_EQ(both.size(), 1u);
  EXPECT_EQ(both[0].request.url, "http://host/");
  EXPECT_TRUE(exchangesOf({}, 5ms, {}).empty());
}

TEST(AttemptEntryTest, keeps_no_answer_of_a_delivery_that_arrived) {
  const Delivery delivery{.sink = "slack", .event = std::make_shared<const Event>()};
  EXPECT_EQ(entryOf(delivery, 1, {.answer = "ok"}, "", 1ms, {}).answer, "");
}

}  // namespace
}  // namespace herald::core
