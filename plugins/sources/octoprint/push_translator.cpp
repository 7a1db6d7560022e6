// SPDX-License-Identifier: Apache-2.0
#include "push_translator.h"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <utility>

#include "herald/json.h"
#include "job_context.h"
#include "layer_progress.h"
#include "missed_changes.h"
#include "printing/event_kinds.h"
#include "printing/firmware_lines.h"
#include "printing/json_values.h"
#include "printing/sent_command.h"

namespace herald::octoprint {
namespace {

// OctoPrint sends events and states separately, and a state may be a second late.
constexpr Millis kGrace = std::chrono::seconds(3);
constexpr Millis kStateTime = std::chrono::seconds(1);  // how long a PrintStarted waits for the state with its job
constexpr const char* kKey = "printer";
constexpr Millis kRestTime = std::chrono::seconds(1);  // how long events may wait for the REST API

/// A line of the terminal without its mark: `Recv: ok`, or `<<< ok` since 2.0. Empty if it has none of these marks.
std::string_view lineAfter(std::string_view text, std::initializer_list<std::string_view> marks) {
  for (const std::string_view mark : marks) {
    if (!text.starts_with(mark)) continue;
    text.remove_prefix(mark.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text;
  }
  return {};
}

}  // namespace

PushTranslator::PushTranslator(Feed& feed, RestClient& rest, Setup setup)
    : feed_(feed),
      rest_(rest),
      setup_(std::move(setup)),
      saved_(feed.load(kKey)),
      costly_(feed, rest),
      fileLayers_(feed, rest),
      cooling_(setup_.bedCooledBelow) {
  if (!isJsonObject(saved_)) return;
  known_ = true;
  if (const std::string_view job = jsonAt(saved_, "job"); job.starts_with('{')) job_ = PrintJob::parse(job);
  lastSubject_ = jsonToText(jsonAt(saved_, "lastSubject"));
  if (const std::string_view end = jsonAt(saved_, "unseenEnd"); end.starts_with('{'))
    missedEnd_ = MissedEnd::parse(end);
  userAction_ = printing::UserAction::parse(jsonToText(jsonAt(saved_, "waiting")), feed_.now());
  cooling_.restore(jsonAt(saved_, "bed"));
}

void PushTranslator::take(const PushMessage& message) {
  answersBy_ = feed_.now() + kRestTime;
  switch (message.kind) {
    case PushMessage::Kind::History: takeHistory(message.body); break;
    case PushMessage::Kind::Current: takeCurrent(message.body); break;
    case PushMessage::Kind::Event: takeEvent(message.body); break;
    case PushMessage::Kind::Plugin:
      if (const auto report = layerInPluginMessage(message.body)) reachLayer(*report);
      break;
    default: return;
  }
  publish();
}

// It ignores the log lines of the history, because they are old. A wait that OctoPrint does not report may go on.
void PushTranslator::takeHistory(std::string_view body) {
  takeState(body);
  const PrinterState::Snapshot& now = state_.snapshot();
  if (!now.paused && !now.changing) userAction_.notPaused();
  if (!known_) adoptRunningPrint();
  advance();
  takeTemperatures(jsonAt(body, "temps"));
  checkForMissedChanges();
}

void PushTranslator::takeCurrent(std::string_view body) {
  takeState(body);
  advance();
  followFile();
  takeTemperatures(jsonAt(body, "temps"));
  checkForMissedChanges();
  readTerminal(jsonAt(body, "logs"));
}

void PushTranslator::takeState(std::string_view body) {
  state_.merge(body, feed_.now());
  if (start_ && showsStart()) completeStart(state_.jobFor(events_[start_->index].payload));
}

void PushTranslator::takeEvent(std::string_view body) {
  const Clock::time_point arrived = feed_.now();
  const std::optional<OctoPrintEvent> event = parseEvent(body);
  if (!event) return;
  costly_.noteEvent(event->type, event->payload);
  if (missedEnd_ && missedEnd_->isReportedBy(event->type, event->payload, state_.serverTime(feed_.now())))
    return missedEnd_.reset();
  if (event->type == "PrinterStateChanged") state_.mergeStateChange(event->payload, arrived);
  if (event->type == "FileSelected" || event->type == "PrintStarted") state_.mergeSelection(event->payload, arrived);
  if (event->type == "PrintStarted") {
    if (start_) completeStartUnseen(true);
    if (job_) reportMissedEnd();
    state_.mergeStart(event->payload);
    start_ = {events_.size(), arrived + kStateTime};
  }
  followJob(event->type, event->payload);
  noteReason(event->type, event->payload);
  if (setup_.filter.reports(event->type)) add(event->type, event->payload);
  if (printing::isJobEvent(event->type)) differsSince_.reset();
  if (job_ && !job_->isIn(event->payload)) return;  // a late end of a previous print
  if (printing::isJobEnd(event->type)) {
    userAction_.ended();
    cooling_.ended(event->payload, subjectOf(event->payload), unixTime());
  }
  if (event->type == "PrintDone" || event->type == "PrintFailed") job_.reset();
}

void PushTranslator::followJob(std::string_view type, std::string_view payload) {
  if (type == "PrintStarted") {
    // A late PrintFailed may still arrive after the next start, a late PrintDone may not.
    if (missedEnd_ && missedEnd_->type == "PrintDone") missedEnd_.reset();
    job_ = PrintJob::begin(payload, state_.serverTime(feed_.now()));
    job_->awaited = true;
    lastSubject_ = job_->subject;
    known_ = true;
    userAction_.ended();
    cooling_.started();
  }
  if (type == "PrintResumed") userAction_.resumed();
  if (job_ && (type == "PrintPaused" || type == "PrintResumed")) job_->paused = type == "PrintPaused";
  if (job_ && (type == "PrintCancelling" || type == "PrintCancelled")) job_->cancelled = true;
}

/// OctoPrint fires Waiting for M0, M1 and M226, and FilamentChange for M600.
void PushTranslator::noteReason(std::string_view type, std::string_view payload) {
  using Cause = printing::WaitReason::Cause;
  const Clock::time_point now = feed_.now();
  if (type == "PrintStarted" || type == "PrintResumed" || printing::isJobEnd(type)) waitReason_.over();
  if (type == "FilamentChange") waitReason_.note(Cause::FilamentChange, now);
  if (type == "Waiting") waitReason_.note(Cause::Pause, now);
  if (type == "Error") waitReason_.note(Cause::Error, now);
  if (type == "CommandSuppressed") waitReason_.command(jsonToText(jsonAt(payload, "command")), now);
}

/// A print that runs on the first connection began earlier, so it gets no PrintStarted.
void PushTranslator::adoptRunningPrint() {
  known_ = true;
  const PrinterState::Snapshot& now = state_.snapshot();
  if (!now.busy) return;
  job_ = PrintJob::begin(state_.file(), state_.serverTime(feed_.now()) - now.printTime.value_or(0));
  job_->progress = printing::Progress(now.percent.value_or(0));
  job_->layers = printing::Layers::ofRunningPrint();
  cooling_.started();
  job_->paused = now.paused;
  lastSubject_ = job_->subject;
}

void PushTranslator::advance() {
  const PrinterState::Snapshot& now = state_.snapshot();
  if (!job_ || job_->cancelled || !now.busy || !now.percent || findMissedChanges(job_, now).ended) return;
  job_->awaited = job_->awaited && isFromPreviousRun(*job_, now, state_.serverTime(feed_.now()));
  if (job_->awaited) return;
  if (!job_->progress.reach(*now.percent)) return;
  job_->printTime = now.printTime.value_or(job_->printTime);
  JsonObject payload;
  payload.add("progress", *now.percent);
  for (const char* name : {"name", "path", "origin"}) payload.addRaw(name, jsonAt(job_->fields, name));
  add("PrintProgress", payload.text());
}

void PushTranslator::readTerminal(std::string_view logs) {
  for (const std::string_view raw : jsonElements(logs)) {
    const std::string text = jsonToText(raw);
    if (const std::string_view line = lineAfter(text, {"Recv:", "<<<"}); !line.empty())
      readReceived(line);
    else if (const std::string_view sent = lineAfter(text, {"Send:", ">>>"}); !sent.empty())
      readSent(printing::sentCommand(sent));
  }
}

void PushTranslator::readReceived(std::string_view line) {
  waitReason_.line(line, feed_.now());
  if (userAction_.line(line, feed_.now()))
    add("UserActionNeeded", JsonObject().add("line", line).addRaw("reason", waitReason_.json(feed_.now())).text());
  const auto action = printing::hostAction(line);
  if (!action || action->name != "notification") return;
  show(action->text);
  readLayer(printing::layerInNotice(action->text));
}

void PushTranslator::readSent(std::string_view command) {
  waitReason_.command(command, feed_.now());
  readLayer(printing::layerInCommand(command));
  const auto text = printing::displayText(command);
  if (!text) return;
  show(*text);
  readLayer(printing::layerOnDisplay(*text));
}

void PushTranslator::followFile() {
  const PrinterState::Snapshot& now = state_.snapshot();
  if (!layersWanted_ || !job_ || job_->awaited || !now.busy || !now.position || *now.position <= 0) return;
  if (job_->origin() != "local" || !job_->isFile(now.origin, now.path)) return;
  readLayer(fileLayers_.at(job_->subject, now.path, static_cast<std::int64_t>(*now.position), answersBy_));
}

/// Lines of the last print may come after the start of the next one, with its last state.
void PushTranslator::readLayer(const std::optional<printing::LayerReport>& report) {
  if (report && job_ && !job_->awaited) reachLayer(*report);
}

/// Firmware may repeat the text of a M117 as a notification, and scripts send the same text again and again.
void PushTranslator::show(std::string_view text) {
  if (shown_ == text) return;
  shown_ = text;
  if (!text.empty() && feed_.wantedEvent("DisplayMessage"))
    add("DisplayMessage", JsonObject().add("message", text).text());
}

void PushTranslator::reachLayer(const printing::LayerReport& report) {
  if (!job_ || job_->cancelled) return;
  const auto news = job_->layers.reach(report);
  if (!news) return;
  const std::string payload = printing::layerPayload(*news, job_->fields).text();
  if (news->firstDone) add("FirstLayerDone", payload);
  if (feed_.wantedEvent("PrintLayer")) add("PrintLayer", payload);
}

void PushTranslator::takeTemperatures(std::string_view temps) {
  if (!cooling_.watches()) return;
  const std::vector<std::string_view> all = jsonElements(temps);
  const auto bed = all.empty() ? std::nullopt : printing::number(jsonAt(all.back(), "bed.actual"));
  if (bed && cooling_.take(*bed, unixTime())) add("BedCooled", cooling_.payload(*bed));
}

double PushTranslator::unixTime() const {
  return std::chrono::duration<double>(feed_.wallClock().time_since_epoch()).count();
}

void PushTranslator::checkForMissedChanges() {
  if (!known_ || !findMissedChanges(job_, state_.snapshot()).any())
    differsSince_.reset();
  else if (!differsSince_)
    differsSince_ = feed_.now();
}

// A file that was only selected is not enough: its job may still be that of an older file with the same name.
bool PushTranslator::showsStart() const {
  const PrinterState::Snapshot& now = state_.snapshot();
  return job_ && now.busy && job_->isFile(now.origin, now.path) &&
         !isFromPreviousRun(*job_, now, state_.serverTime(feed_.now()));
}

// Everything else in the context stays as it was when the event came.
void PushTranslator::completeStart(const std::string& job) {
  Event& event = events_[start_->index];
  start_.reset();
  const std::string progress = progressAtStart(jsonAt(event.context, "progress"), job);
  event.context = jsonWith(jsonWith(event.context, "job", job), "progress", progress);
}

void PushTranslator::completeStartUnseen(bool mayAsk) {
  const std::string payload = events_[start_->index].payload;
  if (mayAsk && !state_.isAbout(payload)) {
    const std::string origin = jsonToText(jsonAt(payload, "origin")), path = jsonToText(jsonAt(payload, "path"));
    return completeStart(jobOf(payload, rest_.file(origin, path, answersBy_)));
  }
  const std::string_view user = jsonAt(payload, "user");  // the selected job has the user who selected it
  const std::string job = state_.jobFor(payload);
  completeStart(user.empty() ? job : jsonWith(job, "user", user));
}

// If a publication was refused, nothing is left to publish, and nothing may be saved either.
void PushTranslator::finish() {
  if (!start_) return;
  completeStartUnseen(false);
  publish();
}

Clock::time_point PushTranslator::wakeAt() const {
  return std::min(start_ ? start_->until : Clock::time_point::max(),
                  differsSince_ ? *differsSince_ + kGrace : Clock::time_point::max());
}

void PushTranslator::reconcile() {
  const Clock::time_point now = feed_.now();
  if (now < wakeAt()) return;
  answersBy_ = feed_.now() + kRestTime;
  if (start_ && now >= start_->until) completeStartUnseen(true);
  if (differsSince_ && now >= *differsSince_ + kGrace) reportMissedChanges();
  publish();
}

void PushTranslator::reportMissedChanges() {
  const MissedChanges missed = findMissedChanges(job_, state_.snapshot());
  if (missed.ended) reportMissedEnd();
  if (missed.started) reportMissedStart();
  if (missed.paused || missed.resumed) {
    job_->paused = missed.paused;
    add(missed.paused ? "PrintPaused" : "PrintResumed", jsonWith(job_->fields, "reconciled", "true"));
  }
  differsSince_.reset();
}

void PushTranslator::reportMissedStart() {
  const PrinterState::Snapshot& now = state_.snapshot();
  if (missedEnd_ && missedEnd_->type == "PrintDone") missedEnd_.reset();
  job_ = PrintJob::begin(state_.file(), state_.serverTime(feed_.now()) - now.printTime.value_or(0));
  job_->paused = now.paused;
  job_->layers = printing::Layers::ofRunningPrint();
  cooling_.started();
  lastSubject_ = job_->subject;
  add("PrintStarted", jsonWith(job_->fields, "reconciled", "true"));
  advance();
}

void PushTranslator::reportMissedEnd() {
  const std::string file = rest_.file(job_->origin(), job_->path(), answersBy_);
  const Ending ending = endingOf(*job_, state_.snapshot(), file);
  std::string payload = job_->fields;
  if (ending.time) payload = jsonWith(payload, "time", printing::numberText(*ending.time));
  if (!ending.done) {
    payload = jsonWith(payload, "reason", job_->cancelled ? R"("cancelled")" : R"("error")");
    if (!job_->cancelled) payload = jsonWith(payload, "error", R"("The print ended, but Herald could not see how.")");
    payload = jsonWith(payload, "progress", printing::numberText(job_->progress.last() / 100.0));
  }
  cooling_.ended(job_->fields, job_->subject, unixTime());
  waitReason_.over();
  missedEnd_ = {ending.done ? "PrintDone" : "PrintFailed", state_.serverTime(feed_.now()), *job_};
  add(missedEnd_->type, jsonWith(payload, "reconciled", "true"));
  job_.reset();
  userAction_.ended();
}

void PushTranslator::add(const std::string& type, const std::string& payload) {
  JsonObject context = state_.context(type, payload);
  const bool aboutJob = printing::isAboutJob(type);
  const std::string_view about = aboutJob ? std::string_view(payload) : state_.file();
  costly_.addTo(context, jsonToText(jsonAt(about, "origin")), jsonToText(jsonAt(about, "path")), answersBy_);
  Event event;
  event.type = type;
  event.payload = payload;
  if (type == "PrintDone") {
    const std::string job = state_.jobFor(payload);
    const std::string used = printing::filamentUsed(jsonAt(job, "filament"), setup_.filament);
    if (!used.empty()) event.payload = jsonWith(payload, "filamentUsed", used);
  }
  event.context = context.text();
  event.category = printing::categoryOf(type);
  event.subject = aboutJob ? subjectOf(payload) : job_ ? job_->subject : "";
  if (type == "BedCooled") event.subject = cooling_.subject();
  event.time = feed_.wallClock();
  events_.push_back(std::move(event));
}

std::string PushTranslator::subjectOf(std::string_view payload) const {
  if (!job_) return lastSubject_;
  if (job_->isIn(payload)) return job_->subject;
  return missedEnd_ && missedEnd_->job.isIn(payload) ? missedEnd_->job.subject : "";
}

void PushTranslator::publish() {
  if (start_) return;
  std::string now = known_ ? text() : saved_;
  Notes notes;
  if (now != saved_) notes.emplace(kKey, now);
  std::vector<Event> events = std::exchange(events_, {});
  if (events.empty() && notes.empty()) return;
  feed_.publish(events, notes);
  saved_ = std::move(now);
}

std::string PushTranslator::text() const {
  return JsonObject()
      .addRaw("job", job_ ? job_->text() : "null")
      .add("lastSubject", lastSubject_)
      .addRaw("unseenEnd", missedEnd_ ? missedEnd_->text() : "null")
      .add("waiting", userAction_.text())
      .addRaw("bed", cooling_.text())
      .text();
}

}  // namespace herald::octoprint
