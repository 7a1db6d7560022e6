#include "print_story.h"

#include <utility>

#include "common/numbers.h"

namespace herald::serial {
namespace {

constexpr double kSeenFromTheStart = 2;  // percent
constexpr double kAtItsEnd = 99;         // percent
constexpr double kAnotherPrint = 5;      // percent that M73 goes back
constexpr double kGoesOn = 2;            // percent that M73 advances in what was a pause
constexpr double kOneBoot = 10;          // seconds that a start takes

double percentOf(const SdPosition& at) { return 100.0 * static_cast<double>(at.byte) / static_cast<double>(at.size); }

bool isUnderWay(const SdPosition& at) { return at.byte > 0 && at.byte < at.size; }

/// The firmware answers M73 with 0 % and no time when it does not print.
bool isUnderWay(const Progress73& at) {
  return at.percent && *at.percent < 100 && (*at.percent > 0 || at.minutesLeft.value_or(0) > 0);
}

}  // namespace

void PrintStory::connected() {
  gap_ = fresh_ = true;
  normalMode_ = false;
}

void PrintStory::take(const Line& line, double now) {
  now_ = now;
  if (line.kind == LineKind::Unknown) return;
  switch (line.kind) {
    case LineKind::SdPrinting: takeSd(line); break;
    case LineKind::Progress: takePercent(line); break;
    case LineKind::Error: error(line, false); break;
    case LineKind::FileOpened: {
      if (const auto file = fileName(line.text); file && (next_.path != file->path || file->size)) next_ = *file;
      restingAt_ = SdPosition{0, next_.size.value_or(0)};
      if (!job_) endTold_ = false;
      if (job_ && job_->file.path.empty()) job_->file = next_;
      gap_ &= job_.has_value();
      if (state_ == PrintState::Unknown) state_ = PrintState::Idle;
      break;
    }
    default:
      gap_ &= line.kind == LineKind::SdIdle || stepOf(line.kind, state_) == Step::Stay;
      step(stepOf(line.kind, state_), line);
      gap_ &= line.kind != LineKind::SdIdle;
  }
  fresh_ = false;
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
}

void PrintStory::meet(const SdPosition& position) {
  const auto before = std::exchange(restingAt_, position);
  const bool known = state_ != PrintState::Unknown || before;
  if (!known || !isUnderWay(position) || before == position) return;
  if (state_ == PrintState::Unknown && percentOf(position) >= kSeenFromTheStart) {
    adopt(next_);
    job_->told = common::Progress(static_cast<int>(percentOf(position)));
  } else {
    gap_ &= state_ != PrintState::Unknown;
    begin(next_);
  }
  advance(position);
}

void PrintStory::meet(const Progress73& progress) {
  const auto before = std::exchange(resting_, progress);
  if (!isUnderWay(progress) || before == progress) return;
  if (state_ == PrintState::Unknown && *progress.percent >= kSeenFromTheStart) {
    adopt(next_);
    job_->told = common::Progress(static_cast<int>(*progress.percent));
  } else {
    gap_ &= state_ != PrintState::Unknown;
    begin(next_);
  }
  job_->byPercent = next_.path.empty();
  advance(progress);
}

void PrintStory::advance(const SdPosition& position) {
  const auto& before = job_->position;
  if (before && (position.size != before->size || position.byte < before->byte)) {
    lose();
    return meet(position);
  }
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
  if (!whole || !job_->told.reach(*whole)) return;
  JsonObject payload;
  payload.add("progress", *whole);
  const std::string fields = job_->fields().text();
  for (const char* name : {"name", "path", "origin"}) payload.addRaw(name, jsonAt(fields, name));
  tell_("PrintProgress", payload);
}

void PrintStory::pause() {
  state_ = PrintState::Paused;
  pausedAt_.reset();
  job_->pause(now_);
  JsonObject payload = job_->fields();
  if (const auto completion = job_->completion()) payload.add("progress", static_cast<int>(*completion));
  if (job_->position) payload.add("fileposition", job_->position->byte);
  tell_("PrintPaused", payload);
}

void PrintStory::resume() {
  state_ = PrintState::Printing;
  job_->resume(now_);
  tell_("PrintResumed", job_->fields());
}

JsonObject PrintStory::ended() const {
  const auto time = job_->printTime(now_);
  return job_->fields().addRaw("time", time ? common::numberText(*time) : "null");
}

void PrintStory::end() {
  if (job_->position) restingAt_ = job_->position;
  if (job_->percent) resting_ = Progress73{job_->percent, job_->minutesLeft, !normalMode_};
  job_.reset();
  next_ = {};
  endTold_ = true;
}

void PrintStory::finish() {
  state_ = PrintState::Idle;
  job_->resume(now_);
  tell_("PrintDone", ended());
  end();
}

void PrintStory::cancel() {
  state_ = PrintState::Idle;
  JsonObject payload = ended();
  if (const auto completion = job_->completion()) payload.add("progress", static_cast<int>(*completion));
  if (job_->position) payload.add("fileposition", job_->position->byte);
  tell_("PrintCancelled", payload);
  tell_("PrintFailed", payload.add("reason", "cancelled"));
  end();
}

void PrintStory::stop() {
  if (!job_->position && job_->file.path.empty()) return;  // whoever prints does so through the line
  if (job_->completion().value_or(0) >= kAtItsEnd)
    finish();
  else if (gap_)
    lose();
  else
    cancel();
}

void PrintStory::fail(const std::string& error, bool reconciled) {
  JsonObject payload = ended();
  payload.add("reason", "error").add("error", error).add("progress", job_->completion().value_or(0) / 100);
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
  if (job_) fail("The printer was reset.", false);
  next_ = {};
  endTold_ = false;
  restingAt_.reset();
  resting_.reset();
}

void PrintStory::error(const Line& line, bool halts) {
  const std::string_view text = errorText(line.text);
  const bool before = state_ == PrintState::Halted;
  if (halts) state_ = PrintState::Halted;
  if (errors_.isNews(text, holds(text, "kill() called"), before, now_))
    tell_("Error", JsonObject().add("error", text).add("reason", "firmware"));
  if (halts && job_) fail(errors_.last(), false);
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
