// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/logging/secret_mask.h"
#include "engine/dispatch/sink/rate.h"
#include "engine/dispatch/sink/retry_policy.h"
#include "engine/routes/hook.h"
#include "herald/async_sink.h"
#include "herald/host.h"
#include "herald/sink.h"

namespace herald::core {

/// A sink as the dispatcher needs it.
struct SinkSetup {
  std::string name{};
  std::string plugin{};       ///< its type, for messages
  std::string fingerprint{};  ///< it changes with the configuration and the library of the sink
  std::shared_ptr<Sink> sink{};
  AsyncSink* async = nullptr;                ///< the same sink, if it has this ability; the lane sets it
  std::shared_ptr<Host> host{};              ///< for the log; it lives as long as a call may run
  std::shared_ptr<const SecretMask> mask{};  ///< for what an attempt brings back; may be null
  Hook hook{};
  RetryPolicy retry{};
  Rate rate{};
  std::string sharedRate{};  ///< sinks with the same name here share one rate; empty: the sink has its own
  Millis timeout{10000};     ///< of one attempt
  int concurrency = 1;       ///< attempts under way at once; a sink that is not concurrent() always has 1

  /// The most bytes that the sink takes of the picture of an event; 0 if this event goes without. An empty function: it
  /// never shows one.
  std::function<std::uint64_t(const Event&)> snapshot{};

  /// A call into the sink did not return in time. It only notes that. May be empty.
  std::function<void()> onHang{};

  /// Whose options an event gets, for people: "for.mk3*, on.PrintFailed", or "" if it gets those of all events. An
  /// empty function: all events have the same options.
  std::function<std::string(const Event&)> selectors{};
};

}  // namespace herald::core
