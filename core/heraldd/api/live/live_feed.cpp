// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/live/live_feed.h"

#include <algorithm>
#include <vector>

namespace herald::core {

const std::string& LiveData::text() const {
  if (!text_) text_ = make_();
  return *text_;
}

void LiveFeed::publish(const LiveNews& news) {
  if (!isWanted(news.name)) return;
  auto shown = news;
  if (mask_) shown.data = std::function([&] { return mask_(news.data.text()); });
  const MutexLock lock(mutex_);
  for (const auto& [id, listener] : listeners_) {
    if (listener.first.contains(news.name)) listener.second(shown);
  }
}

bool LiveFeed::isWanted(std::string_view name) const {
  const MutexLock lock(mutex_);
  return anyWants(name);
}

std::size_t LiveFeed::pages(std::string_view name) const {
  const MutexLock lock(mutex_);
  return static_cast<std::size_t>(std::count_if(listeners_.begin(), listeners_.end(), [&](const auto& one) {
    return one.second.first.contains(std::string(name));
  }));
}

bool LiveFeed::anyWants(std::string_view name) const {
  return std::any_of(listeners_.begin(), listeners_.end(),
                     [&](const auto& one) { return one.second.first.contains(std::string(name)); });
}

void LiveFeed::whenWanted(const std::string& name, std::function<void()> begin) {
  const MutexLock lock(mutex_);
  begins_[name] = std::move(begin);
}

std::unique_ptr<LiveFeed::Subscription> LiveFeed::subscribe(std::set<std::string> names, Listener listener) {
  std::vector<std::function<void()>> begins;
  std::unique_ptr<Subscription> subscription;
  {
    const MutexLock lock(mutex_);
    for (const auto& [name, begin] : begins_) {
      if (names.contains(name) && !anyWants(name)) begins.push_back(begin);
    }
    const auto id = ++last_;
    subscription = std::make_unique<Subscription>(*this, id);
    listeners_.emplace(id, std::pair(std::move(names), std::move(listener)));
  }
  for (const auto& begin : begins) begin();
  return subscription;
}

void LiveFeed::end(std::uint64_t id) {
  const MutexLock lock(mutex_);
  listeners_.erase(id);
}

}  // namespace herald::core
