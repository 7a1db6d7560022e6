// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "heaters.h"
#include "print_tracker.h"

namespace herald::serial {

/// What Herald knows about a printer at one moment. The objects behind the references must outlive it.
struct PrinterStatus {
  bool connected;
  bool sdReady;
  const PrintTracker& print;
  const Heaters& heaters;
  std::optional<double> z;  ///< mm
  double now;               ///< Unix seconds
};

/// The context of an event of this type: state, job, progress, currentZ and offsets as in OctoPrint's events, and the
/// temperatures. A value that the lines do not report is null.
std::string contextOf(const PrinterStatus& printer, std::string_view type);

}  // namespace herald::serial
