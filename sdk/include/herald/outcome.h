// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "herald/export.h"

namespace herald::inline v1 {

using Clock = std::chrono::steady_clock;
using Millis = std::chrono::milliseconds;

/// How one attempt to deliver an event went. The sink says only this. The dispatcher decides for all sinks whether and
/// when there is another attempt. A value.
struct Outcome {
  enum class Verdict : std::uint8_t {
    Delivered,  ///< done
    Retry,      ///< a temporary failure: Herald tries again with backoff
    Hold,       ///< credentials or address look wrong: Herald keeps the event, tells the operator, and tries slowly
    Rejected,   ///< the receiver will never accept this event: it becomes a dead letter
    Gone,       ///< the receiver no longer wants any event: Herald stops the sink and keeps its queue
  };
  Verdict verdict = Verdict::Delivered;
  std::string reason{};  ///< for the operator: what is wrong, where, and what to do; empty if delivered
  int status = 0;        ///< the protocol's status; 0 if there was no answer: then a Retry makes the whole sink wait
  std::string answer{};  ///< the receiver's answer; Herald keeps the first KiB and masks secrets
  Millis retryAfter{0};  ///< the wait that the receiver asks for (Retry-After); 0 if it asks for none
  /// The variables that the templates use and the event does not have. Herald counts them for a delivered event.
  std::vector<std::string> missing{};
  /// What the attempt sent, for people, if it made no request through Host::http: the topic and the payload, the mail.
  /// The delivery log keeps its first 8 KiB, with secrets masked.
  std::string sent{};
};

/// "delivered", "retry", "hold", "rejected" or "gone". Any thread may call it.
HERALD_API std::string_view toString(Outcome::Verdict verdict);

/// The exception for a failure with a verdict: any but Delivered. Every call of a plugin may throw it. From a sink it
/// is the outcome of the attempt. From a source it ends the run: after Hold (wrong credentials) Herald starts the
/// source again slowly, otherwise with the usual backoff. Any other exception counts as a Retry with its text.
class HERALD_API Failure : public std::runtime_error {
 public:
  Failure(Outcome::Verdict verdict, const std::string& reason);
  ~Failure() override;
  Outcome::Verdict verdict() const { return verdict_; }

 private:
  Outcome::Verdict verdict_;
};

}  // namespace herald::inline v1
