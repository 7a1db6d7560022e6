// SPDX-License-Identifier: Apache-2.0
#include "engine/state/fields.h"

#include <charconv>
#include <cstddef>

namespace herald::core {

std::string joinFields(std::initializer_list<std::string_view> fields) {
  std::string text;
  for (const auto field : fields) (text += std::to_string(field.size())).append(":").append(field);
  return text;
}

std::optional<std::vector<std::string>> splitFields(std::string_view text) {
  std::vector<std::string> fields;
  while (!text.empty()) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    const auto begin = static_cast<std::size_t>(end - text.data()) + 1;
    if (error != std::errc() || begin > text.size() || text[begin - 1] != ':' || size > text.size() - begin) {
      return std::nullopt;
    }
    fields.emplace_back(text.substr(begin, size));
    text.remove_prefix(begin + size);
  }
  return fields;
}

}  // namespace herald::core
