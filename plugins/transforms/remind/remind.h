// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "herald/transform.h"
#include "herald/vocabulary.h"

namespace herald::remind {

/// Says an event again and again, until another event of its device ends that. A device has one reminder at a time.
/// Every event passes.
class Remind : public Transform, public TimerUser, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override { return "Repeats an event every so often, until another event ends that."; }
  void configure(const Settings& settings, Host& host) override;
  void useTimers(Timers& timers) override { timers_ = &timers; }
  void apply(const Event& event, const Emit& emit) override;
  void wake(const Timer& timer, const Emit& emit) override;
  Vocabulary vocabulary() const override;

 private:
  void begin(const Event& event, const Emit& emit);
  void setNext(const Event& event, const std::string& device);

  std::vector<std::string> events_{};
  std::vector<std::string> until_{};
  Millis every_{0};
  std::int64_t most_ = 0;  // 0: no limit
  Host* host_ = nullptr;
  Timers* timers_ = nullptr;
};

}  // namespace herald::remind
