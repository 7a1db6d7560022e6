#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "herald/json.h"
#include "herald/outcome.h"

namespace herald::octoprint {

/// What OctoPrint reported last, in `current` and `history`.
class PrinterState {
 public:
  /// What a job's bookkeeping needs of it.
  struct Snapshot {
    bool busy = false;    ///< a job runs or is paused; sending a file to the SD card is none
    bool ending = false;  ///< it is busy with a job that comes to its end
    bool paused = false;
    bool changing = false;  ///< between running and paused
    std::string origin{}, path{};
    std::optional<int> percent{};
    std::optional<double> printTime{};
  };

  void merge(std::string_view body, Clock::time_point now);

  /// PrinterStateChanged: the event comes before the `current` that shows it.
  void changed(std::string_view payload);

  const Snapshot& snapshot() const { return snapshot_; }
  double serverTime(Clock::time_point now) const;  ///< OctoPrint's clock, Unix seconds

  std::string_view file() const { return jsonAt(parts_[kJob], "file"); }

  /// state, job, progress, currentZ and offsets as the event `type` has to show them, though the state may be a second
  /// older: a job event is about the job in its payload, a started print stands at 0 and a done one at 100.
  JsonObject context(std::string_view type, std::string_view payload) const;

 private:
  enum Part { kState, kJob, kProgress, kCurrentZ, kOffsets, kParts };

  std::string jobFor(std::string_view payload) const;

  std::array<std::string, kParts> parts_{"{}", "{}", "{}", "null", "{}"};
  Snapshot snapshot_{};
  double serverTime_ = 0;
  Clock::time_point received_{};
};

}  // namespace herald::octoprint
