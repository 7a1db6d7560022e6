// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "herald/async_sink.h"
#include "herald/mutex.h"
#include "herald/sink.h"
#include "herald/source.h"
#include "herald/transform.h"

namespace herald::test {

/// Plugins that keep the whole contract. A wrong plugin derives from one of them and breaks one rule.
template <typename Kind>
class Sound : public Kind {
 public:
  std::vector<Option> options() const override {
    return {{.name = "word", .fallback = "hello", .help = "What to say."},
            {.name = "password", .type = Type::Secret, .help = "A secret."}};
  }
  void configure(const Settings& settings, Host& host) override {
    settings_ = settings;
    host_ = &host;
  }

 protected:
  Settings settings_{};
  Host* host_ = nullptr;
};

class SoundSink : public Sound<Sink> {
 public:
  std::string summary() const override { return "Writes each event to the log."; }
  Outcome deliver(const Attempt& attempt) override {
    host_->log(Level::Debug, settings_.text("word") + " " + attempt.event.type);
    return {};
  }
};

class SoundTransform : public Sound<Transform> {
 public:
  void apply(const Event& event, const Emit& emit) override { emit(event); }
};

class SoundSource : public Sound<Source> {
 public:
  void run(Feed& feed) override {
    feed.ready("a sound source");
    feed.publish({.type = "PrintDone"});
    while (feed.waitFor(std::chrono::hours(1))) {
    }
  }
};

/// A sink that sends by HTTP, and keeps the contract.
class SoundHttpSink : public SoundSink, public Previewer {
 public:
  std::vector<Option> options() const override {
    auto all = SoundSink::options();
    for (auto& option : httpOptions()) all.push_back(std::move(option));
    return all;
  }
  void configure(const Settings& settings, Host& host) override {
    SoundSink::configure(settings, host);
    client_ = host.http(settings);
  }
  Outcome deliver(const Attempt& attempt) override { return sent(attempt); }
  Preview preview(const Attempt& attempt) override {
    sent(attempt);
    return {};
  }

 protected:
  static HttpRequest requestFor(const Event& event) { return {.url = "http://h/", .body = event.payload}; }
  Outcome sent(const Attempt& attempt) {
    return StatusTable().outcome(client_->send(requestFor(attempt.event), attempt.deadline, attempt.stop));
  }

  std::unique_ptr<HttpClient> client_{};
};

/// The same, without a thread for each attempt.
class SoundAsyncSink : public SoundHttpSink, public AsyncSink {
 public:
  bool concurrent() const override { return true; }
  Outcome deliver(const Attempt& attempt) override { return awaitOutcome(*this, attempt); }
  void begin(const Attempt& attempt, Completion done) override {
    client_->start(requestFor(attempt.event), attempt.deadline, attempt.stop, [done](HttpResult result) {
      const auto* failure = std::get_if<Failure>(&result);
      done(failure ? Outcome{.verdict = failure->verdict(), .reason = failure->what()}
                   : StatusTable().outcome(std::get<HttpResponse>(result)));
    });
  }
};

/// Ends each attempt on a thread of its own, and waits for these threads at its end.
class EndsOnAnotherThread : public SoundAsyncSink {
 public:
  void begin(const Attempt& attempt, Completion done) override {
    SoundAsyncSink::begin(attempt, Completion([this, done](const Outcome& outcome) {
                            const MutexLock lock(mutex_);
                            threads_.emplace_back([done, outcome] { done(outcome); });
                          }));
  }

 private:
  Mutex mutex_{};
  std::vector<std::jthread> threads_ HERALD_GUARDED_BY(mutex_);
};

/// Says every end twice, which changes nothing.
class EndsTwice : public SoundAsyncSink {
 public:
  void begin(const Attempt& attempt, Completion done) override {
    SoundAsyncSink::begin(attempt, Completion([done](const Outcome& outcome) {
                            done(outcome);
                            done({.verdict = Outcome::Verdict::Gone, .reason = "twice"});
                          }));
  }
};

}  // namespace herald::test
