// SPDX-License-Identifier: Apache-2.0
#include "seen_ids.h"

#include <Poco/NumberParser.h>

#include <algorithm>

namespace herald::http_source {
namespace {

std::string keyOf(std::uint64_t place) { return "id." + std::to_string(place); }

}  // namespace

std::set<std::string> SeenIds::Claim::ids() const {
  std::set<std::string> ids;
  for (const auto& [id, number] : fresh_) ids.insert(id);
  return ids;
}

Notes SeenIds::Claim::notes() const {
  Notes notes;
  for (const auto& [id, number] : fresh_)
    notes.insert_or_assign(keyOf(number % seen_.capacity_), std::to_string(number) + " " + id);
  return notes;
}

SeenIds::Claim SeenIds::claim(const std::set<std::string>& ids) {
  const MutexLock lock(mutex_);
  released_.wait(mutex_, [&]() HERALD_REQUIRES(mutex_) { return !isAnyClaimed(ids); });
  std::map<std::string, std::uint64_t> fresh;
  for (const auto& id : ids) {
    if (seen_.contains(id)) continue;
    fresh.emplace(id, next_++);
    claimed_.insert(id);
  }
  return {*this, std::move(fresh)};
}

void SeenIds::recall(const std::function<std::string(const std::string& key)>& load) {
  for (std::size_t place = 0; place < capacity_; ++place) {
    const std::string note = load(keyOf(place));
    const auto space = std::min(note.find(' '), note.size());
    Poco::UInt64 number = 0;
    if (space + 1 >= note.size() || !Poco::NumberParser::tryParseUnsigned64(note.substr(0, space), number)) continue;
    const MutexLock lock(mutex_);
    remember(note.substr(space + 1), number);
    next_ = std::max(next_, std::uint64_t{number} + 1);
  }
}

void SeenIds::release(const std::map<std::string, std::uint64_t>& ids, bool isAccepted) {
  if (ids.empty()) return;
  {
    const MutexLock lock(mutex_);
    for (const auto& [id, number] : ids) {
      claimed_.erase(id);
      if (isAccepted) remember(id, number);
    }
  }
  released_.notifyAll();
}

bool SeenIds::isAnyClaimed(const std::set<std::string>& ids) const {
  for (const auto& id : ids) {
    if (claimed_.contains(id)) return true;
  }
  return false;
}

void SeenIds::remember(const std::string& id, std::uint64_t number) {
  auto& place = ring_[number % capacity_];
  seen_.erase(place);
  place = id;
  seen_.insert(id);
}

}  // namespace herald::http_source
