// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "event_field.h"
#include "herald/template.h"
#include "herald/transform.h"
#include "herald/vocabulary.h"

namespace herald::template_transform {

/// Changes the fields of an event: drops, renames and sets them, in this order.
class TemplateTransform : public Transform, public TemplateUser, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override { return "Drops, renames and sets fields of an event."; }
  void configure(const Settings& settings, Host& host) override;
  void apply(const Event& event, const Emit& emit) override;
  bool uses(std::string_view variable) const override;
  Vocabulary vocabulary() const override;

 private:
  std::vector<EventField> drop_;
  std::vector<std::pair<EventField, EventField>> rename_;  ///< from, to
  std::vector<std::pair<EventField, Template>> set_;
};

}  // namespace herald::template_transform
