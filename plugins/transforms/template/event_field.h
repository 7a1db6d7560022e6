// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "herald/event.h"

namespace herald::template_transform {

/// A field of an event that may change: type, device, subject, payload, context, or a member of these two at a dotted
/// path. Immutable; any thread may use it.
class EventField {
 public:
  /// `name` is written as `payload.a.b`. Throws std::invalid_argument with a clause that says what is wrong.
  explicit EventField(std::string_view name);

  /// False for type and device: every event has them.
  bool mayBeEmpty() const { return name_ != "type" && name_ != "device"; }

  /// The name of the variable that the field is. Empty for a fixed field such as `device`.
  std::string variable() const { return isJson() ? path_ : ""; }

  /// True for the type, and for payload and context as a whole: then nobody knows what the event will be.
  bool isOpen() const { return name_ == "type" || (isJson() && path_.empty()); }

  /// The value as JSON; empty if the event has no such field.
  std::string read(const Event& event) const;

  /// Sets the field to a value in JSON, and makes missing objects of the path. Throws Failure (Rejected) if payload or
  /// context would not be an object, or if type or device would be empty.
  void write(Event& event, std::string_view raw) const;

  /// Removes the field: a text becomes empty, payload and context become `{}`.
  void remove(Event& event) const;

 private:
  bool isJson() const { return name_ == "payload" || name_ == "context"; }
  template <typename AnyEvent>
  auto& of(AnyEvent& event) const;

  std::string name_;  ///< "type", …, "payload" or "context"
  std::string path_;  ///< within payload or context; empty for the whole
};

}  // namespace herald::template_transform
