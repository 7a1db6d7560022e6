// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_detail.h"

#include <gmock/gmock.h>

#include "herald/json.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string hide(std::string_view text) {
  std::string result(text);
  for (auto at = result.find("s3cret"); at != std::string::npos; at = result.find("s3cret"))
    result.replace(at, 6, "***");
  return result;
}

AttemptExchange exchange() {
  return {.request = {.url = "https://hooks.example/s3cret",
                      .body = "{\"key\":\"s3cret\"}",
                      .headers = {{"Authorization", "Bearer s3cret"}}},
          .response = {.status = 403, .headers = {{"X-Echo", "s3cret"}}, .body = "not s3cret"},
          .took = std::chrono::milliseconds(50)};
}

TEST(LogDetailTest, an_exchange_has_everything_except_secrets) {
  const auto text = exchangesText({exchange()}, hide);
  ASSERT_EQ(jsonError(text), "");
  EXPECT_THAT(text, Not(HasSubstr("s3cret")));
  EXPECT_EQ(jsonAt(text, "0.request.url"), R"("https://hooks.example/***")");
  EXPECT_EQ(jsonAt(text, "0.request.headers.0.1"), R"("Bearer ***")");
  EXPECT_EQ(jsonToText(jsonAt(text, "0.request.body")), R"({"key":"***"})");
  EXPECT_EQ(jsonAt(text, "0.request.cut"), "false");
  EXPECT_EQ(jsonAt(text, "0.response.status"), "403");
  EXPECT_EQ(jsonAt(text, "0.response.body"), R"("not ***")");
  EXPECT_EQ(jsonAt(text, "0.durationSeconds"), "0.05");
}

TEST(LogDetailTest, a_secret_at_the_place_of_the_cut_is_hidden) {
  auto one = exchange();
  one.request.body.assign(AttemptTrace::kMostRequest / 2 - 3, 'a').append("s3cret");
  one.response.body.assign(AttemptTrace::kMostAnswer / 2 - 3, 'a').append("s3cret");
  const auto text = exchangesText({one}, hide);
  EXPECT_THAT(text, Not(HasSubstr("s3c")));
  EXPECT_EQ(jsonAt(text, "0.request.cut"), "false") << "with its secret hidden it fits";
}

TEST(LogDetailTest, bodies_are_cut_and_end_where_they_are_no_text) {
  auto one = exchange();
  one.request.body = "name=picture\r\n\xff\xd8\xff";
  one.response.body.assign(AttemptTrace::kMostAnswer, 'a');
  const auto text = exchangesText({one}, hide);
  EXPECT_EQ(jsonToText(jsonAt(text, "0.request.body")), "name=picture\r\n");
  EXPECT_EQ(jsonAt(text, "0.request.cut"), "true");
  EXPECT_EQ(jsonToText(jsonAt(text, "0.response.body")).size(), AttemptTrace::kMostAnswer / 2);
  EXPECT_EQ(jsonAt(text, "0.response.cut"), "true");
}

TEST(LogDetailTest, what_a_sink_without_http_sent_is_a_text) {
  const AttemptExchange one{.text = "topic: s3cret", .response = {.body = "250 s3cret"}};
  const auto text = exchangesText({one}, hide);
  EXPECT_EQ(jsonAt(text, "0.request"), "null");
  EXPECT_EQ(jsonAt(text, "0.text"), R"("topic: ***")");
  EXPECT_EQ(jsonAt(text, "0.response.status"), "0");
  EXPECT_EQ(jsonAt(text, "0.response.body"), R"("250 ***")");
  EXPECT_GE(sizeOf(LogDetail{{}, {{.text = std::string(5000, 'x')}}}), 5000u);
}

TEST(LogDetailTest, without_an_answer_it_says_why) {
  auto one = exchange();
  one.response = {};
  one.failure = "no route to s3cret";
  const auto text = exchangesText({one}, hide);
  EXPECT_EQ(jsonAt(text, "0.response"), "null");
  EXPECT_EQ(jsonAt(text, "0.failure"), R"("no route to ***")");
}

TEST(LogDetailTest, an_event_is_read_as_it_was) {
  Event event;
  event.type = "PrintDone";
  event.payload = R"({"name":"a \"b\".gcode"})";
  event.context = R"({"x":1})";
  event.category = Category::Lifecycle;
  event.subject = "job";
  event.id = "e1";
  event.source = "octopi";
  event.device = "mk3";
  event.time = *parseRfc3339("2026-01-31T08:15:30.250Z");
  const auto again = eventFrom(eventText(event));
  ASSERT_TRUE(again);
  for (const auto member :
       {&Event::type, &Event::payload, &Event::context, &Event::subject, &Event::id, &Event::source, &Event::device}) {
    EXPECT_EQ((*again).*member, event.*member);
  }
  EXPECT_EQ(again->time, event.time);
  EXPECT_EQ(again->category, event.category);
  for (const auto* const text : {"", "{}", "[]", R"({"id":"e1"})"}) EXPECT_FALSE(eventFrom(text)) << text;
}

}  // namespace
}  // namespace herald::core
