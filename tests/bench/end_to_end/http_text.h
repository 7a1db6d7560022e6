// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace herald::bench {

/// The number behind `text`, or `otherwise`.
inline long numberBehind(std::string_view in, std::string_view text, long otherwise) {
  const auto at = in.find(text);
  if (at == in.npos) return otherwise;
  long number = otherwise;
  std::from_chars(in.data() + at + text.size(), in.data() + in.size(), number);
  return number;
}

/// A complete request or answer at the beginning of what has arrived. Its texts are views into that.
struct HttpText {
  std::string_view head{}, body{};
  std::size_t size = 0;  ///< of both

  /// Nothing if it is not complete. Only the length of a body says where it ends: there are no chunks here.
  static std::optional<HttpText> first(std::string_view in) {
    const auto end = in.find("\r\n\r\n");
    if (end == in.npos) return std::nullopt;
    HttpText text{.head = in.substr(0, end + 4)};
    const auto length = static_cast<std::size_t>(
        numberBehind(text.head, "ontent-Length: ", numberBehind(text.head, "ontent-length: ", 0)));
    text.size = text.head.size() + length;
    if (in.size() < text.size) return std::nullopt;
    text.body = in.substr(text.head.size(), length);
    return text;
  }
};

}  // namespace herald::bench
