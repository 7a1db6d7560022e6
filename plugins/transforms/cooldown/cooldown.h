// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "herald/transform.h"
#include "herald/vocabulary.h"

namespace herald::cooldown {

/// After an event, holds back later events of the same type and device for a while. It saves which events passed, so a
/// restart does not shorten that time.
class Cooldown : public Transform, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override {
    return "After an event, holds back the same events of that device for a while.";
  }
  void configure(const Settings& settings, Host& host) override;
  void apply(const Event& event, const Emit& emit) override;
  Vocabulary vocabulary() const override { return {}; }

 private:
  /// By type: when the last event passed, in milliseconds since 1970.
  using Passed = std::map<std::string, std::int64_t>;

  Passed& passedOf(const std::string& device);
  bool within(std::int64_t last, std::int64_t now) const;
  void remember(const Event& event, Passed& passed, std::int64_t now);

  Millis period_{0};
  Host* host_ = nullptr;
  std::map<std::string, Passed> devices_;
};

}  // namespace herald::cooldown
