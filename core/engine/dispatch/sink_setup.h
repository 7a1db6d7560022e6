#pragma once

#include <memory>
#include <string>

#include "base/logging/secret_mask.h"
#include "engine/dispatch/policy/rate.h"
#include "engine/dispatch/policy/retry_policy.h"
#include "engine/routes/hook.h"
#include "herald/host.h"
#include "herald/sink.h"

namespace herald::core {

/// A sink as the dispatcher needs it.
struct SinkSetup {
  std::string name{};
  std::string fingerprint{};  ///< another one where its configuration or its library is another
  std::shared_ptr<Sink> sink{};
  std::shared_ptr<Host> host{};              ///< for the log; kept alive as long as a call may run
  std::shared_ptr<const SecretMask> mask{};  ///< for what an attempt brings back; may be null
  Hook hook{};
  RetryPolicy retry{};
  Rate rate{};
  std::string sharedRate{};  ///< sinks that name the same share one rate; empty: it is the sink's own
  Millis timeout{10000};     ///< of one attempt
  int concurrency = 1;       ///< workers; 1 for a sink that is not concurrent(), whatever stands here
};

}  // namespace herald::core
