// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "herald/http.h"

namespace herald::http_source {

/// Why the source rejects a request: the HTTP status, a sentence for the client, and the header fields of that status.
/// Herald has then accepted nothing of the request. The sentence may quote the request: a control character becomes a
/// question mark, and a long sentence is cut.
class HttpError : public std::exception {
 public:
  HttpError(int status, std::string sentence, HttpHeaders fields = {})
      : status_(status), sentence_(std::move(sentence)), fields_(std::move(fields)) {
    if (sentence_.size() > kMaxBytes) sentence_.resize(kMaxBytes);
    std::replace_if(
        sentence_.begin(), sentence_.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  }

  int status() const { return status_; }
  const HttpHeaders& fields() const { return fields_; }
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  static constexpr std::size_t kMaxBytes = 500;

  int status_;
  std::string sentence_;
  HttpHeaders fields_;
};

/// Refuses a request that its client has to change.
[[noreturn]] inline void refuse(const std::string& why) { throw HttpError(400, why); }

}  // namespace herald::http_source
