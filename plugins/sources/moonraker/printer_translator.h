// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event_context.h"
#include "herald/feed.h"
#include "klippy_status.h"
#include "print_history.h"
#include "printing/bed_cooling.h"
#include "printing/filament.h"
#include "printing/layer_report.h"
#include "printing/print_job.h"
#include "printing/user_action.h"
#include "printing/wait_reason.h"
#include "rpc_message.h"

namespace herald::moonraker {

/// Translates what one Moonraker says about its printer into events with OctoPrint's names, and publishes them. It
/// saves what it knows about the print atomically with the events that follow from it. So the network, Klipper,
/// Moonraker or Herald may stop at any moment: the next begin() reports what was missed, and nothing twice. For one
/// thread.
class PrinterTranslator {
 public:
  struct Setup {
    double bedCooledBelow = 0;  ///< °C
    printing::Filament filament{};
  };

  /// Asks Moonraker for the metadata of a file: a raw JSON object, or an empty string without an answer. It must not
  /// take longer than an event may wait, about a second.
  using Metadata = std::function<std::string(const std::string& path)>;

  /// `feed` must outlive this object.
  PrinterTranslator(Feed& feed, Setup setup, Metadata metadata);

  /// What Moonraker answers at the beginning of a connection, and again when Klipper has started anew: the state of
  /// Klipper; the full `status` of printer.objects.subscribe, which is {} if Klipper is not ready; the answer to
  /// server.history.list. Reports what has changed since the last message that Herald saw.
  void begin(const Klippy& klippy, std::string_view status, std::string_view history);

  /// A notification of Moonraker's. Any other message is ignored.
  void take(const RpcMessage& message);

  /// Call it at wakeAt(). Ends a print that Klipper has forgotten, if no message says how it ended.
  void reconcile();
  Clock::time_point wakeAt() const;

 private:
  void takeStatus(std::string_view status);
  void takeLine(std::string_view line);
  void takeHistory(std::string_view params);
  void takeMetadata(std::string_view metadata);
  void setKlippy(const Klippy& klippy, bool missed);
  bool mayComeBack(const Klippy& klippy);
  void adoptRunningPrint();
  void reportMissedChanges(std::string_view history);
  void reportMissedPrint(const MissedPrint& print);
  void reportState(bool missed);
  void followPrint(const std::string& before);
  void followPause(bool missed);
  void askMetadata(const std::string& path);
  void start(bool missed);
  void end(const Ending& ending, bool missed);
  void advance();
  void readLayer();
  void reachLayer(const printing::LayerReport& report);
  void readDisplay();
  void readTemperature();
  void waitForPerson(std::string_view line);
  bool isSameRun() const;
  std::string payload() const;
  void add(const std::string& type, const std::string& payload);
  void publish();
  std::string text() const;
  double unixTime() const;

  Feed& feed_;
  const Setup setup_;
  Metadata metadataOf_;
  std::string saved_;                             ///< what Herald saved last about this printer; empty: nothing yet
  bool known_ = false;                            ///< whether Herald has seen this printer before
  bool begun_ = false;                            ///< whether this connection has shown the printer
  std::optional<Clock::time_point> awaySince_{};  ///< since when Klipper is away
  Klippy klippy_{};
  KlippyStatus status_{};
  std::string metadata_{"{}"};                      ///< of the job's file
  std::optional<printing::PrintJob> job_{};         ///< the print that runs; its printTime is Klipper's total time
  std::string jobId_{};                             ///< its id in Moonraker's history; empty: unknown
  std::optional<double> newestStart_{};             ///< of the newest print in Moonraker's history, in Unix seconds
  std::string stateId_{};                           ///< OctoPrint's id for the state that was reported last
  std::optional<Clock::time_point> forgottenAt_{};  ///< since when Klipper does not know the job
  std::optional<Clock::time_point> shutdownBy_{};   ///< how long a shutdown waits for its reason
  printing::UserAction userAction_{};
  printing::WaitReason waitReason_{};
  printing::BedCooling cooling_;
  std::string shown_{};  ///< the last text on the printer's display
  std::vector<Event> events_{};
};

}  // namespace herald::moonraker
