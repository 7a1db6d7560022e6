// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "herald/mutex.h"

namespace herald::core {

/// The browsers that are logged in, and the links that log one in once. It keeps only fingerprints of tokens. Every
/// thread may call it.
class Sessions {
 public:
  /// How somebody got in.
  enum class Entrance : std::uint8_t { Link, Password };

  struct Limits {
    Millis idle = std::chrono::minutes(30);  ///< a session ends that was not used for so long
    Millis longest = std::chrono::hours(12);
    Millis link = std::chrono::minutes(5);  ///< a login link that nobody has used ends after it
    std::size_t most = 64;                  ///< sessions, and as many links; the one that was used least recently ends
  };

  /// A session for the next process, as SessionFile keeps it. A value.
  struct Kept {
    std::string id{};
    Millis age{0};   ///< since it began
    Millis idle{0};  ///< since it was used
    Entrance entrance = Entrance::Link;
    bool operator==(const Kept&) const = default;
  };

  /// `time` outlives it.
  explicit Sessions(const TimeSource& time) : Sessions(time, Limits()) {}
  Sessions(const TimeSource& time, const Limits& limits) : time_(time), limits_(limits) {}

  /// The token of a login link. Throws as randomToken does.
  std::string makeLink() HERALD_EXCLUDES(mutex_);

  /// The token of a new session, for the cookie. Nothing if the link was used already, is too old, or never was one.
  std::optional<std::string> begin(const std::string& link) HERALD_EXCLUDES(mutex_);

  std::string begin() HERALD_EXCLUDES(mutex_);  ///< the same for somebody who knows the password

  /// Names the session with this token, without the token itself; empty if it has ended. A request of a person counts
  /// as use. One that a page makes by itself, such as a live stream, does not: otherwise an open page would never end.
  std::string idOf(const std::string& token, bool isUse = true) HERALD_EXCLUDES(mutex_);
  bool isOpen(const std::string& token, bool isUse = true) { return !idOf(token, isUse).empty(); }

  /// How this session began. Nothing if it has ended.
  std::optional<Entrance> entranceOf(const std::string& id) HERALD_EXCLUDES(mutex_);

  void end(const std::string& id) HERALD_EXCLUDES(mutex_);  ///< logout
  void endAll() HERALD_EXCLUDES(mutex_);                    ///< the password has changed

  /// Ends the sessions whose time is up. Returns when the next one ends if nobody uses it; max() if there is none.
  Clock::time_point endOld() HERALD_EXCLUDES(mutex_);

  /// They hold for the sessions that go on, too.
  void setLimits(Millis idle, Millis longest) HERALD_EXCLUDES(mutex_);

  std::vector<Kept> kept() HERALD_EXCLUDES(mutex_);
  void restore(const std::vector<Kept>& sessions) HERALD_EXCLUDES(mutex_);  ///< those whose time is not up

  /// Calls `tell` with the id of each session that ends from now on, without a lock, in the thread that ends it. Set it
  /// before the first session.
  void whenEnded(std::function<void(const std::string& id)> tell) { tell_ = std::move(tell); }

  /// Calls `tell` when a session has begun, in the same way: then endOld() has something to wait for.
  void whenBegun(std::function<void()> tell) { tellBegun_ = std::move(tell); }

 private:
  struct Session {
    Clock::time_point begun{};
    Clock::time_point used{};
    Entrance entrance = Entrance::Link;
  };
  using Table = std::map<std::string, Session>;  // by the fingerprint of the token

  std::string addTo(Table& table, Entrance entrance) HERALD_REQUIRES(mutex_);
  void forgetOld() HERALD_REQUIRES(mutex_);
  void tellEnded() HERALD_EXCLUDES(mutex_);

  const TimeSource& time_;
  std::function<void(const std::string& id)> tell_{};
  std::function<void()> tellBegun_{};
  Mutex mutex_{};
  Limits limits_ HERALD_GUARDED_BY(mutex_);
  Table sessions_ HERALD_GUARDED_BY(mutex_){};
  Table links_ HERALD_GUARDED_BY(mutex_){};
  std::vector<std::string> ended_ HERALD_GUARDED_BY(mutex_){};  // nobody was told of them yet
};

}  // namespace herald::core
