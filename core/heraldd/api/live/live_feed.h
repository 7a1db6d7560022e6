// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "herald/mutex.h"

namespace herald::core {

/// A JSON object that is made when the first page takes it: a page takes few of the events of a busy farm. A value, for
/// one thread.
class LiveData {
 public:
  LiveData(std::string text) : text_(std::move(text)) {}                   // NOLINT: it is its text
  LiveData(const char* text) : text_(text) {}                              // NOLINT: it is its text
  LiveData(std::function<std::string()> make) : make_(std::move(make)) {}  // NOLINT: it makes its text
  const std::string& text() const;

 private:
  std::function<std::string()> make_{};
  mutable std::optional<std::string> text_{};
};

/// Something that just happened, for live pages: one event of server-sent events. A value.
struct LiveNews {
  std::string name{};    ///< "event", "overview" or "job"
  LiveData data{""};     ///< a JSON object
  std::string device{};  ///< a page that filters by device gets only its own; empty: every page gets it
  std::string type{};    ///< the same for the type of an event
};

/// Takes news from the resources to the live pages. Nobody waits for a page. Every thread may call it.
class LiveFeed {
 public:
  using Mask = std::function<std::string(std::string_view)>;

  /// Called from the thread that publishes, under the lock of the feed. It must not wait, publish, subscribe, or end a
  /// subscription.
  using Listener = std::function<void(const LiveNews& news)>;

  /// Its listener is called while it lives, and not after its destructor. The feed outlives it.
  class Subscription {
   public:
    Subscription(LiveFeed& feed, std::uint64_t id) : feed_(feed), id_(id) {}
    ~Subscription() { feed_.end(id_); }
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

   private:
    LiveFeed& feed_;
    const std::uint64_t id_;
  };

  /// `mask` hides secrets in the data. It is called under the lock of the feed, as LiveData is made, and must not
  /// publish.
  explicit LiveFeed(Mask mask = {}) : mask_(std::move(mask)) {}

  /// Costs almost nothing while no page wants this name, and little while no page takes the data.
  void publish(const LiveNews& news) HERALD_EXCLUDES(mutex_);

  /// Whether a page wants news of this name. Ask before you make expensive data.
  bool isWanted(std::string_view name) const HERALD_EXCLUDES(mutex_);

  std::size_t pages(std::string_view name) const HERALD_EXCLUDES(mutex_);  ///< how many want it

  /// Calls `begin` when the first page wants news of this name: from the thread that answers its request, without a
  /// lock. So whoever publishes sleeps until then. One function for each name; set it before the first page.
  void whenWanted(const std::string& name, std::function<void()> begin) HERALD_EXCLUDES(mutex_);

  std::unique_ptr<Subscription> subscribe(std::set<std::string> names, Listener listener) HERALD_EXCLUDES(mutex_);

 private:
  using Listeners = std::map<std::uint64_t, std::pair<std::set<std::string>, Listener>>;

  bool anyWants(std::string_view name) const HERALD_REQUIRES(mutex_);
  void end(std::uint64_t id) HERALD_EXCLUDES(mutex_);

  const Mask mask_;
  mutable Mutex mutex_{};
  std::uint64_t last_ HERALD_GUARDED_BY(mutex_) = 0;
  Listeners listeners_ HERALD_GUARDED_BY(mutex_){};
  std::map<std::string, std::function<void()>> begins_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
