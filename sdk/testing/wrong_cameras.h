// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "herald/camera.h"
#include "wrong_plugins.h"

/// Sources with a camera. The first one keeps the contract.
namespace herald::test {

class SoundCamera : public SoundSource, public Camera {
 public:
  std::vector<Option> options() const override {
    auto all = SoundSource::options();
    for (auto& option : httpOptions()) all.push_back(std::move(option));
    return all;
  }
  void configure(const Settings& settings, Host& host) override {
    SoundSource::configure(settings, host);
    client_ = host.http(settings);
  }
  Picture take(const Shot& shot) override { return asked(shot.deadline, shot.stop); }

 protected:
  Picture asked(Clock::time_point deadline, const std::stop_token& stop) {
    const auto answer = client_->send({.method = "GET", .url = "http://camera/"}, deadline, stop);
    if (answer.status != 200)
      throw Failure(Outcome::Verdict::Retry, "the camera answered " + std::to_string(answer.status) + ": is it on?");
    return {.jpeg = answer.body};
  }

  std::unique_ptr<HttpClient> client_{};
};

class TakesWithoutADeadline : public SoundCamera {
 public:
  Picture take(const Shot& shot) override { return asked(Clock::time_point::max(), shot.stop); }
};

class WaitsForTheCamera : public SoundCamera {
 public:
  Picture take(const Shot&) override {
    std::this_thread::sleep_for(std::chrono::hours(1));
    return {};
  }
};

class TakesWithoutTheStop : public SoundCamera {
 public:
  Picture take(const Shot& shot) override { return asked(shot.deadline, {}); }
};

class TakesOnlyWhileItRuns : public SoundCamera {
 public:
  void run(Feed& feed) override {
    runs_ = true;
    SoundCamera::run(feed);
    runs_ = false;
  }
  Picture take(const Shot& shot) override {
    if (!runs_) throw 42;
    return SoundCamera::take(shot);
  }

 private:
  std::atomic<bool> runs_ = false;
};

class KeepsThePicture : public SoundCamera {
 public:
  Picture take(const Shot& shot) override {
    if (kept_.jpeg.empty()) kept_ = SoundCamera::take(shot);
    return kept_;
  }

 private:
  Picture kept_{};
};

class TakesWhatTheCameraSays : public SoundCamera {
 public:
  Picture take(const Shot& shot) override {
    return {.jpeg = client_->send({.method = "GET", .url = "http://camera/"}, shot.deadline, shot.stop).body};
  }
};

class TakesNothing : public SoundCamera {
 public:
  Picture take(const Shot&) override { return {}; }
};

class ThrowsNoFailure : public SoundCamera {
 public:
  Picture take(const Shot&) override { throw std::runtime_error("no picture"); }
};

class KeepsTheShot : public SoundCamera {
 public:
  Picture take(const Shot& shot) override {
    if (last_) host_->log(Level::Debug, "after that of " + *last_);
    last_ = &shot.device;
    return SoundCamera::take(shot);
  }

 private:
  const std::string* last_ = nullptr;
};

class ShowsItsPasswordInAFailure : public SoundCamera {
 public:
  Picture take(const Shot&) override {
    throw Failure(Outcome::Verdict::Hold, "the camera refuses " + settings_.text("password"));
  }
};

}  // namespace herald::test
