// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "herald/settings.h"

namespace herald::printing {

/// The option of every source of prints: below which temperature a bed has cooled.
Option bedCooledOption();

/// Notices when the bed has cooled after a print: once per print, and only if the bed was hot in it. The next print
/// ends the wait. Times are in Unix seconds. For one thread.
class BedCooling {
 public:
  explicit BedCooling(double below) : below_(below) {}

  void started();  ///< a print begins
  void runs();     ///< a print runs, though Herald may have seen no start
  void resumed();  ///< the last print goes on, although its end was reported

  /// `fields` is the payload of the event that ends the print, `subject` its subject.
  void ended(std::string_view fields, std::string subject, double now);

  /// False if no temperature matters at the moment.
  bool watches() const { return phase_ == Phase::Cold || phase_ == Phase::Cooling; }

  /// Takes the bed's temperature in °C. True if the bed has cooled down with it. After some hours without a temperature
  /// that is no news.
  bool take(double temperature, double now);

  /// The payload and the subject of the event.
  std::string payload(double temperature) const;
  const std::string& subject() const { return subject_; }

  /// JSON for saving. restore() reads it; what is missing or malformed becomes a default.
  std::string text() const;
  void restore(std::string_view text);

 private:
  enum class Phase : std::uint8_t {
    Idle,
    Cold,     ///< a print runs, and its bed has not been hot
    Hot,      ///< a print runs, and its bed has been hot
    Cooling,  ///< the print has ended
  };

  double below_;
  Phase phase_ = Phase::Idle;
  double endedAt_ = 0;
  std::string fields_{"{}"};  ///< name, path and origin of the print
  std::string subject_{};
};

}  // namespace herald::printing
