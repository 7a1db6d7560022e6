// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/attempt_trace.h"

#include <gmock/gmock.h>

#include <thread>

namespace herald::core {
namespace {

HttpRequest to(const std::string& url, std::string body = {}) { return {.url = url, .body = std::move(body)}; }

TEST(AttemptTraceTest, has_the_requests_of_its_thread_and_their_answers) {
  const auto traced = std::make_shared<AttemptTrace>();
  auto& trace = *traced;
  const AttemptTrace::Scope scope(traced);
  AttemptTrace::sends({.method = "PUT", .url = "https://a", .body = "b", .headers = {{"X-Y", "z"}}, .purpose = "token"})
      .fails("no route");
  AttemptTrace::sends(to("https://c"))
      .gets({.status = 404, .headers = {{"Server", "s"}}, .body = "no", .incomplete = "cut off"});
  std::thread([] { AttemptTrace::sends(to("https://other")); }).join();
  EXPECT_EQ(trace.address(), "https://c");
  const auto all = trace.take();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].request.method, "PUT");
  EXPECT_EQ(all[0].request.body, "b");
  EXPECT_EQ(all[0].request.purpose, "token");
  EXPECT_EQ(headerValue(all[0].request.headers, "X-Y"), "z");
  EXPECT_EQ(all[0].failure, "no route");
  EXPECT_EQ(all[0].response.status, 0);
  EXPECT_EQ(all[1].response.status, 404);
  EXPECT_EQ(all[1].response.body, "no");
  EXPECT_EQ(all[1].failure, "cut off");
}

TEST(AttemptTraceTest, of_two_the_inner_one_hears_it) {
  const auto outer = std::make_shared<AttemptTrace>();
  const AttemptTrace::Scope outside(outer);
  {
    const auto inner = std::make_shared<AttemptTrace>();
    const AttemptTrace::Scope inside(inner);
    AttemptTrace::sends(to("https://inner"));
    EXPECT_EQ(inner->address(), "https://inner");
    const AttemptTrace::Scope none(nullptr);
    EXPECT_FALSE(AttemptTrace::isOn());
    AttemptTrace::sends(to("https://nobody"));
  }
  EXPECT_EQ(outer->address(), "");
  AttemptTrace::sends(to("https://outer"));
  EXPECT_EQ(outer->address(), "https://outer");
}

TEST(AttemptTraceTest, wanders_with_the_attempt_to_another_thread) {
  const auto trace = std::make_shared<AttemptTrace>();
  AttemptTrace::Sent first;
  {
    const AttemptTrace::Scope scope(trace);
    first = AttemptTrace::sends(to("https://first"));
  }
  std::thread([&, carried = trace] {
    const AttemptTrace::Scope scope(carried);
    const auto second = AttemptTrace::sends(to("https://second"));
    first.gets({.status = 200});
    second.gets({.status = 201});
  }).join();
  EXPECT_FALSE(AttemptTrace::isOn());
  const auto all = trace->take();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].response.status, 200);
  EXPECT_EQ(all[1].response.status, 201);
}

TEST(AttemptTraceTest, an_end_that_comes_after_the_attempt_changes_nothing) {
  const auto trace = std::make_shared<AttemptTrace>();
  const AttemptTrace::Scope scope(trace);
  const auto late = AttemptTrace::sends(to("https://a"));
  EXPECT_EQ(trace->take().size(), 1u);
  late.gets({.status = 200});
  late.fails("no");
  AttemptTrace::sends(to("https://b"));
  const auto all = trace->take();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].failure, "");
  EXPECT_EQ(all[0].response.status, 0);
}

TEST(AttemptTraceTest, a_request_without_a_trace_is_forgotten) {
  AttemptTrace::sends(to("https://nobody")).gets({.status = 200});
  EXPECT_FALSE(AttemptTrace::isOn());
  EXPECT_EQ(AttemptTrace::ofThisThread(), nullptr);
  const auto trace = std::make_shared<AttemptTrace>();
  const AttemptTrace::Scope scope(trace);
  EXPECT_TRUE(AttemptTrace::isOn());
  EXPECT_EQ(trace->address(), "");
}

TEST(AttemptTraceTest, is_bounded) {
  const auto trace = std::make_shared<AttemptTrace>();
  const AttemptTrace::Scope scope(trace);
  std::vector<AttemptTrace::Sent> sent;
  for (int i = 0; i < 10; ++i) {
    sent.push_back(AttemptTrace::sends(to("https://a/" + std::to_string(i), std::string(1 << 20, 'r'))));
  }
  for (const auto& one : sent) one.gets({.status = 200, .body = std::string(1 << 20, 'a')});
  const auto all = trace->take();
  ASSERT_EQ(all.size(), AttemptTrace::kMostExchanges);
  EXPECT_EQ(all.front().request.url, "https://a/6") << "the last ones";
  EXPECT_EQ(all.back().request.url, "https://a/9");
  EXPECT_EQ(all.back().request.body.size(), AttemptTrace::kMostRequest);
  EXPECT_EQ(all.back().response.body.size(), AttemptTrace::kMostAnswer);
  EXPECT_TRUE(all.back().isRequestCut && all.back().isAnswerCut);
}

TEST(AttemptTraceTest, a_long_address_loses_its_query_before_it_is_cut) {
  const auto trace = std::make_shared<AttemptTrace>();
  const AttemptTrace::Scope scope(trace);
  AttemptTrace::sends(to("https://a/b?token=" + std::string(3000, 'x')));
  EXPECT_EQ(trace->address(), "https://a/b");
  AttemptTrace::sends(to("https://a/" + std::string(3000, 'x')));
  EXPECT_EQ(trace->address(), "(an address of more than 2 KiB)");
}

}  // namespace
}  // namespace herald::core
