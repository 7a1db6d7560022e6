// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/sink_record.h"

#include <array>
#include <charconv>
#include <utility>

#include "herald/json.h"

namespace herald::core {

namespace {

using Stop = SinkRecord::Stop;

constexpr std::array<std::pair<std::string_view, Stop>, 3> kStops{
    {{"hold", Stop::Hold}, {"gone", Stop::Gone}, {"rejecting", Stop::Rejecting}}};

std::optional<std::int64_t> numberAt(std::string_view json, std::string_view path) {
  const auto raw = jsonAt(json, path);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  return !raw.empty() && error == std::errc() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string toText(const SinkRecord& record) {
  JsonObject json;
  json.add("paused", record.paused);
  if (record.drainTo) json.add("drainTo", static_cast<std::int64_t>(*record.drainTo));
  for (const auto& [name, stop] : kStops) {
    if (stop != record.stop) continue;
    const auto due = std::chrono::duration_cast<std::chrono::milliseconds>(record.due.time_since_epoch());
    json.add("stop", name)
        .add("reason", record.reason)
        .add("fingerprint", record.fingerprint)
        .add("due", static_cast<std::int64_t>(due.count()));
  }
  return json.text();
}

SinkRecord parseSinkRecord(std::string_view text) {
  SinkRecord record;
  record.paused = jsonAt(text, "paused") == "true";
  if (const auto last = numberAt(text, "drainTo")) record.drainTo = static_cast<std::uint64_t>(*last);
  const auto name = jsonToText(jsonAt(text, "stop"));
  for (const auto& [known, stop] : kStops) {
    if (name != known) continue;
    record.stop = stop;
    record.reason = jsonToText(jsonAt(text, "reason"));
    record.fingerprint = jsonToText(jsonAt(text, "fingerprint"));
    const auto due = numberAt(text, "due").value_or(0);
    record.due = std::chrono::system_clock::time_point(std::chrono::milliseconds(due));
  }
  return record;
}

}  // namespace herald::core
