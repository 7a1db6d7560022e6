// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"
#include "herald/export.h"

namespace herald::inline v1 {

struct Attempt;

/// The variables that an event offers to templates. It looks a name up in these places, in this order:
///
///  1. what overlay() was given: the answer of a token server
///  2. what set() was given: deviceIdentifier, apiSecret
///  3. of an attempt:
///       topic, message
///       attempt                   its number
///       delayed                   true if it is more than a minute later than the event
///     of an event:
///       eventId, eventType, eventTime, device, source
///       deviceIdentifier          the device
///       tags                      a list, from the context
///       extra                     the payload
///       currentTime               the time of the event in Unix seconds
///       percentCompleteMilestone  from the context, or 0
///       human                     for people, from context and payload; a member is null if it is unknown:
///                                 percent "42 %", timeLeft and elapsed "1 h 12 min", eta "14:32", fileName "benchy",
///                                 delayed " (delayed, 14:32)" or ""
///  4. the members of the context: state, job, progress, currentZ, offsets, meta, appearance, …
///  5. the members of the payload
///
/// Refers to the event or the attempt, which must outlive it. Copies are cheap and share everything, so it can be
/// passed as a Lookup: `body.render(variables)`. For one thread at a time.
class HERALD_API Variables {
 public:
  explicit Variables(const Event& event);
  explicit Variables(Event&& event) = delete;

  /// Renders the attempt's message with these variables when `message` is first used. Within the message, `message` is
  /// empty.
  explicit Variables(const Attempt& attempt);
  explicit Variables(Attempt&& attempt) = delete;

  void set(std::string_view name, std::string_view text);  ///< adds a variable that is a string
  void overlay(std::string json);                          ///< a JSON object; any other text counts as an empty one

  /// The JSON at a dotted path; empty if there is none. It points into this object or the event, and is valid until the
  /// next call of set or overlay.
  std::string_view operator()(std::string_view path) const;

  /// The variables that the attempt's message uses and that do not exist. Empty until `message` is first used.
  const std::vector<std::string>& missingInMessage() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace herald::inline v1
