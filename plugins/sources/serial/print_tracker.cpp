// SPDX-License-Identifier: Apache-2.0
#include "print_tracker.h"

#include <algorithm>
#include <utility>

#include "print_payloads.h"
#include "printing/json_values.h"

namespace herald::serial {
namespace {

constexpr double kSeenFromTheStart = 2;  // percent
constexpr double kAtItsEnd = 99;         // percent
constexpr double kAnotherPrint = 5;      // percent by which M73 goes back for another print
constexpr double kContinues = 2;         // percent by which M73 rises when a pause ends
constexpr double kOneBoot = 10;          // seconds in which two boot lines are one start
constexpr double kOneOrder = 10;         // seconds from the order to print until the printer follows it
constexpr double kOneTrouble = 30;       // seconds from a problem of the host until it gives up
constexpr int kIdlesOfAnEnd = 2;         // answers in a row

double percentOf(const SdPosition& at) {
  return std::min(100.0, 100.0 * static_cast<double>(at.byte) / static_cast<double>(at.size));
}

}  // namespace

void PrintTracker::connected() {
  gap_ = fresh_ = true;
  normalMode_ = false;
}

void PrintTracker::take(const Line& line, double now, bool userWaits) {
  now_ = now;
  userWaits_ = userWaits;
  switch (line.kind) {
    case LineKind::Unknown: return;
    case LineKind::SdPrinting: takeSdPosition(line); break;
    case LineKind::Progress: takePercent(line); break;
    case LineKind::Error: takeError(line, false); break;
    case LineKind::FileOrdered:
      if (const auto file = fileName(line.text); file && !job_) opened_.order(*file);
      guessed_.reset();
      break;
    case LineKind::FileOpened: openFile(line); break;
    case LineKind::HostTrouble:
      trouble_ = line.text;
      troubleAt_ = now_;
      break;
    case LineKind::SdIdle:
      step(stepOf(line.kind, state_), line);
      gap_ &= state_ == PrintState::Printing;  // one idle answer does not show yet that the print has ended
      break;
    default: gap_ &= stepOf(line.kind, state_) == Step::Stay; step(stepOf(line.kind, state_), line);
  }
  if (line.kind == LineKind::Started || line.kind == LineKind::HostPrints) orderedAt_ = now_;
  fresh_ = false;
}

void PrintTracker::takeLayer(const printing::LayerReport& report, double now) {
  if (!job_) return;
  now_ = now;
  const auto news = job_->layers.reach(report);
  if (!news) return;
  const JsonObject payload = printing::layerPayload(*news, job_->fields().text());
  if (news->firstDone) report_("FirstLayerDone", payload);
  report_("PrintLayer", payload);
}

void PrintTracker::openFile(const Line& line) {
  const auto file = fileName(line.text);
  if (!file) return;
  const bool another = job_ && isAnother(*file);
  if (opened_.open(*file, now_) && another) {
    const OpenedFile next = opened_;
    endUnseen();
    opened_ = next;
    gap_ = false;
    if (now_ - orderedAt_ < kOneOrder) begin(next.file());
  }
  idleReports_.fileOpened(opened_.file().size);
  if (job_) {
    job_->file = opened_.file();
  } else {
    gap_ = endReported_ = false;
    guessed_.reset();
  }
  if (state_ == PrintState::Unknown) state_ = PrintState::Idle;
}

/// True if a file that is opened during a print begins another print. Otherwise it is a name of this print: an order
/// opens its file a little after the start, perhaps with another spelling.
bool PrintTracker::isAnother(const FileName& file) const {
  if (job_->file.path.empty()) return false;
  if (now_ - orderedAt_ < kOneOrder) return begunAt_ + kOneOrder < now_;
  const bool otherSize = file.size && job_->file.size && *file.size != *job_->file.size;
  return otherSize || !opened_.isNamed(file.path);
}

void PrintTracker::takeSdPosition(const Line& line) {
  const auto position = sdPosition(line.text);
  if (!position) return;
  if (position->size == 0) return step(stepOf(LineKind::SdIdle, state_), line);
  idles_ = 0;
  switch (stepOf(line.kind, state_)) {
    case Step::Discover: discover(*position); break;
    case Step::Advance:
    case Step::AdvancePaused: advance(*position); break;
    default: break;
  }
}

void PrintTracker::takePercent(const Line& line) {
  const Progress73 progress = progress73(line.text);
  if (progress.silent && normalMode_) return;
  normalMode_ |= !progress.silent;
  if (!progress.percent && !progress.minutesLeft) return;
  switch (stepOf(line.kind, state_)) {
    case Step::Discover: discover(progress); break;
    case Step::Advance:
    case Step::AdvancePaused: advance(progress); break;
    default: break;
  }
}

void PrintTracker::step(Step step, const Line& line) {
  switch (step) {
    case Step::Begin: start(line); break;
    case Step::Rest: state_ = PrintState::Idle; break;
    case Step::ReadIdle: readIdle(); break;
    case Step::EndUnseen: endUnseen(); break;
    case Step::PauseUnseen: adopt(opened_.file()); [[fallthrough]];
    case Step::Pause: pause(); break;
    case Step::Resume: resume(); break;
    case Step::ResumeUnseen: adopt(opened_.file()); break;
    case Step::FinishUnseen: finishUnseen(line); break;
    case Step::Finish: finish(); break;
    case Step::Cancel:
      idleReports_.printCancelled(now_);
      cancel();
      break;
    case Step::Reset: reset(); break;
    case Step::HostFail: hostFailed(line); break;
    default:
      if (line.kind == LineKind::Halt) takeError(line, true);
  }
}

/// An order to print. If no file was chosen since a guessed end, it continues that print.
void PrintTracker::start(const Line& line) {
  auto file = fileName(line.text);
  if (guessed_ && !file && !line.host) return goOn();
  begin(std::move(file).value_or(opened_.file()));
}

void PrintTracker::begin(FileName file) {
  adopt(std::move(file), !gap_);
  JsonObject payload = job_->fields();
  if (std::exchange(gap_, false)) payload.add("reconciled", true);
  report_("PrintStarted", payload);
}

/// Follows a print without an event for its start.
void PrintTracker::adopt(FileName file, bool fromTheStart) {
  job_ = PrintJob::begin(std::move(file), now_, fromTheStart);
  opened_.set(job_->file);
  state_ = PrintState::Printing;
  begunAt_ = now_;
  endReported_ = false;
  idles_ = 0;
  guessed_.reset();
  trouble_.clear();
  errors_.clearFailing();
}

/// A print runs that Herald has not reported. It gets a PrintStarted, unless it may have begun before Herald listened.
void PrintTracker::beginOrAdopt(double percent) {
  if (state_ == PrintState::Unknown && percent >= kSeenFromTheStart) {
    adopt(opened_.file());
    job_->reported = printing::Progress(static_cast<int>(percent));
  } else {
    gap_ &= state_ != PrintState::Unknown;
    begin(opened_.file());
  }
}

/// The end of the last print was only a guess, and the print goes on.
void PrintTracker::goOn() {
  job_ = std::exchange(guessed_, std::nullopt);
  job_->resume(now_);
  opened_.set(job_->file);
  state_ = PrintState::Printing;
  endReported_ = gap_ = false;
  idles_ = 0;
  resumedAt_ = now_;
  report_("PrintResumed", job_->fields().add("reconciled", true));
}

void PrintTracker::discover(const SdPosition& position) {
  if (!idleReports_.showsPrint(position, state_ != PrintState::Unknown, now_)) return;
  const auto last = guessed_ ? guessed_->position : std::nullopt;
  if (last && position.size == last->size && position.byte > last->byte)
    goOn();
  else
    beginOrAdopt(percentOf(position));
  advance(position);
}

void PrintTracker::discover(const Progress73& progress) {
  if (!idleReports_.showsPrint(progress, now_)) return;
  if (guessed_ && guessed_->percent && *progress.percent > *guessed_->percent) {
    goOn();
  } else {
    beginOrAdopt(*progress.percent);
    job_->byPercent = job_->file.path.empty();
  }
  advance(progress);
}

void PrintTracker::advance(const SdPosition& position) {
  const auto& before = job_->position;
  if (before && (position.size != before->size || position.byte < before->byte)) {
    endUnseen();
    return discover(position);
  }
  if (before && position.byte > before->byte) errors_.printMoved();
  job_->position = position;
  job_->byPercent = false;
  gap_ = false;
  if (state_ == PrintState::Paused) {
    if (!pausedAt_) pausedAt_ = position;
    if (!pauseReadsIdle_ && position.byte <= pausedAt_->byte) return;
    resume();
  }
  reportPercent(job_->completion());
}

void PrintTracker::advance(const Progress73& progress) {
  if (progress.minutesLeft) job_->minutesLeft = progress.minutesLeft;
  if (!progress.percent) return;
  const auto before = std::exchange(job_->percent, progress.percent);
  if (job_->position) return;
  if (before && *progress.percent + kAnotherPrint <= *before) {
    endUnseen();
    return discover(progress);
  }
  if (before && *progress.percent > *before) errors_.printMoved();
  gap_ = false;
  if (state_ == PrintState::Paused) {
    if (before && *progress.percent < *before + kContinues) return;
    resume();
  }
  reportPercent(progress.percent);
  if (job_->byPercent && *progress.percent >= 100) finish();
}

void PrintTracker::reportPercent(std::optional<double> percent) {
  if (!percent) return;
  const auto whole = printing::wholePercent(printing::numberText(*percent));
  if (whole && job_->reported.reach(*whole)) report_("PrintProgress", progressPayload(*job_, *whole));
}

void PrintTracker::pause() {
  state_ = PrintState::Paused;
  pausedAt_.reset();
  pauseReadsIdle_ = false;
  idles_ = 0;
  job_->pause(now_);
  report_("PrintPaused", pausedPayload(*job_));
}

void PrintTracker::resume() {
  state_ = PrintState::Printing;
  resumedAt_ = now_;
  job_->resume(now_);
  report_("PrintResumed", job_->fields());
}

void PrintTracker::forgetJob() {
  idleReports_.printEnded(*job_, !normalMode_);
  errors_.clearFailing();
  job_.reset();
  opened_.set({});
  idles_ = 0;
  endReported_ = true;
}

void PrintTracker::finish(bool reconciled) {
  state_ = PrintState::Idle;
  job_->resume(now_);
  JsonObject payload = donePayload(*job_, now_);
  report_("PrintDone", reconciled ? payload.add("reconciled", true) : payload);
  forgetJob();
}

void PrintTracker::finishUnseen(const Line& line) {
  if (guessed_) {
    job_ = std::exchange(guessed_, std::nullopt);
    return finish(true);
  }
  if (endReported_) return;
  adopt(fileName(line.text).value_or(opened_.file()));
  finish();
}

void PrintTracker::cancel() {
  state_ = PrintState::Idle;
  JsonObject payload = cancelledPayload(*job_, now_);
  report_("PrintCancelled", payload);
  report_("PrintFailed", payload.add("reason", "cancelled"));
  forgetJob();
}

/// The firmware says during a print that it does not print. It also says so in some pauses, and for a moment after an
/// order.
void PrintTracker::readIdle() {
  if (!job_->position && job_->file.path.empty()) return;  // a host prints through this line
  if (state_ == PrintState::Printing && userWaits_) pause();
  if (state_ == PrintState::Paused) {
    pauseReadsIdle_ = true;
    return;
  }
  if (now_ - std::max(orderedAt_, resumedAt_) < kOneOrder) return;
  if (job_->completion().value_or(0) >= kAtItsEnd) return finish(gap_);
  if (++idles_ >= kIdlesOfAnEnd) guessEnd();
}

/// Ends the print. The last error shows why it ended. If it goes on later, the end was a pause that no line reported.
void PrintTracker::guessEnd() {
  PrintJob ended = *job_;
  ended.pause(now_);
  state_ = PrintState::Idle;
  if (gap_)
    endUnseen();
  else if (errors_.failing().empty())
    cancel();
  else
    fail(errors_.failing());
  guessed_ = std::move(ended);
}

void PrintTracker::fail(const std::string& error, bool reconciled) {
  JsonObject payload = failedPayload(*job_, now_, error);
  if (reconciled) payload.add("reconciled", true);
  report_("PrintFailed", payload);
  forgetJob();
}

void PrintTracker::endUnseen() {
  state_ = PrintState::Idle;
  fail("The print ended, but Herald could not see how.", true);
}

void PrintTracker::reset() {
  const bool reported = now_ - std::exchange(bootAt_, now_) < kOneBoot || fresh_;
  state_ = PrintState::Idle;
  if (job_ || !reported) report_("PrinterReset", JsonObject().add("idle", !job_));
  if (job_) fail("The printer was reset.");
  opened_.set({});
  guessed_.reset();
  endReported_ = false;
  idleReports_.forget();
}

void PrintTracker::takeError(const Line& line, bool halts) {
  const std::string_view text = errorText(line.text);
  const bool before = state_ == PrintState::Halted;
  trouble_.clear();
  if (halts) {
    state_ = PrintState::Halted;
    guessed_.reset();
  }
  const bool onlyStops = contains(text, "kill() called") || contains(text, "printer stopped due to errors");
  if (errors_.isNews(text, onlyStops, before, now_))
    report_("Error", JsonObject().add("error", text).add("reason", "firmware"));
  if (halts && job_) fail(errors_.last());
}

/// The host gives up. Its state names the error, or a line before it does, or it was an error of the firmware.
void PrintTracker::hostFailed(const Line& line) {
  std::string text(hostErrorText(line.text));
  if (text.empty() && now_ - troubleAt_ < kOneTrouble) text = trouble_;
  const std::string& failing = errors_.failing();
  const bool firmware = !failing.empty() && (text.empty() || text == failing);
  if (firmware) text = failing;
  if (text.empty()) text = "OctoPrint stopped because of an error. Its log has no text for it.";
  state_ = PrintState::Halted;
  guessed_.reset();
  const bool news = errors_.isNews(text, false, false, now_);
  if (news)
    report_("Error", JsonObject().add("error", text).add("reason", firmware ? "firmware" : hostErrorReason(text)));
  if (job_) fail(text);
}

std::string PrintTracker::text() const {
  JsonObject object;
  object.add("state", toString(state_)).addRaw("job", job_ ? job_->text() : "null").add("endTold", endReported_);
  object.add("next", opened_.file().path);
  if (opened_.file().size) object.add("nextSize", *opened_.file().size);
  if (pausedAt_) object.add("pausedAt", pausedAt_->byte);
  if (pauseReadsIdle_) object.add("pauseReadsIdle", true);
  if (guessed_) object.addRaw("guessed", guessed_->text());
  return object.text();
}

void PrintTracker::restore(std::string_view text) {
  state_ = printState(jsonToText(jsonAt(text, "state")));
  if (const std::string_view job = jsonAt(text, "job"); job.starts_with('{')) job_ = PrintJob::parse(job);
  const bool hasJob = state_ == PrintState::Printing || state_ == PrintState::Paused;
  if (hasJob != job_.has_value()) {
    state_ = PrintState::Unknown;
    job_.reset();
  }
  endReported_ = printing::isTrue(jsonAt(text, "endTold"));
  opened_.set({jsonToText(jsonAt(text, "next")), wholeNumber(jsonAt(text, "nextSize"))});
  const auto pausedAt = wholeNumber(jsonAt(text, "pausedAt"));
  if (pausedAt && job_ && job_->position) pausedAt_ = {*pausedAt, job_->position->size};
  pauseReadsIdle_ = printing::isTrue(jsonAt(text, "pauseReadsIdle"));
  const std::string_view guessed = jsonAt(text, "guessed");
  if (guessed.starts_with('{') && !job_) guessed_ = PrintJob::parse(guessed);
}

}  // namespace herald::serial
