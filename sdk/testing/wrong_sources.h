// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "herald/json.h"
#include "wrong_plugins.h"

/// Sources that run in a wrong way.
namespace herald::test {

class IgnoresTheRequestToStop : public SoundSource {
 public:
  void run(Feed& feed) override {
    feed.ready("a deaf source");
    std::this_thread::sleep_for(std::chrono::hours(1));
  }
};

/// Publishes from a thread that it joins only in its destructor.
class PublishesAfterTheEnd : public SoundSource {
 public:
  ~PublishesAfterTheEnd() override {
    if (feed_) feed_->publish({.type = "Late"});
  }
  void run(Feed& feed) override {
    feed_ = &feed;
    SoundSource::run(feed);
  }

 private:
  Feed* feed_ = nullptr;
};

class LeavesAThreadBehind : public SoundSource {
 public:
  void run(Feed& feed) override {
    std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
    SoundSource::run(feed);
  }
};

class RunsOnlyOnce : public SoundSource {
 public:
  void run(Feed& feed) override {
    if (!std::exchange(hasRun_, true)) SoundSource::run(feed);
  }

 private:
  bool hasRun_ = false;
};

class PublishesItsPassword : public SoundSource {
 public:
  void run(Feed& feed) override {
    feed.publish({.type = "LoggedIn", .payload = JsonObject().add("password", settings_.text("password")).text()});
  }
};

class SaysItsPassword : public SoundSource {
 public:
  void run(Feed& feed) override { feed.ready("logged in with " + settings_.text("password")); }
};

}  // namespace herald::test
