// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/sessions.h"

#include <algorithm>

#include "heraldd/api/access/random_token.h"

namespace herald::core {

std::string Sessions::makeLink() {
  const MutexLock lock(mutex_);
  return addTo(links_, Entrance::Link);
}

std::optional<std::string> Sessions::begin(const std::string& link) {
  std::optional<std::string> token;
  {
    const MutexLock lock(mutex_);
    forgetOld();
    if (links_.erase(fingerprintOf(link)) > 0) token = addTo(sessions_, Entrance::Link);
  }
  tellEnded();
  if (token && tellBegun_) tellBegun_();
  return token;
}

std::string Sessions::begin() {
  std::string token;
  {
    const MutexLock lock(mutex_);
    token = addTo(sessions_, Entrance::Password);
  }
  tellEnded();
  if (tellBegun_) tellBegun_();
  return token;
}

std::string Sessions::idOf(const std::string& token, bool isUse) {
  const MutexLock lock(mutex_);
  forgetOld();
  const auto found = sessions_.find(fingerprintOf(token));
  if (found == sessions_.end()) return {};
  if (isUse) found->second.used = time_.now();
  return found->first;
}

std::optional<Sessions::Entrance> Sessions::entranceOf(const std::string& id) {
  const MutexLock lock(mutex_);
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return std::nullopt;
  return found->second.entrance;
}

void Sessions::end(const std::string& id) {
  {
    const MutexLock lock(mutex_);
    if (sessions_.erase(id) > 0) ended_.push_back(id);
  }
  tellEnded();
}

void Sessions::endAll() {
  {
    const MutexLock lock(mutex_);
    for (const auto& [id, session] : sessions_) ended_.push_back(id);
    sessions_.clear();
    links_.clear();
  }
  tellEnded();
}

Clock::time_point Sessions::endOld() {
  auto next = Clock::time_point::max();
  {
    const MutexLock lock(mutex_);
    forgetOld();
    for (const auto& [id, session] : sessions_) {
      next = std::min({next, session.used + limits_.idle, session.begun + limits_.longest});
    }
  }
  tellEnded();
  return next;
}

void Sessions::setLimits(Millis idle, Millis longest) {
  const MutexLock lock(mutex_);
  limits_.idle = idle;
  limits_.longest = longest;
}

std::vector<Sessions::Kept> Sessions::kept() {
  const MutexLock lock(mutex_);
  forgetOld();
  const auto since = [now = time_.now()](Clock::time_point then) {
    return std::chrono::duration_cast<Millis>(now - then);
  };
  std::vector<Kept> kept;
  for (const auto& [id, one] : sessions_) kept.push_back({id, since(one.begun), since(one.used), one.entrance});
  return kept;
}

void Sessions::restore(const std::vector<Kept>& sessions) {
  const MutexLock lock(mutex_);
  const auto now = time_.now();
  for (const auto& one : sessions) sessions_[one.id] = {now - one.age, now - one.idle, one.entrance};
  forgetOld();
}

/// Those that end while a request looks for another session are told of by the next call here, at the latest by
/// endOld().
void Sessions::tellEnded() {
  std::vector<std::string> ended;
  {
    const MutexLock lock(mutex_);
    ended.swap(ended_);
  }
  if (!tell_) return;
  for (const auto& id : ended) tell_(id);
}

std::string Sessions::addTo(Table& table, Entrance entrance) {
  forgetOld();
  auto token = randomToken();
  const auto now = time_.now();
  if (table.size() >= limits_.most) {
    const auto least = std::min_element(table.begin(), table.end(),
                                        [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
    if (&table == &sessions_) ended_.push_back(least->first);
    table.erase(least);
  }
  table[fingerprintOf(token)] = {now, now, entrance};
  return token;
}

void Sessions::forgetOld() {
  const auto now = time_.now();
  const auto limits = limits_;
  std::vector<std::string> ended;
  std::erase_if(sessions_, [&](const auto& one) {
    const bool isOld = now - one.second.used >= limits.idle || now - one.second.begun >= limits.longest;
    if (isOld) ended.push_back(one.first);
    return isOld;
  });
  ended_.insert(ended_.end(), ended.begin(), ended.end());
  std::erase_if(links_, [&](const auto& one) { return now - one.second.begun >= limits.link; });
}

}  // namespace herald::core
