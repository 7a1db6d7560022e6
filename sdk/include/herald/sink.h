#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "herald/event.h"
#include "herald/outcome.h"
#include "herald/plugin.h"
#include "herald/template.h"

namespace herald::inline v1 {

/// One attempt to deliver one event.
struct Attempt {
  const Event& event;
  std::string topic{};  ///< the event for people: "Print Done"
  Template message{};   ///< the sentence for people that the user configured for this event; see Variables
  int number = 1;       ///< 1 for the first attempt
  Clock::time_point deadline = Clock::time_point::max();
  std::stop_token stop{};                        ///< asked for when the daemon ends: give up soon
  std::chrono::system_clock::time_point time{};  ///< when it begins, by the wall clock; the epoch: nobody knows
};

/// Where events go.
class HERALD_API Sink : public Plugin {
 public:
  ~Sink() override;

  /// Makes one attempt and says how it went; never waits to try again itself. Called from a worker thread; by default
  /// never twice at once, and in the order of each device's events. A call that outlasts `attempt.deadline` by far is
  /// reported and walled off: no other call is made until it returns, and what it returns is ignored.
  virtual Outcome deliver(const Attempt& attempt) = 0;

  /// True if deliver may run in several threads at once, for different devices. The user's option `concurrency` says
  /// how many.
  virtual bool concurrent() const { return false; }
};

}  // namespace herald::inline v1
