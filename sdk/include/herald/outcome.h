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

/// How one attempt to deliver an event went. A sink says only this; when and whether there is another attempt is
/// decided by the dispatcher, in one place for all sinks.
struct Outcome {
  enum class Verdict : std::uint8_t {
    Delivered,  ///< done
    Retry,      ///< a passing trouble: try again with backoff
    Hold,       ///< credentials or address look wrong: keep the event, tell the operator, probe slowly
    Rejected,   ///< this event will never be taken: dead letter
    Gone,       ///< the receiver wants no more events at all: stop the sink, keep its queue
  };
  Verdict verdict = Verdict::Delivered;
  std::string reason{};  ///< one sentence for the operator, with what to do about it; empty if delivered
  int status = 0;  ///< the protocol's status; 0 if there was no answer, which makes a Retry wait for the whole sink
  std::string answer{};  ///< what the receiver said; the core keeps the first KiB and masks secrets
  Millis retryAfter{0};  ///< the receiver's wish (Retry-After); 0 if it has none
  /// Variables that there were none of, by the names that the templates use; counted where the event was delivered.
  std::vector<std::string> missing{};
};

/// "delivered", "retry", "hold", "rejected" or "gone".
HERALD_API std::string_view toString(Outcome::Verdict verdict);

/// What a plugin may throw from any call. From a sink it is the outcome (of Retry, Hold, Rejected, Gone); from a source
/// it ends the run: with Hold (wrong credentials) the core starts it again slowly, otherwise with its usual backoff.
/// Any other exception counts as a Retry with its text.
class HERALD_API Failure : public std::runtime_error {
 public:
  Failure(Outcome::Verdict verdict, const std::string& reason);
  ~Failure() override;
  Outcome::Verdict verdict() const { return verdict_; }

 private:
  Outcome::Verdict verdict_;
};

}  // namespace herald::inline v1
