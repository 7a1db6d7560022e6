// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klippy_status.h"
#include "printing/print_job.h"

namespace herald::moonraker {

/// How a print ended.
struct Ending {
  enum class Kind : std::uint8_t { Done, Cancelled, Failed };
  Kind kind = Kind::Failed;
  std::string error{};           ///< why it failed; empty if that is unknown
  std::optional<double> time{};  ///< the print time in seconds
};

/// The ending that Klipper's state shows: complete, cancelled or error. Returns nothing for any other state.
std::optional<Ending> endingInStatus(const KlippyStatus::Snapshot& now);

/// The ending that one job of Moonraker's history shows. Returns nothing if it is in progress.
std::optional<Ending> endingInHistory(std::string_view job);

/// How a print ended of which Herald saw no end. Moonraker's history knows best, then the state, if it is about this
/// print. The history of a Moonraker that stopped during the print does not know the end. Otherwise it has failed.
/// `history` is the raw answer to server.history.list, newest first; empty: there is none. `id` is the job's id in it;
/// empty if it is unknown.
Ending missedEnding(const printing::PrintJob& job, std::string_view id, const KlippyStatus::Snapshot& now,
                    std::string_view history);

/// A print that began and ended while Herald did not listen.
struct MissedPrint {
  std::string path{};
  std::string metadata{"{}"};  ///< raw, of its file
  double startedAt = 0;        ///< Unix seconds by Moonraker's clock, as all times here
  double endedAt = 0;
  Ending ending{};
};

/// The prints that began after `after` and have ended, the oldest first. `except` is the id of the job that Herald
/// knows; empty: none. `after` is in Unix seconds by Moonraker's clock. Klipper prints on if Moonraker stops, so the
/// newest one may still run, or have ended in another way than the history says: `now` shows that.
std::vector<MissedPrint> missedPrints(std::string_view history, double after, std::string_view except,
                                      const KlippyStatus::Snapshot& now);

/// When the newest print of the history began; 0 if there is none.
double newestStart(std::string_view history);

/// The job with this id, else the newest one of the file that has ended. Its raw text, empty if there is none.
std::string_view entryOf(std::string_view history, std::string_view id, const std::string& path);

/// True if the history knows that this job has ended, and how.
bool hasEnded(std::string_view history, std::string_view id, const std::string& path);

/// The id of the job in progress with this file; empty if there is none.
std::string runningId(std::string_view history, std::string_view path);

}  // namespace herald::moonraker
