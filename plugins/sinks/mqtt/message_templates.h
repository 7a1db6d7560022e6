// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connection_setup.h"
#include "herald/rendering.h"
#include "herald/settings.h"

namespace herald::mqtt {

/// The message as the user wrote it, with variables. Immutable; any thread may render it.
///
/// A value stays within one level of the topic. Data that begin with `{` or `[` are JSON: values are escaped. `data =
/// @snapshot` is the picture itself.
class MessageTemplates {
 public:
  static std::vector<Option> options();

  MessageTemplates() = default;
  explicit MessageTemplates(const Settings& settings);  ///< throws BadSettings

  struct Rendered {
    std::optional<Message> message{};    ///< nothing if it would be a picture, and the event has none
    std::vector<std::string> missing{};  ///< as Outcome::missing
  };

  /// Throws Failure (Rejected) if the event gives no topic.
  Rendered render(const Attempt& attempt) const;

  bool uses(std::string_view variable) const;
  Vocabulary vocabulary() const;

 private:
  TemplateOptions options_{};
  Template topic_{}, data_{};
  bool isJson_ = false;
  bool isPicture_ = false;
  int qos_ = 1;
  bool retain_ = false;
};

}  // namespace herald::mqtt
