// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/trial.h"

#include <gmock/gmock.h>

#include <deque>
#include <functional>
#include <latch>
#include <thread>
#include <utility>
#include <vector>

#include "engine/delivery_log/attempt_trace.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/plugin_host/plugin_call.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/json.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

/// Answers everything with 200 and the URL, but fails for "down", and half for "cut".
class EchoClient final : public HttpClient {
 public:
  HttpResponse send(const HttpRequest& request, Clock::time_point, std::stop_token) override {
    if (request.url == "down") throw Failure(Outcome::Verdict::Retry, "nobody answers");
    return {200, {}, request.url, request.url == "cut" ? "the answer ended too early" : ""};
  }
};

HttpRequest requestTo(const std::string& url) { return {.url = url}; }

TEST(HttpTraceTest, shows_what_the_watching_thread_sends_and_nothing_else) {
  const auto trace = std::make_shared<HttpTrace>();
  const auto client = trace->wrap(std::make_unique<EchoClient>());
  client->send(requestTo("before"), {}, {});
  const HttpTrace::Watch watch(*trace);
  client->send(requestTo("mine"), {}, {});
  std::jthread([&] { client->send(requestTo("another thread's"), {}, {}); }).join();
  EXPECT_THROW(client->send(requestTo("down"), {}, {}), Failure);
  client->send(requestTo("cut"), {}, {});
  ASSERT_THAT(watch.exchanges(), SizeIs(3));
  EXPECT_EQ(watch.exchanges()[0].request.url, "mine");
  EXPECT_EQ(watch.exchanges()[0].failure, "");
  EXPECT_EQ(watch.exchanges()[0].response.body, "mine");
  EXPECT_EQ(watch.exchanges()[1].failure, "nobody answers");
  EXPECT_EQ(watch.exchanges()[1].response.status, 0);
  EXPECT_EQ(watch.exchanges()[2].failure, "the answer ended too early");
  EXPECT_EQ(watch.exchanges()[2].response.status, 200);
}

/// A client that answers when the test says so, on another thread.
class LaterClient final : public HttpClient {
 public:
  explicit LaterClient(std::deque<std::function<void()>>& answers) : answers_(answers) {}
  HttpResponse send(const HttpRequest& request, Clock::time_point, std::stop_token) override {
    return {200, {}, request.url};
  }
  void start(HttpRequest request, Clock::time_point, std::stop_token, HttpDone done) override {
    answers_.push_back([url = std::move(request.url), done = std::move(done)] {
      std::jthread([&] { done(HttpResponse{200, {}, url}); }).join();
    });
  }

 private:
  std::deque<std::function<void()>>& answers_;
};

TEST(HttpTraceTest, what_belongs_to_an_attempt_wanders_to_the_thread_of_its_answer) {
  std::deque<std::function<void()>> answers;
  const auto trace = std::make_shared<HttpTrace>();
  const auto client = trace->wrap(std::make_unique<LaterClient>(answers));
  const auto attempt = std::make_shared<AttemptTrace>();
  std::string call;
  std::vector<Exchange> seen;
  {
    const HttpTrace::Watch watch(*trace);
    const AttemptTrace::Scope traced(attempt);
    const PluginCall named("sink", "phone", "webhook");
    client->start(requestTo("token"), {}, {}, [&](const HttpResult&) {
      call = PluginCall::current();
      client->start(requestTo("message"), {}, {}, [](const HttpResult&) {});
    });
    answers.at(0)();
    answers.at(1)();
    seen = watch.exchanges();
  }
  EXPECT_EQ(call, "sink phone (plugin webhook)");
  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_EQ(seen[0].response.body, "token");
  EXPECT_EQ(seen[1].request.url, "message");
  EXPECT_EQ(seen[1].response.body, "message");
  const auto exchanges = attempt->take();
  ASSERT_THAT(exchanges, SizeIs(2));
  EXPECT_EQ(exchanges[1].response.body, "message");
  EXPECT_EQ(PluginCall::current(), "");
}

TEST(HttpTraceTest, an_attempt_that_waited_for_another_one_goes_on_as_itself) {
  std::deque<std::function<void()>> answers;
  const auto trace = std::make_shared<HttpTrace>();
  const auto client = trace->wrap(std::make_unique<LaterClient>(answers));
  const auto first = std::make_shared<AttemptTrace>(), second = std::make_shared<AttemptTrace>();
  Resume goOn;
  {
    const AttemptTrace::Scope traced(second);
    const PluginCall named("sink", "second", "webhook");
    goOn = carryAttempt(*client);
  }
  std::string call;
  std::vector<Exchange> seen;
  {
    const HttpTrace::Watch watch(*trace);
    const AttemptTrace::Scope traced(first);
    client->start(requestTo("token"), {}, {}, [&](const HttpResult&) {
      goOn([&] {
        call = PluginCall::current();
        client->start(requestTo("of the second"), {}, {}, [](const HttpResult&) {});
      });
      client->start(requestTo("of the first"), {}, {}, [](const HttpResult&) {});
    });
    for (std::size_t i = 0; i < 3; ++i) answers.at(i)();
    seen = watch.exchanges();
  }
  EXPECT_EQ(call, "sink second (plugin webhook)");
  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_EQ(seen[1].request.url, "of the first");
  EXPECT_THAT(first->take(), SizeIs(2));
  const auto ofSecond = second->take();
  ASSERT_THAT(ofSecond, SizeIs(1));
  EXPECT_EQ(ofSecond[0].response.body, "of the second");
}

TEST(HttpTraceTest, an_answer_after_the_watch_is_nobodys) {
  std::deque<std::function<void()>> answers;
  const auto trace = std::make_shared<HttpTrace>();
  const auto client = trace->wrap(std::make_unique<LaterClient>(answers));
  bool isDone = false;
  {
    const HttpTrace::Watch watch(*trace);
    client->start(requestTo("late"), {}, {}, [&](const HttpResult&) { isDone = true; });
  }
  answers.at(0)();
  EXPECT_TRUE(isDone);
}

class TrialPlanTest : public ::testing::Test {
 protected:
  void addSink(const std::string& name, Settings::Values hook = {}) {
    PlannedSink sink;
    sink.setup.name = name;
    sink.setup.hook = Hook(Settings(Hook::options(), std::move(hook)));
    auto route = std::make_shared<BusRoute>();
    route->events = sink.setup.hook.events();
    route->sinks = {name};
    if (sink.setup.hook.enabled()) plan.routes.push_back(std::move(route));
    plan.sinks.emplace(name, std::move(sink));
  }

  std::string refusal(const std::string& sink, const std::string& type) {
    try {
      trialEvent(plan, sink, type);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return {};
  }

  Plan plan{};
};

TEST_F(TrialPlanTest, the_event_comes_from_a_printer_of_the_plan) {
  addSink("slack");
  plan.sources["mk3"].origin = {"mk3", "Prusa MK3", {"room2"}};
  const auto event = trialEvent(plan, "slack", "PrintDone");
  EXPECT_EQ(event.device, "Prusa MK3");
  EXPECT_EQ(event.type, "PrintDone");
  EXPECT_FALSE(event.id.empty());
  EXPECT_TRUE(isJsonObject(event.payload));
  EXPECT_EQ(jsonAt(event.payload, "name"), "\"example.gcode\"");
  EXPECT_EQ(jsonAt(event.context, "percentCompleteMilestone"), "50");
  EXPECT_EQ(jsonAt(event.context, "tags"), "[\"room2\"]");
}

TEST_F(TrialPlanTest, a_sink_that_would_not_get_it_says_why) {
  addSink("slack");
  addSink("off", {{"enabled", "false"}});
  EXPECT_EQ(refusal("slak", "PrintDone"), "there is no sink `slak`, did you mean `slack`?");
  EXPECT_THAT(refusal("off", "PrintDone"), HasSubstr("sink.off.enabled is false"));
  EXPECT_THAT(refusal("slack", "PrintCancelled"), HasSubstr("gets no PrintCancelled"));
  EXPECT_EQ(refusal("slack", "PrintDone"), "");
}

TEST_F(TrialPlanTest, the_report_has_the_requests_and_the_outcome) {
  const auto trace = std::make_shared<HttpTrace>();
  const std::shared_ptr<HttpClient> client = trace->wrap(std::make_unique<EchoClient>());
  SinkSetup setup;
  setup.sink = std::make_shared<ScriptedSink>([client](const Attempt&) -> Outcome {
    client->send({.url = "token", .purpose = "token"}, {}, {});
    client->send(requestTo("hook"), {}, {});
    return {.verdict = Outcome::Verdict::Hold,
            .reason = "401: check the token",
            .status = 401,
            .retryAfter = Millis(2500),
            .missing = {"meta", "a"}};
  });
  const auto report = tryOut(setup, Event{.type = "PrintDone"}, *trace, Clock::time_point::max(), {});
  const auto json = toJson(report);
  EXPECT_EQ(jsonAt(json, "exchanges.0.purpose"), "\"token\"");
  EXPECT_EQ(jsonAt(json, "exchanges.1.answer"), "\"hook\"");
  EXPECT_EQ(jsonAt(json, "verdict"), "\"hold\"");
  EXPECT_EQ(jsonAt(json, "reason"), "\"401: check the token\"");
  EXPECT_EQ(jsonAt(json, "retryAfterMs"), "2500");
  EXPECT_EQ(jsonAt(json, "missing"), R"(["meta","a"])");
}

TEST_F(TrialPlanTest, the_report_shows_no_secret_also_where_it_is_escaped_twice_or_cut) {
  const std::string secret = "s3c\"r\\et";
  const auto trace = std::make_shared<HttpTrace>();
  const std::shared_ptr<HttpClient> client = trace->wrap(std::make_unique<EchoClient>());
  const auto mask = std::make_shared<SecretMask>();
  mask->set({secret});
  SinkSetup setup;
  setup.mask = mask;
  setup.sink = std::make_shared<ScriptedSink>([&](const Attempt&) -> Outcome {
    client->send({.url = std::string(4093, '-') + secret,
                  .body = JsonObject().add("apiSecret", secret).text(),
                  .headers = {{"X-Key", secret}}},
                 {}, {});
    return {};
  });
  const auto json = toJson(tryOut(setup, Event{.type = "PrintDone"}, *trace, Clock::time_point::max(), {}));
  EXPECT_EQ(jsonToText(jsonAt(json, "exchanges.0.body")), R"({"apiSecret":"***"})");
  EXPECT_EQ(jsonAt(json, "exchanges.0.headers.X-Key"), "\"***\"");
  EXPECT_EQ(jsonToText(jsonAt(json, "exchanges.0.answer")), std::string(4093, '-') + "***");
  EXPECT_THAT(json, ::testing::Not(HasSubstr("s3c")));
}

/// Does its work in deliver(), and only tells of it in preview().
class TellingSink final : public ScriptedSink, public Previewer {
 public:
  explicit TellingSink(std::function<Preview(const Attempt&)> preview) : preview_(std::move(preview)) {}
  Preview preview(const Attempt& attempt) override { return preview_(attempt); }

 private:
  const std::function<Preview(const Attempt&)> preview_;
};

TEST_F(TrialPlanTest, a_rehearsal_asks_for_a_preview_and_never_delivers) {
  addSink("log");
  const auto trace = std::make_shared<HttpTrace>();
  const std::shared_ptr<HttpClient> client = trace->wrap(std::make_unique<EchoClient>());
  const auto sink = std::make_shared<TellingSink>([client](const Attempt& attempt) -> Preview {
    client->send(requestTo("hook"), {}, {});
    EXPECT_NE(attempt.deadline, Clock::time_point::max());
    return {"appends s3cr3t to " + attempt.event.type, {"meta"}};
  });
  auto& setup = plan.sinks["log"].setup;
  setup.sink = sink;
  const auto mask = std::make_shared<SecretMask>();
  mask->set({"s3cr3t"});
  setup.mask = mask;
  const auto json = toJson(rehearse(plan, "log", "PrintDone", trace));
  EXPECT_THAT(sink->calls.all(), IsEmpty());
  EXPECT_EQ(jsonAt(json, "sent"), "false");
  EXPECT_EQ(jsonAt(json, "preview"), "\"appends *** to PrintDone\"");
  EXPECT_EQ(jsonAt(json, "missing"), R"(["meta"])");
  EXPECT_EQ(jsonAt(json, "verdict"), "\"delivered\"");
  EXPECT_EQ(jsonAt(json, "exchanges.0.url"), "\"hook\"");
}

TEST_F(TrialPlanTest, a_preview_that_fails_says_why_the_event_would_not_be_delivered) {
  addSink("log");
  plan.sinks["log"].setup.sink = std::make_shared<TellingSink>(
      [](const Attempt&) -> Preview { throw Failure(Outcome::Verdict::Rejected, "the event has no @meta"); });
  const auto report = rehearse(plan, "log", "PrintDone", std::make_shared<HttpTrace>());
  EXPECT_EQ(report.outcome.verdict, Outcome::Verdict::Rejected);
  EXPECT_EQ(report.outcome.reason, "the event has no @meta");
}

TEST_F(TrialPlanTest, a_dry_run_does_not_call_a_sink_that_cannot_show_what_it_would_do) {
  addSink("log");
  const auto sink = std::make_shared<ScriptedSink>();
  plan.sinks["log"].setup.sink = sink;
  plan.sinks["log"].instance.settings = Settings({{.name = "type"}}, {{"type", "tail_file"}});
  EXPECT_THAT(
      [&] { rehearse(plan, "log", "PrintDone", std::make_shared<HttpTrace>()); },
      ThrowsMessage<std::runtime_error>(HasSubstr(
          "the sink log cannot show it: its plugin `tail_file` has no preview, so a dry run does not call it")));
  EXPECT_THAT(sink->calls.all(), IsEmpty());
}

TEST_F(TrialPlanTest, a_rehearsal_that_hangs_is_left_behind) {
  addSink("slack");
  std::latch release(1);
  plan.sinks["slack"].setup.sink = std::make_shared<TellingSink>([&](const Attempt&) -> Preview {
    release.wait();
    return {};
  });
  EXPECT_THROW(rehearse(plan, "slack", "PrintDone", std::make_shared<HttpTrace>(), Millis(0)), PluginHangs);
  release.count_down();
  while (hangingCalls() != 0) std::this_thread::yield();
}

}  // namespace
}  // namespace herald::core
