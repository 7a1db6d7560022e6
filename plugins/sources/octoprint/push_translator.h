// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "costly_fields.h"
#include "event_filter.h"
#include "file_layers.h"
#include "herald/feed.h"
#include "missed_end.h"
#include "printer_state.h"
#include "printing/bed_cooling.h"
#include "printing/filament.h"
#include "printing/layer_report.h"
#include "printing/print_job.h"
#include "printing/user_action.h"
#include "printing/wait_reason.h"
#include "push_message.h"
#include "rest_client.h"

namespace herald::octoprint {

/// Translates the messages of one push connection into Herald's events, and publishes them. It saves what it knows
/// about the print atomically with the events that follow from it. So a connection or Herald itself may end at any
/// moment: the next PushTranslator continues, and reports nothing twice. For one thread.
class PushTranslator {
 public:
  struct Setup {
    EventFilter filter{};
    double bedCooledBelow = 0;  ///< °C
    printing::Filament filament{};
  };

  /// `feed` and `rest` must outlive this object.
  PushTranslator(Feed& feed, RestClient& rest, Setup setup);

  void take(const PushMessage& message);

  /// Whether somebody wants events about layers. Only then it reads the file of the print.
  void wantLayers(bool wanted) { layersWanted_ = wanted; }

  /// Call it at wakeAt(), after all waiting messages. It reports the changes for which OctoPrint sent no event, and a
  /// start whose state does not come.
  void reconcile();
  Clock::time_point wakeAt() const;

  /// True if events wait for OctoPrint's next state.
  bool awaitsState() const { return start_.has_value(); }

  /// Publishes the events that wait. Call it after the last message.
  void finish();

 private:
  void takeHistory(std::string_view body);
  void takeCurrent(std::string_view body);
  void takeEvent(std::string_view body);
  void followJob(std::string_view type, std::string_view payload);
  void advance();
  void readTerminal(std::string_view logs);
  void readReceived(std::string_view line);
  void readSent(std::string_view command);
  void show(std::string_view text);
  void followFile();
  void readLayer(const std::optional<printing::LayerReport>& report);
  void reachLayer(const printing::LayerReport& report);
  void takeTemperatures(std::string_view temps);
  void noteReason(std::string_view type, std::string_view payload);
  double unixTime() const;
  void adoptRunningPrint();
  void checkForMissedChanges();
  void takeState(std::string_view body);
  bool showsStart() const;
  void completeStart(const std::string& job);
  void completeStartUnseen(bool mayAsk);
  void reportMissedChanges();
  void reportMissedStart();
  void reportMissedEnd();
  void add(const std::string& type, const std::string& payload);
  void publish();
  std::string text() const;
  std::string subjectOf(std::string_view payload) const;

  Feed& feed_;
  RestClient& rest_;
  const Setup setup_;
  std::string saved_;  ///< what Herald saved last about this printer; empty: nothing yet
  CostlyFields costly_;
  FileLayers fileLayers_;
  bool layersWanted_ = false;
  PrinterState state_{};
  printing::UserAction userAction_{};
  printing::WaitReason waitReason_{};
  printing::BedCooling cooling_;
  std::string shown_{};                              ///< the last text for the printer's display
  std::optional<PrintJob> job_{};                    ///< the print that runs
  std::string lastSubject_{};                        ///< the subject of the newest print, which may have ended
  std::optional<MissedEnd> missedEnd_{};             ///< the last one; OctoPrint may still report it
  bool known_ = false;                               ///< whether Herald has seen this printer before
  std::optional<Clock::time_point> differsSince_{};  ///< since when the state differs from the known job
  std::vector<Event> events_{};                      ///< the events that are not published yet

  /// A PrintStarted whose job no state has shown yet. OctoPrint reports the event first. It and the events after it
  /// wait in events_, in their order.
  struct Start {
    std::size_t index;  ///< in events_
    Clock::time_point until;
  };
  std::optional<Start> start_{};
  Clock::time_point answersBy_{};  ///< how long these events may wait for OctoPrint's REST API
};

}  // namespace herald::octoprint
