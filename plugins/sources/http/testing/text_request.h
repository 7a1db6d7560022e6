// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "herald/http.h"

namespace herald::http_source {

/// A request without its first line, as a text: header fields, an empty line, the body. A value.
struct TextRequest {
  HttpHeaders headers{};
  std::string body{};

  explicit TextRequest(std::string_view text) {
    for (;;) {
      const auto end = std::min(text.find('\n'), text.size());
      auto line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty()) break;
      const auto colon = std::min(line.find(':'), line.size());
      const auto value = std::min(line.find_first_not_of(": \t", colon), line.size());
      headers.emplace_back(line.substr(0, colon), line.substr(value));
    }
    body = text;
  }
};

}  // namespace herald::http_source
