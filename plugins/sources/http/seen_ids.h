// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "herald/feed.h"
#include "herald/mutex.h"

namespace herald::http_source {

/// Remembers the ids of the last accepted events, so that Herald accepts a repeated event once. It saves them as a ring
/// of notes, one note per id, so that saving an id writes little. Any thread may use it.
class SeenIds {
 public:
  /// Reserves the new ids of one request until the request has ended. Other requests with one of these ids wait. The
  /// destructor releases the ids, and forgets them unless keep() was called.
  class Claim {
   public:
    Claim(SeenIds& seen, std::map<std::string, std::uint64_t> fresh) : seen_(seen), fresh_(std::move(fresh)) {}
    ~Claim() { seen_.release(fresh_, false); }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

    std::set<std::string> ids() const;  ///< the ids that are new
    Notes notes() const;                ///< what to save for them, so that recall() finds them
    void keep() { seen_.release(std::exchange(fresh_, {}), true); }

   private:
    SeenIds& seen_;
    std::map<std::string, std::uint64_t> fresh_;  ///< id → its number
  };

  /// Remembers the last `capacity` ids, which must be at least 1.
  explicit SeenIds(std::size_t capacity) : capacity_(capacity), ring_(capacity) {}

  /// Waits while another claim holds one of the ids. Only then it is known whether Herald has accepted them.
  Claim claim(const std::set<std::string>& ids) HERALD_EXCLUDES(mutex_);

  /// Loads the saved ids. Call it once, before the first claim.
  void recall(const std::function<std::string(const std::string& key)>& load) HERALD_EXCLUDES(mutex_);

 private:
  void release(const std::map<std::string, std::uint64_t>& ids, bool isAccepted) HERALD_EXCLUDES(mutex_);
  bool isAnyClaimed(const std::set<std::string>& ids) const HERALD_REQUIRES(mutex_);
  void remember(const std::string& id, std::uint64_t number) HERALD_REQUIRES(mutex_);

  const std::size_t capacity_;
  Condition released_;

  Mutex mutex_;
  std::set<std::string> claimed_ HERALD_GUARDED_BY(mutex_);
  std::unordered_set<std::string> seen_ HERALD_GUARDED_BY(mutex_);
  std::vector<std::string> ring_ HERALD_GUARDED_BY(mutex_);  ///< by number modulo capacity_; an empty text is no id
  std::uint64_t next_ HERALD_GUARDED_BY(mutex_) = 0;
};

}  // namespace herald::http_source
