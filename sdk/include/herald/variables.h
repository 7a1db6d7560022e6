#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/event.h"
#include "herald/export.h"

namespace herald::inline v1 {

struct Attempt;

/// The variables that an event offers to templates. A name is looked for, in this order, in
///  1. what overlay() was given (the answer of a token server),
///  2. what set() was given (deviceIdentifier, apiSecret),
///  3. topic and message of the attempt; eventId, eventType, eventTime, device, source, attempt; extra (the payload);
///     currentTime (the event's time in Unix seconds); percentCompleteMilestone (0 if the context has none),
///  4. the context: state, job, progress, currentZ, offsets, meta, appearance, …,
///  5. the payload.
///
/// Refers to the event or attempt, which has to outlive it. For one thread at a time.
class HERALD_API Variables {
 public:
  explicit Variables(const Event& event);
  /// Renders the attempt's message with these variables when it is first asked for; `message` within it is empty.
  explicit Variables(const Attempt& attempt);

  void set(std::string_view name, std::string_view text);   ///< as a JSON string
  void overlay(std::string json);                           ///< a JSON object, looked up before everything else

  /// The raw JSON text at a dotted path, or empty. It points into this object or the event.
  std::string_view operator()(std::string_view path) const;

 private:
  using Members = std::vector<std::pair<std::string, std::string_view>>;
  std::string_view named(std::string_view name) const;

  const Event& event_;
  const Attempt* attempt_ = nullptr;
  std::string overlay_{};
  Members overlayMembers_{};
  std::map<std::string, std::string, std::less<>> set_{};
  mutable std::map<std::string, std::string, std::less<>> made_{};
  Members context_{};
  Members payload_{};
  mutable bool renderingMessage_ = false;
};

}  // namespace herald::inline v1
