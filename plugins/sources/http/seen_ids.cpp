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
    notes.insert_or_assign(keyOf(number % seen_.ring_.size()), std::to_string(number) + " " + id);
  return notes;
}

SeenIds::Claim SeenIds::claim(const std::set<std::string>& ids) {
  const auto isClaimed = [this](const std::string& id) { return claimed_.contains(id); };
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return std::none_of(ids.begin(), ids.end(), isClaimed); });
  std::map<std::string, std::uint64_t> fresh;
  for (const auto& id : ids) {
    if (seen_.contains(id)) continue;
    fresh.emplace(id, next_++);
    claimed_.insert(id);
  }
  return {*this, std::move(fresh)};
}

void SeenIds::recall(const std::function<std::string(const std::string& key)>& load) {
  const std::lock_guard guard(mutex_);
  for (std::size_t place = 0; place < ring_.size(); ++place) {
    const std::string note = load(keyOf(place));
    const auto space = std::min(note.find(' '), note.size());
    Poco::UInt64 number = 0;
    if (space + 1 >= note.size() || !Poco::NumberParser::tryParseUnsigned64(note.substr(0, space), number)) continue;
    remember(note.substr(space + 1), number);
    next_ = std::max(next_, std::uint64_t{number} + 1);
  }
}

void SeenIds::end(const std::map<std::string, std::uint64_t>& ids, bool isTaken) {
  if (ids.empty()) return;
  {
    const std::lock_guard guard(mutex_);
    for (const auto& [id, number] : ids) {
      claimed_.erase(id);
      if (isTaken) remember(id, number);
    }
  }
  ended_.notify_all();
}

void SeenIds::remember(const std::string& id, std::uint64_t number) {
  auto& place = ring_[number % ring_.size()];
  seen_.erase(place);
  place = id;
  seen_.insert(id);
}

}  // namespace herald::http_source
