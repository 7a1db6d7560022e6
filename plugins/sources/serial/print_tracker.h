// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "classify.h"
#include "error_history.h"
#include "herald/json.h"
#include "idle_reports.h"
#include "opened_file.h"
#include "print_job.h"
#include "print_state_table.h"

namespace herald::serial {

/// Follows the print by the printer's lines. It reports PrintStarted, PrintProgress, PrintLayer, FirstLayerDone,
/// PrintPaused, PrintResumed, PrintDone, PrintCancelled, PrintFailed, Error and PrinterReset, with the payloads of
/// OctoPrint's events. Between two PrintStarted there is always an end. What it knows can be saved, so it survives a
/// broken connection and a restart. Times are in Unix seconds. For one thread.
class PrintTracker {
 public:
  /// Gets each event. During the call, state() and job() are those that the event is about.
  using Report = std::function<void(const std::string& type, const JsonObject& payload)>;

  explicit PrintTracker(Report report) : report_(std::move(report)) {}
  PrintTracker(const PrintTracker&) = delete;
  PrintTracker& operator=(const PrintTracker&) = delete;

  /// A new connection. Herald may have missed lines before it.
  void connected();
  /// `userWaits`: the printer waits for somebody. Then `Not SD printing` is a pause.
  void take(const Line& line, double now, bool userWaits = false);

  /// What a text or a command says about the layer. Without a print, it means nothing.
  void takeLayer(const printing::LayerReport& report, double now);

  PrintState state() const { return state_; }
  const std::optional<PrintJob>& job() const { return job_; }      ///< nothing between two prints
  const std::string& lastError() const { return errors_.last(); }  ///< empty: no error so far

  /// JSON for saving, and back.
  std::string text() const;
  void restore(std::string_view text);

 private:
  void openFile(const Line& line);
  bool isAnother(const FileName& file) const;
  void takeSdPosition(const Line& line);
  void takePercent(const Line& line);
  void step(Step step, const Line& line);
  void start(const Line& line);
  void begin(FileName file);
  void adopt(FileName file, bool fromTheStart = false);
  void beginOrAdopt(double percent);
  void goOn();
  void discover(const SdPosition& position);
  void discover(const Progress73& progress);
  void advance(const SdPosition& position);
  void advance(const Progress73& progress);
  void reportPercent(std::optional<double> percent);
  void pause();
  void resume();
  void finish(bool reconciled = false);
  void finishUnseen(const Line& line);
  void cancel();
  void readIdle();
  void guessEnd();
  void fail(const std::string& error, bool reconciled = false);
  void endUnseen();
  void reset();
  void takeError(const Line& line, bool halts);
  void hostFailed(const Line& line);
  void forgetJob();

  static constexpr double kNever = -1e9;

  Report report_;
  PrintState state_ = PrintState::Unknown;
  std::optional<PrintJob> job_{};
  OpenedFile opened_{};
  double now_ = 0;
  bool userWaits_ = false;
  bool gap_ = true;    ///< no line since the connection has shown the print
  bool fresh_ = true;  ///< no line since the connection has meant anything
  bool endReported_ = false;
  bool normalMode_ = false;               ///< whether Prusa reports its normal mode; then the silent mode is ignored
  std::optional<SdPosition> pausedAt_{};  ///< the first position in the current pause
  bool pauseReadsIdle_ = false;           ///< the firmware says in the current pause that it does not print
  int idles_ = 0;                         ///< how often it has said so in a row during this print
  std::optional<PrintJob> guessed_{};     ///< the last print, if its end is only a guess
  double bootAt_ = kNever;
  double begunAt_ = kNever;
  double orderedAt_ = kNever;  ///< when a line last ordered the firmware to print or to continue
  double resumedAt_ = kNever;
  std::string trouble_{};  ///< the last problem of the host
  double troubleAt_ = kNever;
  IdleReports idleReports_{};
  ErrorHistory errors_{};
};

}  // namespace herald::serial
