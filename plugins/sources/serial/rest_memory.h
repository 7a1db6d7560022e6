#pragma once

#include <cstdint>
#include <optional>

#include "job.h"
#include "line_values.h"

namespace herald::serial {

/// What a printer says of its progress while it does not print: older firmware goes on telling where the last print
/// ended, and a cancelled one takes a moment to stop. So a report alone is no print; one that differs from what was
/// told before is. Times are in Unix seconds.
class RestMemory {
 public:
  /// Takes a report from between two prints: does it tell of a print that is under way? Where it is not even known that
  /// there was none (`known`), a position has to move for that.
  bool wakes(const SdPosition& position, bool known, double now);
  bool wakes(const Progress73& progress, double now);

  void opened(std::optional<std::int64_t> size);  ///< a file was: it stands at its beginning
  void ended(const Job& job, bool silent);        ///< a print was; `silent`: it told of Prusa's silent mode
  void cancelled(double now) { cancelledAt_ = now; }
  void forget() { *this = {}; }  ///< the printer starts anew

 private:
  bool isStopping(double now) const;

  std::optional<SdPosition> position_{};
  std::optional<Progress73> progress_{};
  double cancelledAt_ = -1e9;
};

}  // namespace herald::serial
