// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/delivery_log/delivery_log.h"
#include "herald/mutex.h"
#include "herald/server_stream.h"
#include "heraldd/api/live/live_feed.h"

namespace herald::core {

/// What happens now, as server-sent events
/// (https://html.spec.whatwg.org/multipage/server-sent-events.html), for one client:
///
///   id: 42
///   event: delivery
///   data: {…}
///
/// It gets at most kMostASecond deliveries a second, the newest ones. In place of the others, and of what the client
/// reads too slowly, it gets `event: skipped` with `data: {"count":3}`, at the latest when somebody calls
/// tellSkipped(). They are in the delivery log, so a client can ask for them. Every thread may call it.
class LivePage {
 public:
  static constexpr std::size_t kMostASecond = 200;

  using Result = herald::ServerStream::Result;
  using Mask = std::function<std::string(std::string_view)>;

  /// What the client wants.
  struct Wish {
    std::set<std::string> names{};  ///< of "delivery", "event", "overview", "job"
    LogFilter filter{};
  };

  /// Where the client is. The functions never wait.
  struct Client {
    std::function<Result(std::string_view piece)> write{};
    std::function<void()> end{};
    std::function<void()> remind{};  ///< asks for a call of tellSkipped() soon; may be null
  };

  LivePage(Wish wish, const TimeSource& time, Mask mask, Client client);

  /// From now on it gets what happens. Both outlive it.
  void listen(DeliveryLog& log, LiveFeed& feed);

  /// Sends all of these, the oldest first: what the client has missed.
  void catchUp(const std::vector<LogEntry>& entries) HERALD_EXCLUDES(mutex_);

  void send(std::span<const LogEntry* const> entries) HERALD_EXCLUDES(mutex_);
  void send(const LiveNews& news) HERALD_EXCLUDES(mutex_);

  /// Says how much the client has missed. False if there is still no room for that.
  bool tellSkipped() HERALD_EXCLUDES(mutex_);

  /// The client has to load everything again.
  void reset() HERALD_EXCLUDES(mutex_);

  /// Its session has ended: says so, and ends.
  void logout() HERALD_EXCLUDES(mutex_);

 private:
  bool isWanted(const LiveNews& news) const;
  std::string textOf(const LogEntry& entry) const;
  void writeDelivery(const std::string& text) HERALD_REQUIRES(mutex_);
  void writeSkipped() HERALD_REQUIRES(mutex_);
  void remind() HERALD_REQUIRES(mutex_);
  std::size_t takeRoom(std::size_t wanted) HERALD_EXCLUDES(mutex_);

  const Wish wish_;
  const TimeSource& time_;
  const Mask mask_;
  const Client client_;
  Mutex mutex_{};
  Clock::time_point second_ HERALD_GUARDED_BY(mutex_){};  // when the current one began
  std::size_t sent_ HERALD_GUARDED_BY(mutex_) = 0;        // deliveries in it
  std::int64_t skipped_ HERALD_GUARDED_BY(mutex_) = 0;
  std::unique_ptr<LogFeed::Subscription> deliveries_{};  // the end of these two waits for a call of send()
  std::unique_ptr<LiveFeed::Subscription> news_{};
};

/// A live page as the body of an answer.
class LiveStream final : public herald::ServerStream {
 public:
  static constexpr std::size_t kMostWaiting = std::size_t{256} << 10;  ///< bytes

  /// `remind` as in LivePage::Client.
  LiveStream(LivePage::Wish wish, const TimeSource& time, LivePage::Mask mask, std::function<void()> remind);
  LivePage& page() { return page_; }

 private:
  LivePage page_;
};

/// An event of a stream. A line break in `data` would end it, so `data` is JSON.
std::string serverSentEvent(std::string_view name, std::string_view data, std::string_view id = {});

}  // namespace herald::core
