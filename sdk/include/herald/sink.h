// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

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

  /// The picture of the event, an upright JPEG; null if there is none. Only for a sink whose uses("snapshot") is true.
  std::shared_ptr<const std::string> snapshot{};
};

/// A plugin that delivers events to a receiver. A configured sink has one instance, or several: see Host::shared.
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

/// What a sink would do with one event.
struct Preview {
  /// For people: "appends to events.jsonl: {…}". Empty if the requests through Host::http say it all.
  std::string text{};
  std::vector<std::string> missing{};  ///< as Outcome::missing
};

/// An optional interface of a sink: says what deliver() would do, without doing it. `heraldctl render` and `heraldctl
/// test --dry-run` call preview() instead of deliver(). They cannot show a sink without this interface, and never call
/// it.
///
/// The instance is configured like any other, but only for the dry run: its state is empty and keeps nothing.
/// Host::http records each request, answers 200, and sends nothing. So a sink whose only effect is a request sends it
/// here too.
class HERALD_API Previewer {
 public:
  virtual ~Previewer();

  /// Writes nothing, sends nothing past Host::http, and needs no receiver. A Failure says why the event would not be
  /// delivered. Herald calls it from one thread, after configure.
  virtual Preview preview(const Attempt& attempt) = 0;
};

}  // namespace herald::inline v1
