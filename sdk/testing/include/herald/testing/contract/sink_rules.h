// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <stop_token>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "herald/testing/contract/life_rules.h"
#include "herald/testing/contract/watchdog.h"
#include "herald/testing/contract/work.h"

namespace herald::test {

inline const Failure kUnreachable(Outcome::Verdict::Retry, "cannot connect to the receiver");

inline void surviveHostileEvents(Sink& sink) {
  for (const Event& event : hostileEvents()) {
    const Event before = event;
    const Outcome outcome = delivered(sink, timedAttempt(event, "@message @deviceIdentifier: @name"));
    EXPECT_TRUE(outcome.verdict == Outcome::Verdict::Delivered || !outcome.reason.empty())
        << toString(outcome.verdict) << " without a reason: say what is wrong, and what to do";
    EXPECT_GE(outcome.retryAfter.count(), 0) << "retryAfter is in the past";
    EXPECT_TRUE(event.type == before.type && event.payload == before.payload && event.context == before.context)
        << "deliver() changes the event, which other sinks get too";
  }
}

inline void deliversHostileEvents(const Subject& subject) {
  for (const bool answers : {true, false}) {
    LiveHost host;
    if (!answers) host.network().otherwise({500, {}, "broken"});
    surviveHostileEvents(as<Sink>(*configured(subject, host)));
  }
}

/// The receiver is silent until long after the deadline.
inline void endsAnAttemptThatNobodyAnswers(const Subject& subject) {
  LiveHost host;
  const auto plugin = configured(subject, host);
  const Event event = printOf("mk3").front();
  Attempt made = timedAttempt(event);
  const Millis time(100), grace = subject.limit / 12;
  made.deadline = Clock::now() + time;
  host.network().hold();
  const Alarm over(time, [&] { host.network().timeOut(made.deadline); });
  const Alarm longOver(time + grace, [&] { host.network().release(); });
  delivered(as<Sink>(*plugin), made);
  EXPECT_LT(Clock::now(), made.deadline + grace)
      << "an attempt that nobody answers outlasts its deadline: end it at attempt.deadline";
}

inline void endsAnAttemptByItsDeadline(const Subject& subject) {
  LiveHost host;
  const auto plugin = configured(subject, host);
  const Event event = printOf("mk3").front();
  Attempt made = timedAttempt(event);
  delivered(as<Sink>(*plugin), made);
  const auto sent = host.network().sent();
  const bool allEnd = std::ranges::all_of(sent, [&made](const auto& one) { return one.deadline <= made.deadline; });
  EXPECT_TRUE(allEnd) << "a request may last longer than the attempt: pass attempt.deadline";
  if (!allEnd) return;
  made.deadline = Clock::now() - Millis(1);
  delivered(as<Sink>(*plugin), made);
  endsAnAttemptThatNobodyAnswers(subject);
}

inline void endsAnAttemptAtAStop(const Subject& subject) {
  LiveHost host;
  const auto plugin = configured(subject, host);
  const Event event = printOf("mk3").front();
  std::stop_source stopping;
  Attempt made = timedAttempt(event);
  made.stop = stopping.get_token();
  host.network().onSend([&stopping] { stopping.request_stop(); });
  delivered(as<Sink>(*plugin), made);
  for (const auto& sent : host.network().sent())
    EXPECT_TRUE(sent.stop.stop_requested()) << "a request goes on after the stop: pass attempt.stop";
  EXPECT_LE(host.network().sent().size(), 1u) << "deliver() sends another request after the stop";
  stopping.request_stop();
  delivered(as<Sink>(*plugin), made);
}

/// A network on which nobody answers.
inline void cutOff(FakeHttp& network) {
  for (int i = 0; i < 100; ++i) network.fail(kUnreachable);
}

inline void triesOnlyOnceInAnAttempt(const Subject& subject) {
  LiveHost host;
  const auto plugin = configured(subject, host);
  cutOff(host.network());
  const Event event = printOf("mk3").front();
  delivered(as<Sink>(*plugin), timedAttempt(event));
  std::map<std::tuple<std::string, std::string, std::string>, int> times;
  for (const auto& request : host.network().requests()) {
    EXPECT_EQ(++times[std::tuple(request.method, request.url, request.body)], 1)
        << "deliver() tries again by itself: return the failure, and Herald tries again";
  }
}

inline void reportsAFailedAttempt(const Subject& subject) {
  for (const bool answers : {true, false}) {
    LiveHost host;
    const auto plugin = configured(subject, host);
    answers ? host.network().otherwise({500, {}, "broken"}) : cutOff(host.network());
    const Event event = printOf("mk3").front();
    const Outcome outcome = delivered(as<Sink>(*plugin), timedAttempt(event));
    if (host.network().requests().empty()) continue;  // this sink does not use HTTP
    EXPECT_NE(outcome.verdict, Outcome::Verdict::Delivered)
        << "the event counts as delivered, but " << (answers ? "the receiver answered 500" : "nobody answered");
  }
}

inline void bearsSeveralCallsAtOnceIfItSaysSo(const Subject& subject) {
  LiveHost host;
  const auto plugin = configured(subject, host);
  auto& sink = as<Sink>(*plugin);
  if (!sink.concurrent()) return;
  std::vector<std::thread> workers;
  for (const std::string device : {"mk3", "mk4", "mini", "xl"})
    workers.emplace_back([&sink, device] {
      for (const Event& event : printOf(device)) delivered(sink, timedAttempt(event));
    });
  for (auto& worker : workers) worker.join();
}

/// While the receiver does not answer, begin() returns, and so does the next one.
inline void beginsWithoutWaiting(const Subject& subject) {
  LiveHost host;
  const auto plugin = configured(subject, host);
  auto* sink = dynamic_cast<AsyncSink*>(plugin.get());
  if (!sink) return;
  const auto events = printOf("mk3");
  const bool several = as<Sink>(*plugin).concurrent();
  std::atomic<bool> waits = false;
  Begun begun(*sink);
  host.network().hold();
  {
    const Alarm soon(subject.limit / 12, [&] {
      waits = true;
      host.network().release();
    });
    for (std::size_t i = 0; i < (several ? events.size() : 1); ++i) begun.begin(timedAttempt(events[i]));
  }
  host.network().release();
  begun.outcomes();
  EXPECT_FALSE(waits) << "begin() waits for the receiver: start the request, and call `done` when it is answered";
}

inline void endsEachAttemptThatItBegins(const Subject& subject) {
  for (const bool answers : {true, false}) {
    LiveHost host;
    if (!answers) host.network().otherwise({500, {}, "broken"});
    const auto plugin = configured(subject, host);
    auto* sink = dynamic_cast<AsyncSink*>(plugin.get());
    if (!sink) return;
    for (const Event& event : printOf("mk3")) {
      const auto outcome = delivered(as<Sink>(*plugin), timedAttempt(event));
      EXPECT_EQ(outcome.reason.find("the sink gave no answer"), std::string::npos)
          << "an attempt goes away without an end: call `done`";
    }
  }
}

inline void deliversAsItBegins(const Subject& subject) {
  for (const int status : {200, 404, 500}) {
    LiveHost host;
    host.network().otherwise({status, {}, LiveHost::tokenAnswer().body});
    const auto plugin = configured(subject, host);
    auto& sink = as<Sink>(*plugin);
    if (!dynamic_cast<AsyncSink*>(&sink)) return;
    const Event event = printOf("mk3").front();
    Outcome outcome;
    const auto thrown = whatItThrows([&] { outcome = sink.deliver(timedAttempt(event)); });
    if (!thrown.empty()) outcome.verdict = Outcome::Verdict::Retry;
    EXPECT_EQ(toString(outcome.verdict), toString(delivered(sink, timedAttempt(event)).verdict))
        << "deliver() and begin() do not do the same: write deliver() with awaitOutcome()";
  }
}

// The first preview is not watched: libraries read files of their own once.
inline void previewsWithoutDoing(const Subject& subject) {
  IdleHost host;
  const auto plugin = configured(subject, host);
  auto* previewer = dynamic_cast<Previewer*>(plugin.get());
  if (!previewer) return;
  const Event event = printOf("mk3").front();
  Preview shown;
  const auto failure = whatItThrows([&] { shown = previewer->preview(timedAttempt(event)); });
  if (!failure.empty()) return;  // it says why it would not deliver this event
  EXPECT_TRUE(!shown.text.empty() || !host.network().requests().empty())
      << "preview() shows nothing: return a text, or send the request by Host::http";
  auto deeds = triesOutside([&] { previewer->preview(timedAttempt(event)); });
  deeds.merge(host.deeds());
  for (const auto& deed : deeds) ADD_FAILURE() << "preview() " << deed << ": only say what deliver() would do";
}

inline std::vector<Rule> sinkRules() {
  return {
      {"DeliversHostileEvents", "deliver() returns", deliversHostileEvents},
      {"EndsAnAttemptByItsDeadline", "deliver() returns by attempt.deadline", endsAnAttemptByItsDeadline},
      {"EndsAnAttemptAtAStop", "deliver() returns soon after attempt.stop is requested", endsAnAttemptAtAStop},
      {"TriesOnlyOnceInAnAttempt", "deliver() returns a failure, and Herald tries again", triesOnlyOnceInAnAttempt},
      {"ReportsAFailedAttempt", "deliver() returns", reportsAFailedAttempt},
      {"BearsSeveralCallsAtOnceIfItSaysSo", "deliver() returns", bearsSeveralCallsAtOnceIfItSaysSo},
      {"BeginsWithoutWaiting", "begin() returns while the receiver does not answer", beginsWithoutWaiting},
      {"EndsEachAttemptThatItBegins", "each attempt that begin() has begun ends by `done`",
       endsEachAttemptThatItBegins},
      {"DeliversAsItBegins", "deliver() returns", deliversAsItBegins},
      {"PreviewsWithoutDoing", "preview() returns", previewsWithoutDoing},
  };
}

}  // namespace herald::test
