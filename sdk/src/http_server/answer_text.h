// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>
#include <string>

#include "herald/http_server.h"

namespace herald::inline v1 {

/// Writes answers as HTTP/1.1. For one thread.
class AnswerText {
 public:
  /// The whole answer. `isLast` says that the connection ends after it; `hasBody` is false for an answer to HEAD.
  std::string of(const ServerAnswer& answer, bool isLast, bool hasBody);

 private:
  const std::string& date();

  std::time_t second_ = -1;
  std::string date_{};  // of that second
};

/// The answer of the server itself: {"error": sentence}.
ServerAnswer errorAnswer(int status, const std::string& sentence);

}  // namespace herald::inline v1
