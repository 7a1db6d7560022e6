// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

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

}  // namespace herald::test
