#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"
#include "herald/export.h"

namespace herald::inline v1 {

struct Attempt;

/// The variables that an event offers to templates. A name is looked for, in this order, in
///  1. what overlay() was given (the answer of a token server),
///  2. what set() was given (deviceIdentifier, apiSecret),
///  3. topic and message of the attempt; attempt (its number); delayed (is it more than a minute later than the
///  event?);
///     eventId, eventType, eventTime, device, source, tags (a list, of the context); extra (the payload); currentTime
///     (the event's time in Unix seconds); percentCompleteMilestone (0 if the context has none); human (in words, from
///     context and payload: percent "42 %", timeLeft and elapsed "1 h 12 min", eta "14:32", fileName "benchy", each
///     null where it is not known; delayed " (delayed, 14:32)" or ""),
///  4. the context: state, job, progress, currentZ, offsets, meta, appearance, …,
///  5. the payload.
///
/// Refers to the event or attempt, which has to outlive it. A copy is cheap and shares everything with its original, so
/// it can be handed over as a Lookup: `body.render(variables)`. For one thread at a time.
class HERALD_API Variables {
 public:
  explicit Variables(const Event& event);
  /// Renders the attempt's message with these variables when it is first asked for; `message` within it is empty.
  explicit Variables(const Attempt& attempt);

  void set(std::string_view name, std::string_view text);  ///< as a JSON string
  void overlay(std::string json);                          ///< a JSON object; anything else counts as an empty one

  /// The raw JSON text at a dotted path, or empty. It points into this object or the event, and is valid until set or
  /// overlay is called.
  std::string_view operator()(std::string_view path) const;

  /// The variables that the attempt's message asked for and there are none of; empty until somebody asks for `message`.
  const std::vector<std::string>& missingInMessage() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace herald::inline v1
