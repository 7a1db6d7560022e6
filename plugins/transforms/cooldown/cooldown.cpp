// SPDX-License-Identifier: Apache-2.0
#include "cooldown.h"

#include <Poco/NumberParser.h>

#include <cstdlib>

#include "herald/json.h"

namespace herald::cooldown {
namespace {

std::int64_t millisOf(const Event& event) {
  return std::chrono::duration_cast<Millis>(event.time.time_since_epoch()).count();
}

}  // namespace

std::vector<Option> Cooldown::options() const {
  return {{"period", Type::Duration, "",
           "How long an event holds back later events of its type and device, by the time of the events.", true}};
}

void Cooldown::configure(const Settings& settings, Host& host) {
  period_ = settings.duration("period");
  host_ = &host;
}

void Cooldown::apply(const Event& event, const Emit& emit) {
  Passed& passed = passedOf(event.device);
  const std::int64_t now = millisOf(event);
  const auto last = passed.find(event.type);
  if (last != passed.end() && within(last->second, now)) return;
  emit(event);
  remember(event, passed, now);
}

// Checks both directions, because the clocks of two sources of one device can differ. A larger step back ends the
// period: otherwise a clock that was set back would hold back all events until it reaches the old time.
bool Cooldown::within(std::int64_t last, std::int64_t now) const { return std::abs(now - last) < period_.count(); }

Cooldown::Passed& Cooldown::passedOf(const std::string& device) {
  const auto [entry, isNew] = devices_.try_emplace(device);
  if (!isNew) return entry->second;
  const std::string saved = host_->load(device);
  for (const auto& [type, raw] : jsonMembers(saved)) {
    Poco::Int64 time = 0;
    if (Poco::NumberParser::tryParse64(std::string(raw), time)) entry->second[type] = time;
  }
  return entry->second;
}

void Cooldown::remember(const Event& event, Passed& passed, std::int64_t now) {
  passed[event.type] = now;
  std::erase_if(passed, [&](const auto& entry) { return !within(entry.second, now); });
  JsonObject saved;
  for (const auto& [type, time] : passed) saved.add(type, time);
  host_->save(event.device, saved.text());
}

}  // namespace herald::cooldown
