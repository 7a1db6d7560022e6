#include "print_story.h"

#include <utility>

#include "job_payloads.h"
#include "printing/numbers.h"

namespace herald::serial {
namespace {

constexpr double kSeenFromTheStart = 2;  // percent
constexpr double kAtItsEnd = 99;         // percent
constexpr double kAnotherPrint = 5;      // percent that M73 goes back
constexpr double kGoesOn = 2;            // percent that M73 advances in what was a pause
constexpr double kOneBoot = 10;          // seconds that a start takes
constexpr double kOneOrder = 10;         // seconds from the order to print to the file that is opened for it

double percentOf(const SdPosition& at) { return 100.0 * static_cast<double>(at.byte) / static_cast<double>(at.size); }

std::string_view baseName(std::string_view path) { return path.substr(path.find_last_of('/') + 1); }

}  // namespace

void PrintStory::connected() {
  gap_ = fresh_ = true;
  normalMode_ = false;
}

void PrintStory::take(const Line& line, double now) {
  now_ = now;
  switch (line.kind) {
    case LineKind::Unknown: return;
    case LineKind::SdPrinting: takeSd(line); break;
    case LineKind::Progress: takePercent(line); break;
    case LineKind::Error: error(line, false); break;
    case LineKind::FileOpened: open(line); break;
    default:
      gap_ &= line.kind == LineKind::SdIdle || stepOf(line.kind, state_) == Step::Stay;
      step(stepOf(line.kind, state_), line);
      gap_ &= line.kind != LineKind::SdIdle;
  }
  if (line.kind == LineKind::Started) orderedAt_ = now_;
  fresh_ = false;
}

void PrintStory::open(const Line& line) {
  const auto file = fileName(line.text);
  if (!file) return;
  const bool known = baseName(next_.path) == file->path;  // one line has the folder, the next one the size
  next_ = {known ? next_.path : file->path, file->size ? file->size : known ? next_.size : std::nullopt};
  const bool ordered = now_ - orderedAt_ < kOneOrder;
  if (job_ && isAnother(next_, ordered)) {
    const FileName another = next_;
    lose();
    next_ = another;
    gap_ = false;
    if (ordered) begin(next_);
  }
  rest_.opened(next_.size);
  if (job_)
    job_->file = next_;
  else
    gap_ = endTold_ = false;
  if (state_ == PrintState::Unknown) state_ = PrintState::Idle;
}

/// Is a file that is opened in mid-print the beginning of another print? It may also be the name of this one, which
/// comes a little after its start.
bool PrintStory::isAnother(const FileName& file, bool ordered) const {
  if (job_->file.path.empty()) return false;
  if (baseName(file.path) != baseName(job_->file.path)) return true;
  return ordered && job_->startedAt + kOneOrder < now_;
}

void PrintStory::takeSd(const Line& line) {
  const auto position = sdPosition(line.text);
  if (!position) return;
  if (position->size == 0) return step(stepOf(LineKind::SdIdle, state_), line);
  switch (stepOf(line.kind, state_)) {
    case Step::Meet: meet(*position); break;
    case Step::Advance:
    case Step::AdvancePaused: advance(*position); break;
    default: break;
  }
}

void PrintStory::takePercent(const Line& line) {
  const Progress73 progress = progress73(line.text);
  if (progress.silent && normalMode_) return;
  normalMode_ |= !progress.silent;
  if (!progress.percent && !progress.minutesLeft) return;
  switch (stepOf(line.kind, state_)) {
    case Step::Meet: meet(progress); break;
    case Step::Advance:
    case Step::AdvancePaused: advance(progress); break;
    default: break;
  }
}

void PrintStory::step(Step step, const Line& line) {
  switch (step) {
    case Step::Begin: begin(fileName(line.text).value_or(next_)); break;
    case Step::Rest: state_ = PrintState::Idle; break;
    case Step::Stop: stop(); break;
    case Step::Lose: lose(); break;
    case Step::PauseUnseen: adopt(next_); [[fallthrough]];
    case Step::Pause: pause(); break;
    case Step::Resume: resume(); break;
    case Step::ResumeUnseen: adopt(next_); break;
    case Step::FinishUnseen:
      if (endTold_) break;
      adopt(fileName(line.text).value_or(next_));
      [[fallthrough]];
    case Step::Finish: finish(); break;
    case Step::Cancel: cancel(); break;
    case Step::Reset: reset(); break;
    default:
      if (line.kind == LineKind::Halt) error(line, true);
  }
}

void PrintStory::begin(FileName file) {
  adopt(std::move(file), !gap_);
  JsonObject payload = job_->fields();
  if (std::exchange(gap_, false)) payload.add("reconciled", true);
  tell_("PrintStarted", payload);
}

/// A print of which nothing was told yet, and nothing is.
void PrintStory::adopt(FileName file, bool fromTheStart) {
  job_ = Job::begin(std::move(file), now_, fromTheStart);
  state_ = PrintState::Printing;
  endTold_ = false;
  errors_.ended();
}

/// A print is under way, and nothing was told of it: from its beginning on, or not where it may have begun before
/// anybody listened.
void PrintStory::meet(double percent) {
  if (state_ == PrintState::Unknown && percent >= kSeenFromTheStart) {
    adopt(next_);
    job_->told = common::Progress(static_cast<int>(percent));
  } else {
    gap_ &= state_ != PrintState::Unknown;
    begin(next_);
  }
}

void PrintStory::meet(const SdPosition& position) {
  if (!rest_.wakes(position, state_ != PrintState::Unknown, now_)) return;
  meet(percentOf(position));
  advance(position);
}

void PrintStory::meet(const Progress73& progress) {
  if (!rest_.wakes(progress, now_)) return;
  meet(*progress.percent);
  job_->byPercent = job_->file.path.empty();
  advance(progress);
}

void PrintStory::advance(const SdPosition& position) {
  const auto& before = job_->position;
  if (before && (position.size != before->size || position.byte < before->byte)) {
    lose();
    return meet(position);
  }
  if (before && position.byte > before->byte) errors_.moved();
  job_->position = position;
  job_->byPercent = false;
  gap_ = false;
  if (state_ == PrintState::Paused) {
    if (!pausedAt_) pausedAt_ = position;
    if (position.byte <= pausedAt_->byte) return;
    resume();
  }
  reach(job_->completion());
}

void PrintStory::advance(const Progress73& progress) {
  if (progress.minutesLeft) job_->minutesLeft = progress.minutesLeft;
  if (!progress.percent) return;
  const auto before = std::exchange(job_->percent, progress.percent);
  if (job_->position) return;
  if (before && *progress.percent + kAnotherPrint <= *before) {
    lose();
    return meet(progress);
  }
  if (before && *progress.percent > *before) errors_.moved();
  gap_ = false;
  if (state_ == PrintState::Paused) {
    if (before && *progress.percent < *before + kGoesOn) return;
    resume();
  }
  reach(progress.percent);
  if (job_->byPercent && *progress.percent >= 100) finish();
}

void PrintStory::reach(std::optional<double> percent) {
  if (!percent) return;
  const auto whole = common::wholePercent(common::numberText(*percent));
  if (whole && job_->told.reach(*whole)) tell_("PrintProgress", progressPayload(*job_, *whole));
}

void PrintStory::pause() {
  state_ = PrintState::Paused;
  pausedAt_.reset();
  job_->pause(now_);
  tell_("PrintPaused", pausedPayload(*job_));
}

void PrintStory::resume() {
  state_ = PrintState::Printing;
  job_->resume(now_);
  tell_("PrintResumed", job_->fields());
}

void PrintStory::end() {
  rest_.ended(*job_, !normalMode_);
  errors_.ended();
  job_.reset();
  next_ = {};
  endTold_ = true;
}

void PrintStory::finish() {
  state_ = PrintState::Idle;
  job_->resume(now_);
  tell_("PrintDone", donePayload(*job_, now_));
  end();
}

void PrintStory::cancel() {
  state_ = PrintState::Idle;
  rest_.cancelled(now_);
  JsonObject payload = cancelledPayload(*job_, now_);
  tell_("PrintCancelled", payload);
  tell_("PrintFailed", payload.add("reason", "cancelled"));
  end();
}

void PrintStory::stop() {
  if (!job_->position && job_->file.path.empty()) return;  // whoever prints does so through the line
  if (job_->completion().value_or(0) >= kAtItsEnd) return finish();
  if (gap_) return lose();
  if (errors_.failing().empty()) return cancel();
  state_ = PrintState::Idle;
  fail(errors_.failing());
}

void PrintStory::fail(const std::string& error, bool reconciled) {
  JsonObject payload = failedPayload(*job_, now_, error);
  if (reconciled) payload.add("reconciled", true);
  tell_("PrintFailed", payload);
  end();
}

void PrintStory::lose() {
  state_ = PrintState::Idle;
  fail("The print has ended while Herald could not see how.", true);
}

void PrintStory::reset() {
  const bool told = now_ - std::exchange(bootAt_, now_) < kOneBoot || fresh_;
  state_ = PrintState::Idle;
  if (job_ || !told) tell_("PrinterReset", JsonObject().add("idle", !job_));
  if (job_) fail("The printer was reset.");
  next_ = {};
  endTold_ = false;
  rest_.forget();
}

void PrintStory::error(const Line& line, bool halts) {
  const std::string_view text = errorText(line.text);
  const bool before = state_ == PrintState::Halted;
  if (halts) state_ = PrintState::Halted;
  if (errors_.isNews(text, holds(text, "kill() called"), before, now_))
    tell_("Error", JsonObject().add("error", text).add("reason", "firmware"));
  if (halts && job_) fail(errors_.last());
}

std::string PrintStory::text() const {
  JsonObject object;
  object.add("state", toString(state_)).addRaw("job", job_ ? job_->text() : "null").add("endTold", endTold_);
  object.add("next", next_.path);
  if (next_.size) object.add("nextSize", *next_.size);
  if (pausedAt_) object.add("pausedAt", pausedAt_->byte);
  return object.text();
}

void PrintStory::restore(std::string_view text) {
  state_ = printState(jsonToText(jsonAt(text, "state")));
  if (const std::string_view job = jsonAt(text, "job"); job.starts_with('{')) job_ = Job::parse(job);
  const bool hasJob = state_ == PrintState::Printing || state_ == PrintState::Paused;
  if (hasJob != job_.has_value()) {
    state_ = PrintState::Unknown;
    job_.reset();
  }
  endTold_ = common::isTrue(jsonAt(text, "endTold"));
  next_.path = jsonToText(jsonAt(text, "next"));
  next_.size = wholeNumber(jsonAt(text, "nextSize"));
  const auto pausedAt = wholeNumber(jsonAt(text, "pausedAt"));
  if (pausedAt && job_ && job_->position) pausedAt_ = {*pausedAt, job_->position->size};
}

}  // namespace herald::serial
