// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "line_values.h"
#include "print_job.h"

namespace herald::serial {

/// The reports of progress between two prints. Older firmware still reports where the last print ended, and a cancelled
/// print needs a moment to stop. So a report shows a print only if it differs from the one before. Times are in Unix
/// seconds. For one thread.
class IdleReports {
 public:
  /// Takes a report between two prints. True if it shows that a print runs. `known`: Herald knows that no print ran
  /// before; if it does not know, the position must have moved.
  bool showsPrint(const SdPosition& position, bool known, double now);
  bool showsPrint(const Progress73& progress, double now);

  void fileOpened(std::optional<std::int64_t> size);  ///< a file was opened; its position is 0

  /// `silent`: the reports of this print were about Prusa's silent mode.
  void printEnded(const PrintJob& job, bool silent);
  void printCancelled(double now) { cancelledAt_ = now; }
  void forget() { *this = {}; }  ///< the printer restarts

 private:
  bool isStopping(double now) const;

  std::optional<SdPosition> position_{};
  std::optional<Progress73> progress_{};
  double cancelledAt_ = -1e9;
};

}  // namespace herald::serial
