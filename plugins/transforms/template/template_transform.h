#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fields.h"
#include "herald/template.h"
#include "herald/transform.h"

namespace herald::template_transform {

/// Drops, renames and sets fields of an event, in this order.
class TemplateTransform : public Transform, public TemplateUser {
 public:
  std::vector<Option> options() const override;
  void configure(const Settings& settings, Host& host) override;
  void apply(const Event& event, const Emit& emit) override;
  bool uses(std::string_view variable) const override;

 private:
  std::vector<Field> drop_;
  std::vector<std::pair<Field, Field>> rename_;  ///< from, to
  std::vector<std::pair<Field, Template>> set_;
};

}  // namespace herald::template_transform
