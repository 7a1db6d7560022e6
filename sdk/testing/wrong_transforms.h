// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "wrong_plugins.h"

/// Transforms that work in a wrong way.
namespace herald::test {

class KeepsEmit : public SoundTransform {
 public:
  void apply(const Event& event, const Emit& emit) override {
    emit(event);
    last_ = emit;
  }

 private:
  Emit last_{};
};

/// Lets an event go on when the next one comes.
class EmitsWithTheNextEvent : public SoundTransform {
 public:
  void apply(const Event& event, const Emit& emit) override {
    if (last_) last_(event);
    last_ = emit;
  }

 private:
  Emit last_{};
};

class EmitsFromAnotherThread : public SoundTransform {
 public:
  void apply(const Event& event, const Emit& emit) override {
    std::thread([&] { emit(event); }).join();
  }
};

class EmitsInItsDestructor : public SoundTransform {
 public:
  ~EmitsInItsDestructor() override {
    if (last_) last_({.type = "Last"});
  }
  void apply(const Event&, const Emit& emit) override { last_ = emit; }

 private:
  Emit last_{};
};

class EmitsBrokenJson : public SoundTransform {
 public:
  void apply(const Event& event, const Emit& emit) override {
    Event changed = event;
    changed.payload = "{\"type\":\"" + event.type + "}";
    emit(changed);
  }
};

class EmitsWithoutAType : public SoundTransform {
 public:
  void apply(const Event& event, const Emit& emit) override {
    Event changed = event;
    changed.type.clear();
    emit(changed);
  }
};

/// Counts the events of all devices together.
class CountsAllDevices : public SoundTransform {
 public:
  void apply(const Event& event, const Emit& emit) override {
    if (++count_ % 2 == 1) emit(event);
  }

 private:
  int count_ = 0;
};

/// Holds back an event like the one before, whatever its device.
class ComparesAllDevices : public SoundTransform {
 public:
  void apply(const Event& event, const Emit& emit) override {
    if (event.type != last_) emit(event);
    last_ = event.type;
  }

 private:
  std::string last_{};
};

class CountsInAllInstances : public SoundTransform {
 public:
  void apply(const Event& event, const Emit& emit) override {
    Event changed = event;
    changed.subject = std::to_string(++count_[event.device]);
    emit(changed);
  }

 private:
  static inline std::map<std::string, int> count_{};
};

class KeepsTheLastEvent : public SoundTransform {
 public:
  void apply(const Event& event, const Emit& emit) override {
    if (last_) emit(*last_);
    last_ = &event;
  }

 private:
  const Event* last_ = nullptr;
};

class ChangesItsInput : public SoundTransform {
 public:
  void apply(const Event& event, const Emit& emit) override {
    const_cast<Event&>(event).context = "{}";
    const_cast<Event&>(event).payload = "{\"changed\":true}";
    emit(event);
  }
};

class EmitsWithoutATypeWhenItIsWoken : public SoundTransform, public TimerUser {
 public:
  void useTimers(Timers&) override {}
  void wake(const Timer& timer, const Emit& emit) override {
    Event changed = timer.event;
    changed.type.clear();
    changed.device = "mk3";
    emit(changed);
  }
};

class ShowsItsPasswordInAnException : public SoundTransform {
 public:
  void apply(const Event&, const Emit&) override {
    throw std::runtime_error("cannot log in with " + settings_.text("password"));
  }
};

}  // namespace herald::test
