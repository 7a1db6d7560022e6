// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "herald/json.h"
#include "herald/outcome.h"

namespace herald::octoprint {

/// What OctoPrint reported last about the printer, in `current` and `history`. For one thread.
class PrinterState {
 public:
  /// What Herald needs to follow the print.
  struct Snapshot {
    bool busy = false;    ///< a print runs or is paused; sending a file to the SD card does not count
    bool ending = false;  ///< the print is finishing or being cancelled
    bool paused = false;
    bool changing = false;  ///< the print is pausing or resuming
    std::string origin{}, path{};
    std::optional<int> percent{};
    std::optional<double> printTime{};  ///< seconds
    std::optional<double> position{};   ///< bytes of the file that OctoPrint has read
  };

  /// Takes over the members of a `current` or `history`. `now` is the time of its arrival.
  void merge(std::string_view body, Clock::time_point now);

  /// Takes over the new state from an event PrinterStateChanged, for the context of events. It arrives before the
  /// `current` that shows it, and OctoPrint may still send an older `current` after it.
  void mergeStateChange(std::string_view payload, Clock::time_point now);

  /// The same for the new job from an event that names its file: FileSelected or PrintStarted.
  void mergeSelection(std::string_view payload, Clock::time_point now);

  /// The same for the progress of the job that starts with this PrintStarted. Until the next report, it is 0 percent.
  void mergeStart(std::string_view payload);

  const Snapshot& snapshot() const { return snapshot_; }
  double serverTime(Clock::time_point now) const;  ///< Unix seconds by OctoPrint's clock

  /// The raw `job.file`. It points into this object and is valid until the next merge().
  std::string_view file() const { return jsonAt(parts_[kJob], "file"); }

  /// True if `job` is about the file in the payload of this job event.
  bool isAbout(std::string_view payload) const;

  /// The raw `job` of a job event with this payload: OctoPrint's if it is about the same file, else one with the values
  /// of the payload.
  std::string jobFor(std::string_view payload) const;

  /// state, job, progress, currentZ, offsets and temperatures for the context of an event. The state may be a second
  /// older than the event. So a job event gets the job of its payload, PrintStarted gets 0 percent and PrintDone gets
  /// 100 percent.
  JsonObject context(std::string_view type, std::string_view payload) const;

 private:
  enum Part { kState, kJob, kProgress, kCurrentZ, kOffsets, kTemperatures, kParts };

  std::array<std::string, kParts> parts_{"{}", "{}", "{}", "null", "{}", "{}"};
  Snapshot snapshot_{};
  double serverTime_ = 0;
  Clock::time_point received_{};

  /// A part by an event. It is empty once a `current` has shown the same.
  struct Early {
    std::string value{};
    Clock::time_point at{};
  };
  Early changedState_{}, selectedJob_{};
};

}  // namespace herald::octoprint
