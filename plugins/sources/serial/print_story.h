#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "classify.h"
#include "error_memory.h"
#include "herald/json.h"
#include "job.h"
#include "print_machine.h"
#include "rest_memory.h"

namespace herald::serial {

/// Follows the print through the lines and tells what happens to it: PrintStarted, PrintProgress, PrintPaused,
/// PrintResumed, PrintDone, PrintCancelled, PrintFailed, Error and PrinterReset, with the payloads of OctoPrint's
/// events of these names. Between two PrintStarted there is always an end. What it knows outlives a broken connection
/// and a restart. Times are in Unix seconds. For one thread.
class PrintStory {
 public:
  /// While it is called, state() and job() are those that the event is about.
  using Tell = std::function<void(const std::string& type, const JsonObject& payload)>;

  explicit PrintStory(Tell tell) : tell_(std::move(tell)) {}
  PrintStory(const PrintStory&) = delete;
  PrintStory& operator=(const PrintStory&) = delete;

  void connected();  ///< something may have happened in between
  void take(const Line& line, double now);

  PrintState state() const { return state_; }
  const std::optional<Job>& job() const { return job_; }           ///< nothing between two prints
  const std::string& lastError() const { return errors_.last(); }  ///< empty: none was heard

  std::string text() const;
  void restore(std::string_view text);

 private:
  void open(const Line& line);
  bool isAnother(const FileName& file, bool ordered) const;
  void takeSd(const Line& line);
  void takePercent(const Line& line);
  void step(Step step, const Line& line);
  void begin(FileName file);
  void adopt(FileName file, bool fromTheStart = false);
  void meet(double percent);
  void meet(const SdPosition& position);
  void meet(const Progress73& progress);
  void advance(const SdPosition& position);
  void advance(const Progress73& progress);
  void reach(std::optional<double> percent);
  void pause();
  void resume();
  void finish();
  void cancel();
  void stop();
  void fail(const std::string& error, bool reconciled = false);
  void lose();
  void reset();
  void error(const Line& line, bool halts);
  void end();

  static constexpr double kNever = -1e9;

  Tell tell_;
  PrintState state_ = PrintState::Unknown;
  std::optional<Job> job_{};
  FileName next_{};  ///< the file that was opened last
  double now_ = 0;
  bool gap_ = true;    ///< nothing was heard of the print since the connection stands
  bool fresh_ = true;  ///< nothing at all
  bool endTold_ = false;
  bool normalMode_ = false;  ///< Prusa tells of two modes; this one counts
  std::optional<SdPosition> pausedAt_{};
  double bootAt_ = kNever;
  double orderedAt_ = kNever;  ///< when firmware was told to print, or to go on
  RestMemory rest_{};
  ErrorMemory errors_{};
};

}  // namespace herald::serial
