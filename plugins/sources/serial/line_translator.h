// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "heaters.h"
#include "herald/event.h"
#include "herald/outcome.h"
#include "print_tracker.h"
#include "printing/bed_cooling.h"
#include "printing/user_action.h"
#include "printing/wait_reason.h"

namespace herald::serial {

/// Translates the lines of one printer into Herald's events. It does no input and no output, and takes any bytes. What
/// it knows can be saved. So a connection or Herald itself may end at any moment: the next LineTranslator continues,
/// and reports nothing twice. For one thread.
class LineTranslator {
 public:
  struct Setup {
    double bedCooledBelow = 40;  ///< °C

    /// Whether somebody wants events of this type. It is asked for those that come often. Empty: all are wanted.
    std::function<bool(std::string_view type)> wants{};
  };

  /// `saved` is an earlier result of text(), or empty. `clockOffset` is what to add to the seconds of `now` to get Unix
  /// seconds.
  LineTranslator(std::string_view saved, double clockOffset, Clock::time_point now)
      : LineTranslator(saved, clockOffset, now, Setup()) {}
  LineTranslator(std::string_view saved, double clockOffset, Clock::time_point now, Setup setup);
  LineTranslator(const LineTranslator&) = delete;
  LineTranslator& operator=(const LineTranslator&) = delete;

  /// Call it when the stream is open. `port` is the name for users; `baud` is 0 if the stream has no baud rate.
  void connected(const std::string& port, int baud, Clock::time_point now);
  void disconnected(Clock::time_point now);

  /// Takes one line, and returns it with its kind. The result points into `text`.
  Line line(std::string_view text, Clock::time_point now);

  /// Takes a command that the host sent to the printer, as its log shows it. An empty one means nothing.
  void sent(std::string_view command, Clock::time_point now);

  std::vector<Event> takeEvents();  ///< the events since the last call
  bool hasEvents() const { return !events_.empty(); }

  /// True if the firmware has this capability, such as AUTOREPORT_TEMP. It is known after an answer to M115.
  bool can(std::string_view capability) const { return capabilities_.contains(capability); }
  bool isConnected() const { return connected_; }

  /// JSON for saving.
  std::string text() const;

 private:
  void report(const std::string& type, JsonObject payload);
  bool isWanted(std::string_view type) const;
  void followBed(const std::string& type, const Event& event);
  Line known(Line line) const;
  std::optional<double> completion() const;
  bool waitsForUser(Clock::time_point now) const;
  void readValues(const Line& line);
  void readAction(std::string_view line, Clock::time_point now);
  void show(std::string_view text);
  void readBed();
  void readFirmware(const Line& line);
  void setNow(Clock::time_point now);
  void watchFilament(const Line& line);
  void watchWaits(const Line& line, PrintState before, Clock::time_point now);
  std::string recentLines() const;

  const Setup setup_;
  const double clockOffset_;
  double now_ = 0;
  PrintTracker print_;
  Heaters heaters_{};
  printing::UserAction userAction_{};
  printing::WaitReason waitReason_{};
  printing::BedCooling cooling_;
  std::string shown_{};  ///< the last text on the printer's display
  std::vector<Event> events_{};
  bool connected_ = false;
  bool sdReady_ = false;
  std::optional<double> z_{};
  std::string firmware_{};  ///< the payload of the last FirmwareData
  std::set<std::string, std::less<>> capabilities_{};
  double runOutAt_ = -1e9;
  int moves_ = 0;                         ///< reports of progress since the printer last asked for somebody
  std::array<std::string, 20> recent_{};  ///< the last lines, for the payload of an error
  std::size_t recentAt_ = 0;
};

}  // namespace herald::serial
