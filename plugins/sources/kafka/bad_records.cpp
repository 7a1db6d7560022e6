// SPDX-License-Identifier: Apache-2.0
#include "bad_records.h"

namespace herald::kafka {
namespace {

constexpr Millis kSilence = std::chrono::minutes(10);

}  // namespace

void BadRecords::add(const Record& record, const std::string& why) {
  host_.count("bad_records");
  const auto now = host_.now();
  const auto [entry, isFirst] = topics_.try_emplace(record.partition.topic);
  auto& topic = entry->second;
  if (!isFirst && now - topic.told < kSilence) {
    ++topic.untold;
    return;
  }
  std::string line =
      "skips the record at " + toString(record.partition) + ", offset " + std::to_string(record.offset) + ": " + why;
  if (topic.untold > 0) line += " (and " + std::to_string(topic.untold) + " more of this topic since the last line)";
  host_.log(Level::Warning, line);
  topic = {.told = now};
}

}  // namespace herald::kafka
