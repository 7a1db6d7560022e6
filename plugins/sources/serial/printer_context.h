#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "heaters.h"
#include "print_story.h"

namespace herald::serial {

/// All that is known of a printer at one moment. Refers to what it was made of.
struct PrinterNow {
  bool connected;
  bool sdReady;
  const PrintStory& story;
  const Heaters& heaters;
  std::optional<double> z;
  double now;  ///< Unix seconds
};

/// The context of an event of this type: state, job, progress, currentZ and offsets as OctoPrint has them, null for
/// what the line does not tell; and the temperatures.
std::string contextOf(const PrinterNow& printer, std::string_view type);

}  // namespace herald::serial
