// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "herald/variables.h"
#include "wrong_plugins.h"

/// Sinks that deliver in a wrong way.
namespace herald::test {

class ThrowsANumber : public SoundSink {
 public:
  Outcome deliver(const Attempt&) override { throw 42; }
};

class FailsWithoutAReason : public SoundSink {
 public:
  Outcome deliver(const Attempt&) override { return {.verdict = Outcome::Verdict::Retry}; }
};

class FailsAsDelivered : public SoundSink {
 public:
  Outcome deliver(const Attempt&) override { throw Failure(Outcome::Verdict::Delivered, "it worked"); }
};

class ChangesTheEvent : public SoundSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    const_cast<Event&>(attempt.event).type += '!';
    return {};
  }
};

class SendsWithoutADeadline : public SoundHttpSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    return StatusTable().outcome(client_->send(requestFor(attempt.event), Clock::time_point::max(), attempt.stop));
  }
};

class SendsAgainAtTheDeadline : public SoundHttpSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    try {
      return sent(attempt);
    } catch (const Failure&) {
      return StatusTable().outcome(client_->send(requestFor(attempt.event), Clock::time_point::max(), attempt.stop));
    }
  }
};

class WaitsForTheReceiver : public SoundSink {
 public:
  Outcome deliver(const Attempt&) override {
    std::this_thread::sleep_for(std::chrono::hours(1));
    return {};
  }
};

class SendsWithoutTheStop : public SoundHttpSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    return StatusTable().outcome(client_->send(requestFor(attempt.event), attempt.deadline, {}));
  }
};

class GoesOnAfterTheStop : public SoundHttpSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    try {
      return sent(attempt);
    } catch (const Failure&) {
      return StatusTable().outcome(client_->send(requestFor(attempt.event), attempt.deadline, {}));
    }
  }
};

class TriesAgainByItself : public SoundHttpSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    try {
      return sent(attempt);
    } catch (const Failure&) {
      return sent(attempt);
    }
  }
};

class TriesUntilItWorks : public SoundHttpSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    for (;;) {
      try {
        if (sent(attempt).verdict == Outcome::Verdict::Delivered) return {};
      } catch (const Failure&) {
        continue;
      }
    }
  }
};

class IgnoresTheStatus : public SoundHttpSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    client_->send(requestFor(attempt.event), attempt.deadline, attempt.stop);
    return {};
  }
};

class IgnoresAFailure : public SoundHttpSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    try {
      return sent(attempt);
    } catch (const Failure&) {
      return {};
    }
  }
};

class KeepsTheEvent : public SoundSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    if (last_) host_->log(Level::Debug, "after " + last_->type);
    last_ = &attempt.event;
    return {};
  }

 private:
  const Event* last_ = nullptr;
};

/// Sends the number of the request, over all devices.
class NumbersAllDevices : public SoundHttpSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    const HttpRequest request{.url = "http://h/" + std::to_string(++number_)};
    return StatusTable().outcome(client_->send(request, attempt.deadline, attempt.stop));
  }

 private:
  int number_ = 0;
};

class FailsWhenItIsCalledAtOnce : public SoundSink {
 public:
  bool concurrent() const override { return true; }
  Outcome deliver(const Attempt& attempt) override {
    if (attempt.event.device != "mk3") throw "never seen this device";
    return {};
  }
};

class WaitsInBegin : public SoundAsyncSink {
 public:
  void begin(const Attempt& attempt, Completion done) override { done(sent(attempt)); }
};

class DropsAnAttempt : public SoundAsyncSink {
 public:
  void begin(const Attempt& attempt, Completion done) override {
    if (attempt.event.type != "Error") SoundAsyncSink::begin(attempt, done);
  }
};

class NeverEndsAnAttempt : public SoundAsyncSink {
 public:
  void begin(const Attempt&, Completion done) override { kept_.push_back(std::move(done)); }

 private:
  std::vector<Completion> kept_{};
};

/// A request of its own ends in time, but the attempt a second later.
class EndsAfterTheDeadline : public SoundAsyncSink {
 public:
  void begin(const Attempt& attempt, Completion done) override {
    SoundAsyncSink::begin(attempt, Completion([this, &attempt, done](const Outcome& outcome) {
                            if (outcome.verdict == Outcome::Verdict::Delivered) return done(outcome);
                            late_ = std::jthread([done, outcome, until = attempt.deadline + std::chrono::seconds(1)] {
                              std::this_thread::sleep_until(until);
                              done(outcome);
                            });
                          }));
  }

 private:
  std::jthread late_{};
};

class BeginsSomethingElse : public SoundAsyncSink {
 public:
  Outcome deliver(const Attempt&) override { return {}; }
};

class BeginsWithoutTheStop : public SoundAsyncSink {
 public:
  void begin(const Attempt& attempt, Completion done) override {
    client_->start(requestFor(attempt.event), attempt.deadline, {}, [done](const HttpResult&) { done({}); });
  }
};

class WritesInAPreview : public SoundSink, public Previewer {
 public:
  Preview preview(const Attempt&) override {
    std::ofstream("/dev/null") << "hello" << std::flush;
    return {.text = "writes hello"};
  }
};

class SavesInAPreview : public SoundSink, public Previewer {
 public:
  Preview preview(const Attempt&) override {
    host_->save("last", "hello");
    return {.text = "saves hello"};
  }
};

class ShowsNothing : public SoundSink, public Previewer {
 public:
  Preview preview(const Attempt&) override { return {}; }
};

class LogsItsPassword : public SoundSink {
 public:
  Outcome deliver(const Attempt&) override {
    host_->log(Level::Debug, "logs in with " + settings_.text("password"));
    return {};
  }
};

class ShowsItsPasswordInAReason : public SoundHttpSink {
 public:
  Outcome deliver(const Attempt& attempt) override {
    Outcome outcome = sent(attempt);
    if (outcome.status == 401) outcome.reason = "the receiver refused " + settings_.text("password");
    return outcome;
  }
};

class ShowsItsPasswordInAnError : public SoundSink {
 public:
  void configure(const Settings& settings, Host& host) override {
    if (settings.has("password")) settings.reject("password", "is too weak: " + settings.text("password"));
    SoundSink::configure(settings, host);
  }
};

/// Logs what it has told Herald to mask.
class LogsAHiddenToken : public SoundSink {
 public:
  Outcome deliver(const Attempt&) override {
    host_->hide({"token-abc"});
    host_->log(Level::Debug, "uses token-abc");
    return {};
  }
};

}  // namespace herald::test
