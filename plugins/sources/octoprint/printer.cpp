#include "printer.h"

#include <algorithm>
#include <utility>

#include "herald/json.h"
#include "printing/event_kinds.h"
#include "printing/numbers.h"

namespace herald::octoprint {
namespace {

// Events and states come on two ways, and a state may be a second late.
constexpr Millis kGrace = std::chrono::seconds(3);
constexpr const char* kKey = "printer";
constexpr Millis kPatience = std::chrono::seconds(1);  // how long events may wait for what has to be asked for

/// What the printer said, of a line of the terminal: `Recv: ok`, and since 2.0 `<<< ok`. Empty for what was sent to it.
std::string_view receivedLine(std::string_view text) {
  for (const std::string_view received : {"Recv:", "<<<"}) {
    if (!text.starts_with(received)) continue;
    text.remove_prefix(received.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text;
  }
  return {};
}

}  // namespace

Printer::Printer(Feed& feed, RestClient& rest, EventNames names)
    : feed_(feed), rest_(rest), names_(std::move(names)), told_(feed.load(kKey)), costly_(feed, rest) {
  if (!isJsonObject(told_)) return;
  known_ = true;
  if (const std::string_view job = jsonAt(told_, "job"); job.starts_with('{')) job_ = Job::parse(job);
  lastSubject_ = jsonToText(jsonAt(told_, "lastSubject"));
  if (const std::string_view end = jsonAt(told_, "unseenEnd"); end.starts_with('{')) unseenEnd_ = UnseenEnd::parse(end);
  userAction_ = common::UserAction::parse(jsonToText(jsonAt(told_, "waiting")), feed_.now());
}

void Printer::take(const PushMessage& message) {
  answersBy_ = Clock::now() + kPatience;
  switch (message.kind) {
    case PushMessage::Kind::History: history(message.body); break;
    case PushMessage::Kind::Current: current(message.body); break;
    case PushMessage::Kind::Event: event(message.body); break;
    default: return;
  }
  tell();
}

// Its log lines were told before. A wait may go on in it that OctoPrint knows nothing of.
void Printer::history(std::string_view body) {
  state_.merge(body, feed_.now());
  const PrinterState::Snapshot& now = state_.snapshot();
  if (!now.paused && !now.changing) userAction_.notPaused();
  if (!known_) adopt();
  advance();
  compareAgain();
}

void Printer::current(std::string_view body) {
  state_.merge(body, feed_.now());
  advance();
  compareAgain();
  readLines(jsonAt(body, "logs"));
}

void Printer::event(std::string_view body) {
  const std::optional<Fired> fired = parseEvent(body);
  if (!fired) return;
  costly_.event(fired->type, fired->payload);
  if (unseenEnd_ && unseenEnd_->isTold(fired->type, fired->payload, state_.serverTime(feed_.now())))
    return unseenEnd_.reset();
  if (fired->type == "PrinterStateChanged") state_.changed(fired->payload);
  if (fired->type == "PrintStarted" && job_) endUnseen();
  followJob(fired->type, fired->payload);
  if (names_.reported(fired->type)) add(fired->type, fired->payload);
  if (common::isJobEvent(fired->type)) differsSince_.reset();
  if (job_ && !job_->isIn(fired->payload)) return;  // the end of one before, which comes late
  if (common::isJobEnd(fired->type)) userAction_.ended();
  if (fired->type == "PrintDone" || fired->type == "PrintFailed") job_.reset();
}

void Printer::followJob(std::string_view type, std::string_view payload) {
  if (type == "PrintStarted") {
    if (unseenEnd_ && unseenEnd_->type == "PrintDone") unseenEnd_.reset();  // only a PrintFailed may come behind it
    job_ = Job::begin(payload, state_.serverTime(feed_.now()));
    job_->awaited = true;
    lastSubject_ = job_->subject;
    known_ = true;
    userAction_.ended();
  }
  if (type == "PrintResumed") userAction_.resumed();
  if (job_ && (type == "PrintPaused" || type == "PrintResumed")) job_->paused = type == "PrintPaused";
  if (job_ && (type == "PrintCancelling" || type == "PrintCancelled")) job_->cancelled = true;
}

/// What is met on its first connection has begun and was told long ago.
void Printer::adopt() {
  known_ = true;
  const PrinterState::Snapshot& now = state_.snapshot();
  if (!now.busy) return;
  job_ = Job::begin(state_.file(), state_.serverTime(feed_.now()) - now.printTime.value_or(0));
  job_->progress = common::Progress(now.percent.value_or(0));
  job_->paused = now.paused;
  lastSubject_ = job_->subject;
}

void Printer::advance() {
  const PrinterState::Snapshot& now = state_.snapshot();
  if (!job_ || job_->cancelled || !now.busy || !now.percent || compare(job_, now).ended) return;
  job_->awaited = job_->awaited && isOfRunBefore(*job_, now, state_.serverTime(feed_.now()));
  if (job_->awaited) return;
  if (!job_->progress.reach(*now.percent)) return;
  job_->printTime = now.printTime.value_or(job_->printTime);
  JsonObject payload;
  payload.add("progress", *now.percent);
  for (const char* name : {"name", "path", "origin"}) payload.addRaw(name, jsonAt(job_->fields, name));
  add("PrintProgress", payload.text());
}

void Printer::readLines(std::string_view logs) {
  for (const std::string_view raw : jsonElements(logs)) {
    const std::string text = jsonToText(raw);
    const std::string_view line = receivedLine(text);
    if (!line.empty() && userAction_.line(line, feed_.now()))
      add("UserActionNeeded", JsonObject().add("line", line).text());
  }
}

void Printer::compareAgain() {
  if (!known_ || !compare(job_, state_.snapshot()).any())
    differsSince_.reset();
  else if (!differsSince_)
    differsSince_ = feed_.now();
}

Clock::time_point Printer::wakeAt() const { return differsSince_ ? *differsSince_ + kGrace : Clock::time_point::max(); }

void Printer::settle() {
  if (feed_.now() < wakeAt()) return;
  answersBy_ = Clock::now() + kPatience;
  const Gap gap = compare(job_, state_.snapshot());
  if (gap.ended) endUnseen();
  if (gap.started) beginUnseen();
  if (gap.paused || gap.resumed) {
    job_->paused = gap.paused;
    add(gap.paused ? "PrintPaused" : "PrintResumed", jsonWith(job_->fields, "reconciled", "true"));
  }
  differsSince_.reset();
  tell();
}

void Printer::beginUnseen() {
  const PrinterState::Snapshot& now = state_.snapshot();
  if (unseenEnd_ && unseenEnd_->type == "PrintDone") unseenEnd_.reset();
  job_ = Job::begin(state_.file(), state_.serverTime(feed_.now()) - now.printTime.value_or(0));
  job_->paused = now.paused;
  lastSubject_ = job_->subject;
  add("PrintStarted", jsonWith(job_->fields, "reconciled", "true"));
  advance();
}

void Printer::endUnseen() {
  const std::string file = rest_.file(job_->origin(), job_->path(), answersBy_);
  const Ending ending = endingOf(*job_, state_.snapshot(), file);
  std::string payload = job_->fields;
  if (ending.time) payload = jsonWith(payload, "time", common::numberText(*ending.time));
  if (!ending.done) {
    payload = jsonWith(payload, "reason", job_->cancelled ? R"("cancelled")" : R"("error")");
    if (!job_->cancelled)
      payload = jsonWith(payload, "error", R"("The print has ended while Herald could not see how.")");
    payload = jsonWith(payload, "progress", common::numberText(job_->progress.last() / 100.0));
  }
  unseenEnd_ = {ending.done ? "PrintDone" : "PrintFailed", state_.serverTime(feed_.now()), *job_};
  add(unseenEnd_->type, jsonWith(payload, "reconciled", "true"));
  job_.reset();
  userAction_.ended();
}

void Printer::add(const std::string& type, const std::string& payload) {
  JsonObject context = state_.context(type, payload);
  const bool aboutJob = common::isJobEvent(type) || type == "PrintProgress";
  const std::string_view about = aboutJob ? std::string_view(payload) : state_.file();
  costly_.addTo(context, jsonToText(jsonAt(about, "origin")), jsonToText(jsonAt(about, "path")), answersBy_);
  Event event;
  event.type = type;
  event.payload = payload;
  event.context = context.text();
  event.category = common::categoryOf(type);
  event.subject = aboutJob ? subjectOf(payload) : job_ ? job_->subject : "";
  event.time = feed_.wallClock();
  events_.push_back(std::move(event));
}

std::string Printer::subjectOf(std::string_view payload) const {
  if (!job_) return lastSubject_;
  if (job_->isIn(payload)) return job_->subject;
  return unseenEnd_ && unseenEnd_->job.isIn(payload) ? unseenEnd_->job.subject : "";
}

void Printer::tell() {
  std::string now = known_ ? text() : told_;
  Notes notes;
  if (now != told_) notes.emplace(kKey, now);
  std::vector<Event> events = std::exchange(events_, {});
  if (events.empty() && notes.empty()) return;
  feed_.publish(events, notes);
  told_ = std::move(now);
}

std::string Printer::text() const {
  return JsonObject()
      .addRaw("job", job_ ? job_->text() : "null")
      .add("lastSubject", lastSubject_)
      .addRaw("unseenEnd", unseenEnd_ ? unseenEnd_->text() : "null")
      .add("waiting", userAction_.text())
      .text();
}

}  // namespace herald::octoprint
