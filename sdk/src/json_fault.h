#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Where and why a text is not JSON. Not for plugins.
namespace herald::inline v1 {

struct JsonFault {
  std::string why{};
  std::optional<std::size_t> position{};  ///< the offset in the text, where it is known
};

/// What makes `text` not one whole, valid JSON document; nothing if it is one.
std::optional<JsonFault> jsonFault(std::string_view text);

/// "line 2, column 14" of an offset in a text. A column counts characters.
std::string place(std::string_view text, std::size_t position);

}  // namespace herald::inline v1
