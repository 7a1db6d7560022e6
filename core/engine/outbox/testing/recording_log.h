// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// For tests: a log that records its changes while it is open.
class RecordingLog final : public ChangeLog {
 public:
  bool takes(const Event&) const override { return open && !isLow; }
  bool isOpen() const override { return open; }
  void log(Change change) override {
    if (open) changes.push_back(std::move(change));
  }

  /// What was logged since the last call: "add 1", "update 1", "remove 1" with the row, "keep KEY".
  std::vector<std::string> taken() {
    std::vector<std::string> result;
    for (const auto& change : std::exchange(changes, {})) result.push_back(textOf(change));
    return result;
  }

  bool open = true;
  bool isLow = false;  ///< it takes nothing new
  std::vector<Change> changes{};

 private:
  static std::string textOf(const Change& change) {
    switch (change.kind) {
      case Change::Kind::Add: return "add " + std::to_string(change.row);
      case Change::Kind::Update: return "update " + std::to_string(change.row);
      case Change::Kind::Remove: return "remove " + std::to_string(change.row);
      case Change::Kind::Keep: return "keep " + change.note->key;
    }
    return {};
  }
};

}  // namespace herald::core
