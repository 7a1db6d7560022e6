// SPDX-License-Identifier: Apache-2.0
#include "http/connection_pool.h"

#include <algorithm>
#include <utility>

namespace herald::inline v1 {
namespace {

constexpr std::chrono::seconds kKeepAlive{30};
constexpr std::size_t kMaxIdle = 1000;  // as many exchanges as a sink may have under way

}  // namespace

std::unique_ptr<Connection> ConnectionPool::take(const Origin& origin) {
  std::list<Idle> old;  // closed without the lock
  for (;;) {
    std::unique_ptr<Connection> connection;
    {
      const MutexLock lock(mutex_);
      const Clock::time_point oldest = Clock::now() - kKeepAlive;
      while (!idle_.empty() && idle_.back().since < oldest) old.splice(old.end(), idle_, std::prev(idle_.end()));
      const auto it = std::find_if(idle_.begin(), idle_.end(), [&](const Idle& idle) { return idle.origin == origin; });
      if (it == idle_.end()) return nullptr;
      connection = std::move(it->connection);
      idle_.erase(it);
    }
    if (connection->quiet()) return connection;
  }
}

void ConnectionPool::give(const Origin& origin, std::unique_ptr<Connection> connection) {
  std::list<Idle> entry;
  entry.push_back({origin, std::move(connection), Clock::now()});
  std::list<Idle> old;  // closed without the lock
  const MutexLock lock(mutex_);
  idle_.splice(idle_.begin(), entry);
  if (idle_.size() > kMaxIdle) old.splice(old.end(), idle_, std::prev(idle_.end()));
}

void ConnectionPool::closeAll() {
  std::list<Idle> all;  // closed without the lock
  const MutexLock lock(mutex_);
  all.swap(idle_);
}

}  // namespace herald::inline v1
