// SPDX-License-Identifier: Apache-2.0
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
  const Event& event;   ///< outlives the call
  std::string topic{};  ///< the name of the event for people: "Print Done"
  Template message{};   ///< the user's message for this event; render it with Variables
  int number = 1;       ///< 1 for the first attempt
  Clock::time_point deadline = Clock::time_point::max();
  std::stop_token stop{};                        ///< a request to give up soon: Herald is stopping
  std::chrono::system_clock::time_point time{};  ///< when it begins; the epoch if unknown
};

/// A plugin that delivers events to a receiver. Herald makes one instance for each configured sink.
class HERALD_API Sink : public Plugin {
 public:
  ~Sink() override;

  /// Makes one attempt and says how it went. Never waits to try again: Herald does that. Herald calls it from a worker
  /// thread, one call at a time unless concurrent() is true. Calls for one device come in the order of its events. If a
  /// call outlasts `attempt.deadline` by far, Herald reports it, makes no other call until it returns, and ignores its
  /// result.
  virtual Outcome deliver(const Attempt& attempt) = 0;

  /// True if several threads may call deliver() at once, for different devices. The user's option `concurrency` says
  /// how many.
  virtual bool concurrent() const { return false; }
};

}  // namespace herald::inline v1
