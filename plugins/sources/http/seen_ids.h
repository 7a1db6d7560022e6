#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace herald::http_source {

/// The ids of the last events that were taken, so that one that is sent again is not taken twice. Every thread may call
/// it.
class SeenIds {
 public:
  /// Ids of one request while it is dealt with: nobody else gets them in the meantime. They are remembered by keep(),
  /// and otherwise forgotten when this goes.
  class Claim {
   public:
    Claim(SeenIds& seen, std::set<std::string> fresh) : seen_(seen), fresh_(std::move(fresh)) {}
    ~Claim() { seen_.end(fresh_, false); }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

    const std::set<std::string>& fresh() const { return fresh_; }  ///< those that were not seen before
    void keep() { seen_.end(std::exchange(fresh_, {}), true); }

   private:
    SeenIds& seen_;
    std::set<std::string> fresh_;
  };

  explicit SeenIds(std::size_t most) : most_(most) {}

  /// Waits while another claim has one of them, since only then is known whether they were taken.
  Claim claim(const std::set<std::string>& ids);

  /// One id a line, the oldest first; and back. Lines that are too many or empty are left out.
  std::string text() const;
  void fill(std::string_view text);

  /// Has anything been remembered since this was last asked?
  bool takeChange();

 private:
  void end(const std::set<std::string>& ids, bool isTaken);
  void remember(const std::string& id);

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::set<std::string> claimed_;
  std::unordered_set<std::string> seen_;
  std::deque<std::string> order_;
  bool changed_ = false;
};

}  // namespace herald::http_source
