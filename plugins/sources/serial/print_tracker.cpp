// SPDX-License-Identifier: Apache-2.0
#include "print_tracker.h"

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
constexpr double kOneOrder = 10;         // seconds from the order to print until its file is opened

double percentOf(const SdPosition& at) { return 100.0 * static_cast<double>(at.byte) / static_cast<double>(at.size); }

std::string_view baseName(std::string_view path) { return path.substr(path.find_last_of('/') + 1); }

}  // namespace

void PrintTracker::connected() {
  gap_ = fresh_ = true;
  normalMode_ = false;
}

void PrintTracker::take(const Line& line, double now) {
  now_ = now;
  switch (line.kind) {
    case LineKind::Unknown: return;
    case LineKind::SdPrinting: takeSdPosition(line); break;
    case LineKind::Progress: takePercent(line); break;
    case LineKind::Error: takeError(line, false); break;
    case LineKind::FileOpened: openFile(line); break;
    default:
      gap_ &= line.kind == LineKind::SdIdle || stepOf(line.kind, state_) == Step::Stay;
      step(stepOf(line.kind, state_), line);
      gap_ &= line.kind != LineKind::SdIdle;
  }
  if (line.kind == LineKind::Started) orderedAt_ = now_;
  fresh_ = false;
}

void PrintTracker::openFile(const Line& line) {
  const auto file = fileName(line.text);
  if (!file) return;
  const bool known = baseName(next_.path) == file->path;  // one line has the folder, the next line the size
  next_ = {known ? next_.path : file->path, file->size ? file->size : known ? next_.size : std::nullopt};
  const bool ordered = now_ - orderedAt_ < kOneOrder;
  if (job_ && isAnother(next_, ordered)) {
    const FileName another = next_;
    endUnseen();
    next_ = another;
    gap_ = false;
    if (ordered) begin(next_);
  }
  idleReports_.fileOpened(next_.size);
  if (job_)
    job_->file = next_;
  else
    gap_ = endReported_ = false;
  if (state_ == PrintState::Unknown) state_ = PrintState::Idle;
}

/// True if a file that is opened during a print begins another print. Otherwise it is the name of this print, which may
/// come a little after the start.
bool PrintTracker::isAnother(const FileName& file, bool ordered) const {
  if (job_->file.path.empty()) return false;
  if (baseName(file.path) != baseName(job_->file.path)) return true;
  return ordered && job_->startedAt + kOneOrder < now_;
}

void PrintTracker::takeSdPosition(const Line& line) {
  const auto position = sdPosition(line.text);
  if (!position) return;
  if (position->size == 0) return step(stepOf(LineKind::SdIdle, state_), line);
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
    case Step::Begin: begin(fileName(line.text).value_or(next_)); break;
    case Step::Rest: state_ = PrintState::Idle; break;
    case Step::Stop: stop(); break;
    case Step::EndUnseen: endUnseen(); break;
    case Step::PauseUnseen: adopt(next_); [[fallthrough]];
    case Step::Pause: pause(); break;
    case Step::Resume: resume(); break;
    case Step::ResumeUnseen: adopt(next_); break;
    case Step::FinishUnseen:
      if (endReported_) break;
      adopt(fileName(line.text).value_or(next_));
      [[fallthrough]];
    case Step::Finish: finish(); break;
    case Step::Cancel: cancel(); break;
    case Step::Reset: reset(); break;
    default:
      if (line.kind == LineKind::Halt) takeError(line, true);
  }
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
  state_ = PrintState::Printing;
  endReported_ = false;
  errors_.clearFailing();
}

/// A print runs that Herald has not reported. It gets a PrintStarted, unless it may have begun before Herald listened.
void PrintTracker::beginOrAdopt(double percent) {
  if (state_ == PrintState::Unknown && percent >= kSeenFromTheStart) {
    adopt(next_);
    job_->reported = printing::Progress(static_cast<int>(percent));
  } else {
    gap_ &= state_ != PrintState::Unknown;
    begin(next_);
  }
}

void PrintTracker::discover(const SdPosition& position) {
  if (!idleReports_.showsPrint(position, state_ != PrintState::Unknown, now_)) return;
  beginOrAdopt(percentOf(position));
  advance(position);
}

void PrintTracker::discover(const Progress73& progress) {
  if (!idleReports_.showsPrint(progress, now_)) return;
  beginOrAdopt(*progress.percent);
  job_->byPercent = job_->file.path.empty();
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
    if (position.byte <= pausedAt_->byte) return;
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
  job_->pause(now_);
  report_("PrintPaused", pausedPayload(*job_));
}

void PrintTracker::resume() {
  state_ = PrintState::Printing;
  job_->resume(now_);
  report_("PrintResumed", job_->fields());
}

void PrintTracker::forgetJob() {
  idleReports_.printEnded(*job_, !normalMode_);
  errors_.clearFailing();
  job_.reset();
  next_ = {};
  endReported_ = true;
}

void PrintTracker::finish() {
  state_ = PrintState::Idle;
  job_->resume(now_);
  report_("PrintDone", donePayload(*job_, now_));
  forgetJob();
}

void PrintTracker::cancel() {
  state_ = PrintState::Idle;
  idleReports_.printCancelled(now_);
  JsonObject payload = cancelledPayload(*job_, now_);
  report_("PrintCancelled", payload);
  report_("PrintFailed", payload.add("reason", "cancelled"));
  forgetJob();
}

void PrintTracker::stop() {
  if (!job_->position && job_->file.path.empty()) return;  // a host prints through this line
  if (job_->completion().value_or(0) >= kAtItsEnd) return finish();
  if (gap_) return endUnseen();
  if (errors_.failing().empty()) return cancel();
  state_ = PrintState::Idle;
  fail(errors_.failing());
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
  next_ = {};
  endReported_ = false;
  idleReports_.forget();
}

void PrintTracker::takeError(const Line& line, bool halts) {
  const std::string_view text = errorText(line.text);
  const bool before = state_ == PrintState::Halted;
  if (halts) state_ = PrintState::Halted;
  if (errors_.isNews(text, contains(text, "kill() called"), before, now_))
    report_("Error", JsonObject().add("error", text).add("reason", "firmware"));
  if (halts && job_) fail(errors_.last());
}

std::string PrintTracker::text() const {
  JsonObject object;
  object.add("state", toString(state_)).addRaw("job", job_ ? job_->text() : "null").add("endTold", endReported_);
  object.add("next", next_.path);
  if (next_.size) object.add("nextSize", *next_.size);
  if (pausedAt_) object.add("pausedAt", pausedAt_->byte);
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
  next_.path = jsonToText(jsonAt(text, "next"));
  next_.size = wholeNumber(jsonAt(text, "nextSize"));
  const auto pausedAt = wholeNumber(jsonAt(text, "pausedAt"));
  if (pausedAt && job_ && job_->position) pausedAt_ = {*pausedAt, job_->position->size};
}

}  // namespace herald::serial
