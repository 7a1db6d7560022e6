// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/transform.h"
#include "herald/vocabulary.h"

namespace herald::delay {

/// Holds an event back for a while. The event goes on only if no other event of its device cancels it within that time.
/// While one waits, it stands for all events of its type and device. Every other event passes.
class Delay : public Transform, public TimerUser, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override {
    return "Passes an event on only if no other event cancels it within a while.";
  }
  void configure(const Settings& settings, Host& host) override;
  void useTimers(Timers& timers) override { timers_ = &timers; }
  void apply(const Event& event, const Emit& emit) override;
  void wake(const Timer& timer, const Emit& emit) override;
  Vocabulary vocabulary() const override { return {.awaits = {{"events", events_}, {"unless", unless_}}}; }

 private:
  bool cancelAll(const std::string& device);
  void hold(const Event& event, const Emit& emit);

  std::vector<std::string> events_{};
  std::vector<std::string> unless_{};
  Millis for_{0};
  bool both_ = false;
  Host* host_ = nullptr;
  Timers* timers_ = nullptr;
};

}  // namespace herald::delay
