#include "seen_ids.h"

#include <algorithm>
#include <utility>

namespace herald::http_source {

SeenIds::Claim SeenIds::claim(const std::set<std::string>& ids) {
  const auto isClaimed = [this](const std::string& id) { return claimed_.contains(id); };
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return std::none_of(ids.begin(), ids.end(), isClaimed); });
  std::set<std::string> fresh;
  std::copy_if(ids.begin(), ids.end(), std::inserter(fresh, fresh.end()),
               [this](const std::string& id) { return !seen_.contains(id); });
  claimed_.insert(fresh.begin(), fresh.end());
  return {*this, std::move(fresh)};
}

void SeenIds::end(const std::set<std::string>& ids, bool isTaken) {
  if (ids.empty()) return;
  {
    const std::lock_guard guard(mutex_);
    for (const auto& id : ids) {
      claimed_.erase(id);
      if (isTaken) remember(id);
    }
    changed_ = changed_ || isTaken;
  }
  ended_.notify_all();
}

void SeenIds::remember(const std::string& id) {
  if (!seen_.insert(id).second) return;
  order_.push_back(id);
  if (order_.size() <= most_) return;
  seen_.erase(order_.front());
  order_.pop_front();
}

std::string SeenIds::text() const {
  const std::lock_guard guard(mutex_);
  std::string text;
  for (const auto& id : order_) text += id + '\n';
  return text;
}

void SeenIds::fill(std::string_view text) {
  const std::lock_guard guard(mutex_);
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (end > 0) remember(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

bool SeenIds::takeChange() {
  const std::lock_guard guard(mutex_);
  return std::exchange(changed_, false);
}

}  // namespace herald::http_source
