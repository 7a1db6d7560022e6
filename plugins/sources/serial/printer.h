#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "heaters.h"
#include "herald/event.h"
#include "herald/outcome.h"
#include "print_story.h"
#include "printing/user_action.h"

namespace herald::serial {

/// Makes Herald's events of the lines of one printer. It does no input or output, and takes any bytes. What it knows
/// can be saved, so that a connection or Herald itself may end at any moment: the next Printer tells the rest of the
/// story, and nothing twice. For one thread.
class Printer {
 public:
  /// `saved` is a former text(), or empty. `clockOffset` makes Unix seconds of the seconds of `now`.
  Printer(std::string_view saved, double clockOffset, Clock::time_point now);
  Printer(const Printer&) = delete;
  Printer& operator=(const Printer&) = delete;

  /// The line stands; `port` is what the user calls it, `baud` 0 if it has no rate.
  void connected(const std::string& port, int baud, Clock::time_point now);
  void disconnected(Clock::time_point now);

  Line line(std::string_view text, Clock::time_point now);

  std::vector<Event> takeEvents();  ///< what has happened since the last call
  bool hasEvents() const { return !events_.empty(); }

  /// Can the firmware do this, as AUTOREPORT_TEMP? Known once somebody has asked it with M115.
  bool can(std::string_view capability) const { return capabilities_.contains(capability); }
  bool isConnected() const { return connected_; }

  std::string text() const;

 private:
  void tell(const std::string& type, JsonObject payload);
  void readValues(const Line& line);
  void readFirmware(const Line& line);
  void setNow(Clock::time_point now);
  void watchFilament(const Line& line);
  void watchWaits(const Line& line, PrintState before, Clock::time_point now);
  std::string recentLines() const;

  const double clockOffset_;
  double now_ = 0;
  PrintStory story_;
  Heaters heaters_{};
  common::UserAction userAction_{};
  std::vector<Event> events_{};
  bool connected_ = false;
  bool sdReady_ = false;
  std::optional<double> z_{};
  std::string firmware_{};  ///< the payload that was told last
  std::set<std::string, std::less<>> capabilities_{};
  double runOutAt_ = -1e9;
  std::array<std::string, 20> recent_{};  ///< the last lines, for an error's payload
  std::size_t recentAt_ = 0;
};

}  // namespace herald::serial
