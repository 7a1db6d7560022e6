// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "herald/http.h"

namespace herald::core {

/// Why the API does not do what was asked, by RFC 9457. A handler throws it.
class ApiProblem : public std::exception {
 public:
  /// What is wrong with one field of a form, a parameter, or a part of the body.
  struct Fault {
    std::string at{};      ///< "url", "events.2", "limit"
    std::string detail{};  ///< a sentence that a form can show beside the field
    int line = 0;          ///< within a value of several lines, from 1; 0: not known
    int column = 0;        ///< the same
  };

  static constexpr auto kType = "application/problem+json";

  /// `detail` says what is wrong and what to do.
  ApiProblem(int status, std::string detail, std::vector<Fault> faults = {})
      : status_(status), detail_(std::move(detail)), faults_(std::move(faults)) {}

  /// The same with one more field in the head of the answer: Retry-After, Allow.
  ApiProblem&& with(std::string field, std::string value) && {
    headers_.emplace_back(std::move(field), std::move(value));
    return std::move(*this);
  }

  int status() const { return status_; }
  const HttpHeaders& headers() const { return headers_; }
  const char* what() const noexcept override { return detail_.c_str(); }

  /// {"type":"about:blank","title":"Not Found","status":404,"detail":…,"faults":[{"at":…,"detail":…}]}; without
  /// `faults` if there are none. A fault has `line` and `column` if they are known.
  std::string toJson() const;

 private:
  int status_;
  std::string detail_;
  std::vector<Fault> faults_;
  HttpHeaders headers_{};
};

}  // namespace herald::core
