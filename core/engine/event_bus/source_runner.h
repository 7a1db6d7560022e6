#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock/time_source.h"
#include "engine/event_bus/event_bus.h"
#include "engine/event_bus/source_status.h"
#include "herald/source.h"

namespace herald::core {

/// How a source is run; every value is an option of the source.
struct SourcePolicy {
  WhenFull whenFull = WhenFull::Drop;
  Millis alertAfter{60000};  ///< how long it has to be away until SourceLost is published
};

/// What the routes and templates of the moment ask for: Feed::wanted and Feed::wantedEvent. Every thread may call them.
struct Demand {
  std::function<bool(std::string_view variable)> variable{};
  std::function<bool(std::string_view type)> event{};
};

/// Runs one source in a thread of its own and starts it again with backoff when it fails: 1 s to 60 s, doubling, half
/// of it random; from 60 s to 10 min where it says that its credentials are wrong (Failure with Hold). Of a source that
/// has failed and was not ready() again for a while it publishes SourceLost, and then SourceBack.
class SourceRunner {
 public:
  /// `host` is the source's own and outlives the thread, hanging or not: it is kept by shared ownership.
  SourceRunner(Origin origin, std::shared_ptr<Source> source, std::shared_ptr<Host> host, EventBus& bus, Demand demand,
               TimeSource& time, const SourcePolicy& policy = {});
  ~SourceRunner();  ///< asks it to stop and waits for at most 5 seconds

  void start();
  void requestStop();

  /// Waits until the source has returned; false if it still runs at `deadline`. It is then left behind, and what it
  /// publishes from then on is refused.
  bool join(Clock::time_point deadline);

  SourceStatus status() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace herald::core
