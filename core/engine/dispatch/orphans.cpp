#include "engine/dispatch/orphans.h"

#include <Poco/Logger.h>

#include <algorithm>

namespace herald::core {

Clock::time_point Orphans::look(const std::function<bool(const std::string&)>& isConfigured) {
  std::erase_if(lines_, [&](const auto& one) { return isConfigured(one.first); });
  auto next = Clock::time_point::max();
  for (const auto& sink : outbox_.sinks()) {
    if (isConfigured(sink)) continue;
    auto& lines = lines_.try_emplace(sink, outbox_, sink, RetryPolicy{.ages = kUsualAges}).first->second;
    lines.read();
    const auto expired = lines.expire(time_.now(), time_.wallClock());
    if (const auto count = expired.deadLetters + expired.discarded; count > 0) {
      Poco::Logger::get("sink." + sink)
          .error(std::to_string(count) + " that waited for it ended as too old: it is configured no more");
    }
    next = std::min(next, lines.expiry());
  }
  return next;
}

}  // namespace herald::core
