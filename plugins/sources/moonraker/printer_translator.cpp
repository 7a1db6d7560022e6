// SPDX-License-Identifier: Apache-2.0
#include "printer_translator.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "herald/json.h"
#include "printing/event_kinds.h"
#include "printing/firmware_lines.h"
#include "printing/json_values.h"

namespace herald::moonraker {
namespace {

using printing::PrintJob;

constexpr const char* kKey = "printer";
constexpr double kRunRounding = 2;                        // seconds; a print's total time does not go back by more
constexpr Millis kHistoryTime = std::chrono::seconds(3);  // Moonraker writes its history before it notifies
constexpr Millis kMessageTime = std::chrono::seconds(1);  // the reason of a shutdown comes in a status of its own
constexpr double kNews = 24 * 3600;                       // seconds; an older end is no news
constexpr Millis kComeBack = std::chrono::seconds(30);    // how long Klipper may be away after a break

std::string_view first(std::string_view params) {
  const std::vector<std::string_view> all = jsonElements(params);
  return all.empty() ? std::string_view() : all.front();
}

}  // namespace

PrinterTranslator::PrinterTranslator(Feed& feed, Setup setup, Metadata metadata)
    : feed_(feed),
      setup_(setup),
      metadataOf_(std::move(metadata)),
      saved_(feed.load(kKey)),
      cooling_(setup_.bedCooledBelow) {
  if (!isJsonObject(saved_)) return;
  known_ = true;
  if (const std::string_view job = jsonAt(saved_, "job"); job.starts_with('{')) job_ = PrintJob::parse(job);
  jobId_ = jsonToText(jsonAt(saved_, "jobId"));
  newestStart_ = printing::number(jsonAt(saved_, "newestStart"));
  klippy_.state = jsonToText(jsonAt(saved_, "klippy"));
  stateId_ = jsonToText(jsonAt(saved_, "state"));
  userAction_ = printing::UserAction::parse(jsonToText(jsonAt(saved_, "waiting")), feed_.now());
  cooling_.restore(jsonAt(saved_, "bed"));
}

void PrinterTranslator::begin(const Klippy& klippy, std::string_view status, std::string_view history) {
  status_.replace(status);
  shown_ = jsonToText(status_.at("display_status", "message"));
  forgottenAt_.reset();
  if (known_ && mayComeBack(klippy)) return;
  if (job_) askMetadata(job_->path());
  const bool missed = !std::exchange(begun_, true);
  if (known_) {
    setKlippy(klippy, missed);
    reportMissedChanges(history);
  } else {
    klippy_ = klippy;
    adoptRunningPrint();
  }
  if (job_)
    if (const std::string id = runningId(history, job_->path()); !id.empty()) jobId_ = id;
  if (!history.empty()) newestStart_ = std::max(newestStart_.value_or(0), newestStart(history));
  advance();
  readLayer();
  readTemperature();
  reportState(missed);
  publish();
}

// A Moonraker that has just started does not know its Klipper yet, which may print on.
bool PrinterTranslator::mayComeBack(const Klippy& klippy) {
  if (klippy.ready() || klippy.broken()) {
    awaySince_.reset();
    return false;
  }
  if (!awaySince_) awaySince_ = feed_.now();
  return feed_.now() - *awaySince_ < kComeBack;
}

void PrinterTranslator::take(const RpcMessage& message) {
  if (message.kind != RpcMessage::Kind::Notification) return;
  if (message.method == "notify_status_update") takeStatus(first(message.body));
  if (message.method == "notify_gcode_response") takeLine(jsonToText(first(message.body)));
  if (message.method == "notify_history_changed") takeHistory(first(message.body));
  if (message.method == "notify_metadata_update") takeMetadata(first(message.body));
  if (message.method == "notify_klippy_shutdown" && !klippy_.broken()) shutdownBy_ = feed_.now() + kMessageTime;
  if (message.method == "notify_klippy_disconnected") setKlippy({"disconnected", {}}, false);
  if (begun_) reportState(false);
  publish();
}

void PrinterTranslator::takeStatus(std::string_view status) {
  const std::string before = status_.snapshot().state;
  status_.merge(status);
  const std::string state = jsonToText(jsonAt(status, "webhooks.state"));
  if (!state.empty()) setKlippy({state, jsonToText(status_.at("webhooks", "state_message"))}, false);
  if (!klippy_.ready()) return;
  followPrint(before);
  advance();
  readLayer();
  readTemperature();
  readDisplay();
}

/// Klipper's state ends a print: after a shutdown, the print's own state stays `printing`.
void PrinterTranslator::setKlippy(const Klippy& klippy, bool missed) {
  const Klippy before = std::exchange(klippy_, klippy);
  shutdownBy_.reset();
  if (before.state == klippy.state) return;
  const auto report = [&](const char* type, const std::string& payload) {
    add(type, missed ? jsonWith(payload, "reconciled", "true") : payload);
  };
  if (klippy.broken()) report("Error", JsonObject().add("error", klippy.reason()).add("reason", "firmware").text());
  if (klippy.state == "disconnected") report("Disconnected", "{}");
  if (klippy.ready()) report("Connected", JsonObject().addRaw("port", "null").addRaw("baudrate", "null").text());
  if (missed || !job_) return;
  if (klippy.broken()) end({Ending::Kind::Failed, klippy.reason(), {}}, false);
  if (klippy.state == "disconnected") end({Ending::Kind::Failed, "Klipper stopped during the print.", {}}, false);
}

/// A print that runs on the first connection began earlier, so it gets no PrintStarted.
void PrinterTranslator::adoptRunningPrint() {
  known_ = true;
  const KlippyStatus::Snapshot& now = status_.snapshot();
  if (!klippy_.ready() || !now.runs()) return;
  askMetadata(now.path);
  job_ = PrintJob::begin(jobFields(now.path, metadata_), unixTime() - now.totalTime);
  job_->progress = printing::Progress(now.percent.value_or(0));
  job_->layers = printing::Layers::ofRunningPrint();
  job_->paused = now.paused();
  job_->printTime = now.totalTime;
  cooling_.started();
}

void PrinterTranslator::reportMissedChanges(std::string_view history) {
  const KlippyStatus::Snapshot& now = status_.snapshot();
  const bool runs = klippy_.ready() && now.runs();
  const std::string path = job_ ? job_->path() : "";
  if (job_ && runs && isSameRun() && !hasEnded(history, jobId_, path)) return followPause(true);
  const std::string id = job_ ? jsonToText(jsonAt(entryOf(history, jobId_, path), "job_id")) : "";
  if (job_) end(missedEnding(*job_, jobId_, now, history), true);
  if (newestStart_)
    for (const MissedPrint& print : missedPrints(history, *newestStart_, id, now))
      if (print.endedAt + kNews > unixTime()) reportMissedPrint(print);
  if (!job_ && runs) start(true);
}

/// A print of which nothing is left but Moonraker's note. Its start is no longer news.
void PrinterTranslator::reportMissedPrint(const MissedPrint& print) {
  metadata_ = print.metadata;
  job_ = PrintJob::begin(jobFields(print.path, metadata_), print.startedAt);
  end(print.ending, true);
  metadata_ = "{}";
}

void PrinterTranslator::reportState(bool missed) {
  const std::string id = stateId(klippy_, status_.snapshot());
  const std::string before = std::exchange(stateId_, id);
  if (before.empty() || before == id || !feed_.wantedEvent("PrinterStateChanged")) return;
  const std::string payload = JsonObject().add("state_id", id).add("state_string", stateText(id)).text();
  add("PrinterStateChanged", missed ? jsonWith(payload, "reconciled", "true") : payload);
}

/// `before` is the state of the print before this status.
void PrinterTranslator::followPrint(const std::string& before) {
  const KlippyStatus::Snapshot& now = status_.snapshot();
  const std::optional<Ending> ending = endingInStatus(now);
  const bool wasIdle = before != "printing" && before != "paused";
  if (job_ && now.runs() && !isSameRun()) end({Ending::Kind::Cancelled, {}, {}}, false);
  if (!job_ && now.runs()) start(false);
  if (!job_ && ending && wasIdle && before != now.state && !before.empty()) start(false);  // within one status
  if (!job_) return;
  if (ending) return end(*ending, false);
  if (now.runs()) {
    forgottenAt_.reset();
    return followPause(false);
  }
  if (!forgottenAt_) forgottenAt_ = feed_.now();
}

bool PrinterTranslator::isSameRun() const {
  const KlippyStatus::Snapshot& now = status_.snapshot();
  return now.path == job_->path() && now.totalTime + kRunRounding >= job_->printTime;
}

void PrinterTranslator::followPause(bool missed) {
  const bool paused = status_.snapshot().paused();
  if (std::exchange(job_->paused, paused) == paused) return;
  const std::string fields = payload();
  add(paused ? "PrintPaused" : "PrintResumed", missed ? jsonWith(fields, "reconciled", "true") : fields);
  if (!paused) {
    userAction_.resumed();
    waitReason_.over();
  } else if (status_.isOutOfFilament()) {
    waitReason_.note(printing::WaitReason::Cause::Runout, feed_.now());
    waitForPerson("//action:paused");
  }
}

void PrinterTranslator::askMetadata(const std::string& path) {
  metadata_ = metadataOf_(path);
  if (!isJsonObject(metadata_)) metadata_ = "{}";
}

void PrinterTranslator::start(bool missed) {
  const KlippyStatus::Snapshot& now = status_.snapshot();
  askMetadata(now.path);
  std::string fields = jobFields(now.path, metadata_);
  if (jsonAt(fields, "size") == "null") {
    const std::string size(status_.at("virtual_sdcard", "file_size"));
    if (printing::number(size)) fields = jsonWith(fields, "size", size);
  }
  job_ = PrintJob::begin(fields, unixTime() - now.totalTime);
  job_->printTime = now.totalTime;
  if (missed) {
    job_->layers = printing::Layers::ofRunningPrint();
    job_->paused = now.paused();
  }
  jobId_.clear();
  userAction_.ended();
  waitReason_.over();
  cooling_.started();
  add("PrintStarted", missed ? jsonWith(job_->fields, "reconciled", "true") : job_->fields);
}

void PrinterTranslator::end(const Ending& ending, bool missed) {
  std::string payload = job_->fields;
  if (ending.time) payload = jsonWith(payload, "time", printing::numberText(*ending.time));
  if (missed) payload = jsonWith(payload, "reconciled", "true");
  if (ending.kind != Ending::Kind::Done) {
    const bool cancelled = ending.kind == Ending::Kind::Cancelled;
    payload = jsonWith(payload, "progress", printing::numberText(job_->progress.last() / 100.0));
    if (cancelled && !missed) add("PrintCancelled", payload);
    payload = jsonWith(payload, "reason", cancelled ? R"("cancelled")" : R"("error")");
    const std::string error = ending.error.empty() ? "The print ended, but Herald could not see how." : ending.error;
    if (!cancelled) payload = jsonWith(payload, "error", jsonQuote(error));
  }
  cooling_.ended(job_->fields, job_->subject, unixTime());
  add(ending.kind == Ending::Kind::Done ? "PrintDone" : "PrintFailed", payload);
  job_.reset();
  jobId_.clear();
  forgottenAt_.reset();
  userAction_.ended();
  waitReason_.over();
}

// A reset of Klipper's statistics leaves no trace of the print. Moonraker's history still knows how it ended.
void PrinterTranslator::takeHistory(std::string_view params) {
  const std::string_view entry = jsonAt(params, "job");
  const auto startedAt = printing::number(jsonAt(entry, "start_time"));
  if (startedAt) newestStart_ = std::max(newestStart_.value_or(0), *startedAt);
  if (!job_ || jsonToText(jsonAt(entry, "filename")) != job_->path()) return;
  const std::string id = jsonToText(jsonAt(entry, "job_id"));
  if (jsonAt(params, "action") == "\"added\"") jobId_ = id;
  const std::optional<Ending> ending = endingInHistory(entry);
  if (forgottenAt_ && ending && (jobId_.empty() || jobId_ == id)) end(*ending, false);
}

/// Moonraker may read the slicer's notes of a large file while its print runs already.
void PrinterTranslator::takeMetadata(std::string_view metadata) {
  if (job_ && metadata.starts_with('{') && jsonToText(jsonAt(metadata, "filename")) == job_->path())
    metadata_ = metadata;
}

void PrinterTranslator::reconcile() {
  if (feed_.now() < wakeAt()) return;
  if (shutdownBy_ && feed_.now() >= *shutdownBy_) setKlippy({"shutdown", klippy_.message}, false);
  if (forgottenAt_ && feed_.now() >= *forgottenAt_ + kHistoryTime) end({Ending::Kind::Cancelled, {}, {}}, false);
  reportState(false);
  publish();
}

Clock::time_point PrinterTranslator::wakeAt() const {
  return std::min(shutdownBy_.value_or(Clock::time_point::max()),
                  forgottenAt_ ? *forgottenAt_ + kHistoryTime : Clock::time_point::max());
}

void PrinterTranslator::advance() {
  const KlippyStatus::Snapshot& now = status_.snapshot();
  if (!job_ || !klippy_.ready() || !now.runs() || !now.percent || !job_->progress.reach(*now.percent)) return;
  job_->printTime = now.totalTime;
  const std::string progress = JsonObject().add("progress", *now.percent).text();
  add("PrintProgress", jsonWith(payload(), "progress", jsonAt(progress, "progress")));
}

void PrinterTranslator::readLayer() {
  const auto layer = printing::number(status_.at("print_stats", "info.current_layer"));
  if (!layer || *layer < 0 || *layer > 1e6) return;
  const auto total = printing::number(status_.at("print_stats", "info.total_layer"));
  printing::LayerReport report{.from = printing::LayerReport::From::Command, .layer = static_cast<int>(*layer)};
  if (total && *total > 0 && *total < 1e6) report.layers = static_cast<int>(*total);
  reachLayer(report);
}

void PrinterTranslator::reachLayer(const printing::LayerReport& report) {
  if (!job_ || !status_.snapshot().runs()) return;
  const auto news = job_->layers.reach(report);
  if (!news) return;
  const std::string layers = news->layers ? std::to_string(*news->layers) : "null";
  std::string fields = jsonWith(jsonWith(payload(), "layer", std::to_string(news->layer)), "layers", layers);
  if (news->firstDone) add("FirstLayerDone", fields);
  if (feed_.wantedEvent("PrintLayer")) add("PrintLayer", fields);
}

void PrinterTranslator::readDisplay() {
  const std::string text = jsonToText(status_.at("display_status", "message"));
  if (std::exchange(shown_, text) == text || text.empty()) return;
  if (feed_.wantedEvent("DisplayMessage")) add("DisplayMessage", JsonObject().add("message", text).text());
  if (const auto report = printing::layerOnDisplay(text)) reachLayer(*report);
}

void PrinterTranslator::readTemperature() {
  const auto bed = printing::number(status_.at("heater_bed", "temperature"));
  if (bed && cooling_.watches() && cooling_.take(*bed, unixTime())) add("BedCooled", cooling_.payload(*bed));
}

/// A line that Klipper or a macro writes to the console: `// action:prompt_show`, `!! Filament runout`.
void PrinterTranslator::takeLine(std::string_view line) {
  waitReason_.line(line, feed_.now());
  waitForPerson(line);
  const auto action = printing::hostAction(line);
  if (!action || action->name != "notification") return;
  if (const auto report = printing::layerInNotice(action->text)) reachLayer(*report);
}

void PrinterTranslator::waitForPerson(std::string_view line) {
  if (!userAction_.line(line, feed_.now())) return;
  if (waitReason_.json(feed_.now()) == R"("filament change")") add("FilamentChange", "{}");
  add("UserActionNeeded", JsonObject().add("line", line).addRaw("reason", waitReason_.json(feed_.now())).text());
}

/// What events about the progress of the job say about its file.
std::string PrinterTranslator::payload() const {
  JsonObject fields;
  for (const char* name : {"name", "path", "origin", "size"}) fields.addRaw(name, jsonAt(job_->fields, name));
  return fields.text();
}

void PrinterTranslator::add(const std::string& type, const std::string& payload) {
  const std::string path = job_ ? job_->path() : status_.snapshot().path;
  JsonObject context = contextOf(klippy_, status_, path, metadata_);
  if (feed_.wanted("meta")) context.addRaw("meta", metadata_);
  Event event;
  event.type = type;
  event.payload = payload;
  event.context = context.text();
  if (type == "PrintStarted") event.context = withStart(event.context);
  if (type == "PrintDone") {
    event.context = withEnd(event.context);
    const bool same = job_ && job_->path() == status_.snapshot().path;
    const std::string length(same ? status_.at("print_stats", "filament_used") : std::string_view());
    const std::string tool = JsonObject().addRaw("length", length).addRaw("volume", "null").text();
    const std::string tools = JsonObject().addRaw("tool0", tool).text();
    const std::string used = printing::filamentUsed(tools, setup_.filament);
    if (!used.empty()) event.payload = jsonWith(payload, "filamentUsed", used);
  }
  event.category = printing::categoryOf(type);
  event.subject = type == "BedCooled" ? cooling_.subject() : job_ ? job_->subject : "";
  event.time = feed_.wallClock();
  events_.push_back(std::move(event));
}

void PrinterTranslator::publish() {
  std::string now = text();
  Notes notes;
  if (now != saved_) notes.emplace(kKey, now);
  std::vector<Event> events = std::exchange(events_, {});
  if (events.empty() && notes.empty()) return;
  feed_.publish(events, notes);
  saved_ = std::move(now);
}

std::string PrinterTranslator::text() const {
  return JsonObject()
      .addRaw("job", job_ ? job_->text() : "null")
      .add("jobId", jobId_)
      .addRaw("newestStart", printing::numberText(newestStart_))
      .add("klippy", klippy_.state)
      .add("state", stateId_)
      .add("waiting", userAction_.text())
      .addRaw("bed", cooling_.text())
      .text();
}

double PrinterTranslator::unixTime() const {
  return std::chrono::duration<double>(feed_.wallClock().time_since_epoch()).count();
}

}  // namespace herald::moonraker
