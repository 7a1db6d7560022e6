// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Why and where a text is not JSON. Not for plugins.
namespace herald::inline v1 {

struct JsonFault {
  std::string why{};
  std::optional<std::size_t> position{};  ///< the offset in the text, if it is known
};

/// The first fault in `text`; nothing if `text` is one valid JSON document.
std::optional<JsonFault> jsonFault(std::string_view text);

/// "line 2, column 14" for an offset in a text. Columns count characters.
std::string place(std::string_view text, std::size_t position);

}  // namespace herald::inline v1
