#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "herald/feed.h"

namespace herald::http_source {

/// The ids of the last events that were taken, so that one that is sent again is not taken twice. They are kept as a
/// ring of notes, one for each id, so that an id costs as little to keep as it is long. Every thread may call it.
class SeenIds {
 public:
  /// Ids of one request while it is dealt with: nobody else gets them in the meantime. They are remembered by keep(),
  /// and otherwise forgotten when this goes.
  class Claim {
   public:
    Claim(SeenIds& seen, std::map<std::string, std::uint64_t> fresh) : seen_(seen), fresh_(std::move(fresh)) {}
    ~Claim() { seen_.end(fresh_, false); }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

    std::set<std::string> ids() const;  ///< those that were not seen before
    Notes notes() const;                ///< what recall has to be told of them
    void keep() { seen_.end(std::exchange(fresh_, {}), true); }

   private:
    SeenIds& seen_;
    std::map<std::string, std::uint64_t> fresh_;  ///< and their numbers
  };

  explicit SeenIds(std::size_t most) : ring_(most) {}

  /// Waits while another claim has one of them, since only then is known whether they were taken.
  Claim claim(const std::set<std::string>& ids);

  /// Takes up what was noted before. Once, at the beginning.
  void recall(const std::function<std::string(const std::string& key)>& load);

 private:
  void end(const std::map<std::string, std::uint64_t>& ids, bool isTaken);
  void remember(const std::string& id, std::uint64_t number);

  std::mutex mutex_;
  std::condition_variable ended_;
  std::set<std::string> claimed_;
  std::unordered_set<std::string> seen_;
  std::vector<std::string> ring_;  ///< by number; an empty one is none
  std::uint64_t next_ = 0;
};

}  // namespace herald::http_source
