// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answer.h"
#include "herald/http.h"
#include "herald/settings.h"
#include "matching/condition.h"

namespace herald::webhook {

/// What an answer means, by its status and by what the service says in it. In this order:
///
///   hold.when       holds: Hold, whatever the status
///   retry.when      holds: Retry, whatever the status
///   rejected.when   holds: Rejected, whatever the status
///   the status      as in StatusTable, with the option `success`
///   success.when    does not hold, although the status means success: Retry
///
/// For a Retry, `retryAfter.from` names where in the answer the service says how long to wait. Immutable; any thread
/// may use it.
class AnswerRules {
 public:
  static std::vector<Option> options();

  AnswerRules() = default;
  explicit AnswerRules(const Settings& settings);  ///< also reads `success`; throws BadSettings

  /// Of the request that brings the event.
  Outcome outcome(const HttpResponse& response) const;

  /// Of a request before that one. An answer that is not a JSON object need not fulfil `success.when`.
  /// Never Gone: what is gone is the address of a step, not the receiver.
  Outcome outcomeOfStep(const HttpResponse& response) const;

 private:
  Outcome judge(const Answer& answer, bool needsSuccess) const;
  Millis waitOf(const Answer& answer) const;
  bool areSet() const { return !(success_.isEmpty() && hold_.isEmpty() && retry_.isEmpty() && rejected_.isEmpty()); }

  StatusTable statuses_;
  matching::Condition success_;
  matching::Condition hold_;
  matching::Condition retry_;
  matching::Condition rejected_;
  std::string waitPath_;  ///< empty: the answer does not say it
  bool waitIsInMillis_ = false;
};

}  // namespace herald::webhook
