// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/clock/time_source.h"
#include "engine/delivery_log/delivery_log.h"
#include "engine/dispatch/threads/timer_thread.h"
#include "herald/mutex.h"
#include "heraldd/api/live/live_feed.h"
#include "heraldd/api/live/live_page.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// What happens now: GET /api/v1/live, see LivePage. It takes the filter of GET /api/v1/deliveries. Each delivery has
/// the cursor of the delivery log as its id. A client that connects again sends it as Last-Event-ID: it first gets what
/// it has missed, or `event: reset` if that is too much or no longer there.
class LiveResource final : public Resource {
 public:
  static constexpr std::size_t kMostLive = 32;     ///< pages at once; then 503
  static constexpr std::size_t kMostMissed = 500;  ///< deliveries that a client can catch up with
  static constexpr std::chrono::seconds kTell{1};  ///< after which a page says that it left something out

  /// Whether the session with this id has not ended.
  using IsOpen = std::function<bool(const std::string& session)>;

  /// All of them outlive it. `mask` hides the secrets in deliveries. Throws NoThread.
  LiveResource(DeliveryLog& log, LiveFeed& feed, TimeSource& time, LivePage::Mask mask, IsOpen isOpen);

  std::vector<Operation> operations() override;
  Schemas schemas() const override { return {}; }

  /// Ends the pages of a session, see ApiCaller::session. Every thread may call it.
  void endSession(const std::string& session) HERALD_EXCLUDES(mutex_);

 private:
  ApiAnswer open(const ApiRequest& request);
  void catchUp(LivePage& page, const LogFilter& filter, std::uint64_t after);
  Clock::time_point tellSkipped() HERALD_EXCLUDES(mutex_);
  std::shared_ptr<LiveStream> makeStream(const ApiRequest& request, const LogFilter& filter) HERALD_EXCLUDES(mutex_);

  DeliveryLog& log_;
  LiveFeed& feed_;
  TimeSource& time_;
  const LivePage::Mask mask_;
  const IsOpen isOpen_;
  Mutex mutex_{};
  std::multimap<std::string, std::weak_ptr<LiveStream>> streams_ HERALD_GUARDED_BY(mutex_){};  // by session
  TimerThread teller_;  // the last: its thread uses the others
};

}  // namespace herald::core
