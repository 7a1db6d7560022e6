// SPDX-License-Identifier: Apache-2.0
#include "printer_state.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "job_context.h"
#include "printing/event_kinds.h"
#include "printing/json_values.h"
#include "printing/printer_flags.h"
#include "printing/progress.h"

namespace herald::octoprint {

using printing::isTrue;
using printing::number;

namespace {

constexpr Millis kStateDelay = std::chrono::seconds(2);  // OctoPrint holds a `current` back for at most a second

constexpr std::array<std::string_view, 6> kNames{"state", "job", "progress", "currentZ", "offsets", "temperatures"};

bool isOneOf(std::string_view id, std::initializer_list<std::string_view> ids) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool isSdUpload(std::string_view stateText) {
  return isOneOf(stateText,
                 {"\"Sending file to SD\"", "\"Starting to send file to SD\"", "\"Transferring file to SD\""});
}

/// The newest of OctoPrint's measurements, without its time.
std::string newestOf(std::string_view temps) {
  JsonObject newest;
  const std::vector<std::string_view> all = jsonElements(temps);
  for (const auto& [name, value] : jsonMembers(all.empty() ? std::string_view() : all.back()))
    if (name != "time") newest.addRaw(name, value);
  return newest.text();
}

PrinterState::Snapshot read(std::string_view state, std::string_view job, std::string_view progress) {
  const std::string_view flags = jsonAt(state, "flags");
  const auto flag = [&](std::string_view name) { return isTrue(jsonAt(flags, name)); };
  PrinterState::Snapshot snapshot;
  const bool upload = isSdUpload(jsonAt(state, "text"));
  snapshot.changing = flag("pausing") || flag("resuming");
  snapshot.paused = flag("paused");
  snapshot.ending = flag("cancelling") || flag("finishing");
  snapshot.busy = !upload && (flag("printing") || snapshot.paused || snapshot.changing || snapshot.ending);
  snapshot.origin = jsonToText(jsonAt(job, "file.origin"));
  snapshot.path = jsonToText(jsonAt(job, "file.path"));
  snapshot.percent = upload ? std::nullopt : printing::wholePercent(jsonAt(progress, "completion"));
  snapshot.printTime = number(jsonAt(progress, "printTime"));
  snapshot.position = number(jsonAt(progress, "filepos"));
  return snapshot;
}

}  // namespace

void PrinterState::merge(std::string_view body, Clock::time_point now) {
  for (const auto& [name, value] : jsonMembers(body)) {
    for (std::size_t part = 0; part < kNames.size(); ++part)
      if (name == kNames[part] && part != kTemperatures) parts_[part] = value;
    if (name == "temps" && value != "[]") parts_[kTemperatures] = newestOf(value);
    if (name == "serverTime") {
      serverTime_ = number(value).value_or(0);
      received_ = now;
    }
  }
  snapshot_ = read(parts_[kState], parts_[kJob], parts_[kProgress]);
  if (now - changedState_.at > kStateDelay || jsonAt(changedState_.value, "text") == jsonAt(parts_[kState], "text"))
    changedState_ = {};
  if (now - selectedJob_.at > kStateDelay || isAbout(jsonAt(selectedJob_.value, "file"))) selectedJob_ = {};
}

void PrinterState::mergeStateChange(std::string_view payload, Clock::time_point now) {
  const std::string_view text = jsonAt(payload, "state_string");
  const std::string flags =
      printing::printerFlags(jsonToText(jsonAt(payload, "state_id")), jsonAt(parts_[kState], "flags.sdReady")).text();
  if (!text.empty()) changedState_ = {jsonWith(jsonWith(parts_[kState], "text", text), "flags", flags), now};
}

void PrinterState::mergeSelection(std::string_view payload, Clock::time_point now) {
  if (!jsonAt(payload, "path").empty() && !isAbout(payload)) selectedJob_ = {jobOf(payload, {}), now};
}

void PrinterState::mergeStart(std::string_view payload) {
  parts_[kProgress] = progressAtStart(parts_[kProgress], jobFor(payload));
}

// An OctoPrint before 1.3 sends no serverTime. Then this machine's clock must do.
double PrinterState::serverTime(Clock::time_point now) const {
  using Seconds = std::chrono::duration<double>;
  if (serverTime_ == 0) return Seconds(std::chrono::system_clock::now().time_since_epoch()).count();
  return serverTime_ + Seconds(now - received_).count();
}

JsonObject PrinterState::context(std::string_view type, std::string_view payload) const {
  std::array<std::string, kParts> parts = parts_;
  if (!changedState_.value.empty()) parts[kState] = changedState_.value;
  if (!selectedJob_.value.empty()) parts[kJob] = selectedJob_.value;
  if (printing::isAboutJob(type)) parts[kJob] = jobFor(payload);
  if (type == "PrintStarted") {
    const bool missed = isTrue(jsonAt(payload, "reconciled"));
    parts[kProgress] =
        missed ? progressAtMissedStart(parts[kProgress]) : progressAtStart(parts[kProgress], parts[kJob]);
  }
  if (type == "PrintDone") parts[kProgress] = progressAtEnd(parts[kProgress], payload);
  JsonObject context;
  for (std::size_t part = 0; part < kNames.size(); ++part) context.addRaw(kNames[part], parts[part]);
  return context;
}

bool PrinterState::isAbout(std::string_view payload) const {
  return jsonAt(file(), "path") == jsonAt(payload, "path") && jsonAt(file(), "origin") == jsonAt(payload, "origin");
}

std::string PrinterState::jobFor(std::string_view payload) const {
  return jsonAt(payload, "path").empty() || isAbout(payload) ? parts_[kJob] : jobOf(payload, {});
}

}  // namespace herald::octoprint
