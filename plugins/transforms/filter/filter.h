// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "event_condition.h"
#include "herald/transform.h"
#include "herald/vocabulary.h"

namespace herald::filter {

/// Passes the events that match by type, device and condition.
class Filter : public Transform, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override { return "Passes only the events that match by type, device and values."; }
  void configure(const Settings& settings, Host& host) override;
  void apply(const Event& event, const Emit& emit) override;
  Vocabulary vocabulary() const override { return {}; }

 private:
  EventCondition where_;
  std::vector<std::string> types_;
  std::vector<std::string> devices_;
  bool invert_ = false;
};

}  // namespace herald::filter
