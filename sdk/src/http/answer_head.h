// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "herald/http.h"

namespace herald::inline v1 {

/// The head of an HTTP answer (RFC 9112 §4, §5), read line by line. Each line counts as soon as it is there, whatever
/// comes behind it. Poco's reader loses the whole head if one field is longer than 8 KiB. A value.
class AnswerHead {
 public:
  AnswerHead() = default;

  /// `line` has no line end. Throws Failure if it is not a status line with a status from 100 to 599.
  explicit AnswerHead(std::string_view statusLine);

  /// A field, or more of the one before it. Ignores any other line, as other clients do.
  void add(std::string_view line);

  int status() const { return status_; }  ///< 0 if there is no status line
  const HttpHeaders& fields() const { return fields_; }
  HttpHeaders takeFields() { return std::move(fields_); }

  bool keepsConnection() const;
  bool has(std::string_view name, std::string_view token) const;  ///< in a list such as that of Connection

  /// The length that the Content-Length fields agree on; nothing if there is no such field. Throws Failure if they do
  /// not agree.
  std::optional<std::uint64_t> contentLength() const;

 private:
  int status_ = 0;
  bool isOld_ = false;  ///< HTTP/1.0: closes the connection unless it says otherwise
  HttpHeaders fields_{};
};

/// A number in digits of this base, and nothing else.
std::optional<std::uint64_t> parseCount(std::string_view digits, int base);

/// Throws the Failure for an answer that is not as HTTP says.
[[noreturn]] void malformedAnswer(const std::string& what);

}  // namespace herald::inline v1
