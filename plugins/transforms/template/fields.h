#pragma once

#include <string>
#include <string_view>

#include "herald/event.h"

namespace herald::template_transform {

/// A field of an event that may be changed: type, device, subject, or what lies within payload or context at a dotted
/// path.
class Field {
 public:
  /// Throws std::invalid_argument with a clause that says what is expected.
  explicit Field(std::string_view name);

  /// False for type and device, without which there is no event.
  bool mayBeEmpty() const { return name_ != "type" && name_ != "device"; }

  /// Raw JSON; empty if the event has no such field.
  std::string read(const Event& event) const;

  /// Sets the field to raw JSON, making the objects on its way. Throws Failure (Rejected) where nothing but an object
  /// or no empty text will do.
  void write(Event& event, std::string_view raw) const;

  /// Takes the field away: a text becomes empty, payload and context become `{}`.
  void remove(Event& event) const;

 private:
  bool isJson() const { return name_ == "payload" || name_ == "context"; }
  template <typename AnyEvent>
  auto& of(AnyEvent& event) const;

  std::string name_;  ///< "type", …, "payload" or "context"
  std::string path_;  ///< within payload or context; empty for all of it
};

}  // namespace herald::template_transform
