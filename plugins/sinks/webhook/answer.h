// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "herald/http.h"
#include "matching/condition.h"

namespace herald::webhook {

/// An HTTP answer as conditions see it. Its body is read only when somebody asks for it: most answers are a plain "ok".
/// Refers to the response, which must outlive it. For one thread.
class Answer {
 public:
  explicit Answer(const HttpResponse& response) : response_(response) {}

  const HttpResponse& response() const { return response_; }
  bool isObject() const;

  /// Why the body is not a complete JSON document, as a clause: "is not JSON". Empty if it is one.
  const std::string& fault() const;

  /// `status` is the HTTP status, `answer` the whole body, `answer.NAME` and any other NAME a part of it. Empty if
  /// there is none.
  std::string field(std::string_view name) const;

  /// Whether the condition holds. If the body is not a complete JSON document, no comparison with a part of it holds.
  bool fulfils(const matching::Condition& condition) const;

  /// What the service says, for people: "; it said `channel_not_found`". Empty if it says nothing that Herald finds.
  std::string saying() const;

 private:
  std::string faultOfBody() const;

  const HttpResponse& response_;
  mutable std::optional<std::string> fault_{};  // once somebody has asked
};

}  // namespace herald::webhook
