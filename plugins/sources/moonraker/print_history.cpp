// SPDX-License-Identifier: Apache-2.0
#include "print_history.h"

#include <algorithm>
#include <utility>

#include "herald/json.h"
#include "printing/json_values.h"

namespace herald::moonraker {
namespace {

constexpr double kRounding = 2;  // seconds

/// What Moonraker's words for an ending mean to a reader.
std::string reasonOf(std::string_view status) {
  if (status == "klippy_shutdown") return "Klipper shut down during the print.";
  if (status == "klippy_disconnect") return "Klipper stopped during the print.";
  if (status == "server_exit" || status == "interrupted") return "Moonraker stopped during the print.";
  return {};
}

/// Moonraker stopped during the print. Klipper prints on without it, and Moonraker never notes how that ended.
bool isInterrupted(std::string_view entry) {
  const std::string_view status = jsonAt(entry, "status");
  return status == R"("interrupted")" || status == R"("server_exit")";
}

}  // namespace

std::optional<Ending> endingInStatus(const KlippyStatus::Snapshot& now) {
  if (now.state == "complete") return Ending{Ending::Kind::Done, {}, now.printTime};
  if (now.state == "cancelled") return Ending{Ending::Kind::Cancelled, {}, now.printTime};
  if (now.state == "error") return Ending{Ending::Kind::Failed, now.message, now.printTime};
  return std::nullopt;
}

std::optional<Ending> endingInHistory(std::string_view job) {
  const std::string status = jsonToText(jsonAt(job, "status"));
  if (status.empty() || status == "in_progress") return std::nullopt;
  Ending ending{Ending::Kind::Failed, reasonOf(status), printing::number(jsonAt(job, "print_duration"))};
  if (status == "completed") ending.kind = Ending::Kind::Done;
  if (status == "cancelled") ending.kind = Ending::Kind::Cancelled;
  return ending;
}

std::string_view entryOf(std::string_view history, std::string_view id, const std::string& path) {
  for (const std::string_view entry : jsonElements(jsonAt(history, "jobs"))) {
    if (jsonToText(jsonAt(entry, "filename")) != path) continue;
    const bool wanted = id.empty() ? endingInHistory(entry).has_value() : jsonToText(jsonAt(entry, "job_id")) == id;
    if (wanted) return entry;
  }
  return {};
}

Ending missedEnding(const printing::PrintJob& job, std::string_view id, const KlippyStatus::Snapshot& now,
                    std::string_view history) {
  const std::string_view entry = entryOf(history, id, job.path());
  const std::optional<Ending> noted = endingInHistory(entry);
  if (noted && !isInterrupted(entry)) return *noted;
  const bool same = now.path == job.path() && now.totalTime + kRounding >= job.printTime;
  if (const auto ending = endingInStatus(now); ending && same) return *ending;
  return noted.value_or(Ending{});
}

std::vector<MissedPrint> missedPrints(std::string_view history, double after, std::string_view except,
                                      const KlippyStatus::Snapshot& now) {
  std::vector<MissedPrint> missed;
  bool newest = true;
  for (const std::string_view entry : jsonElements(jsonAt(history, "jobs"))) {
    const bool isNewest = std::exchange(newest, false);
    const double startedAt = printing::number(jsonAt(entry, "start_time")).value_or(0);
    std::optional<Ending> ending = endingInHistory(entry);
    const std::string path = jsonToText(jsonAt(entry, "filename"));
    if (startedAt <= after || !ending || path.empty()) continue;
    if (!except.empty() && jsonToText(jsonAt(entry, "job_id")) == except) continue;
    if (isNewest && isInterrupted(entry) && now.path == path) {
      if (now.runs()) continue;
      if (const auto shown = endingInStatus(now)) ending = shown;
    }
    const std::string_view metadata = jsonAt(entry, "metadata");
    missed.push_back({path, std::string(metadata.starts_with('{') ? metadata : "{}"), startedAt,
                      printing::number(jsonAt(entry, "end_time")).value_or(0), *ending});
  }
  std::reverse(missed.begin(), missed.end());
  return missed;
}

double newestStart(std::string_view history) {
  double newest = 0;
  for (const std::string_view entry : jsonElements(jsonAt(history, "jobs")))
    newest = std::max(newest, printing::number(jsonAt(entry, "start_time")).value_or(0));
  return newest;
}

bool hasEnded(std::string_view history, std::string_view id, const std::string& path) {
  if (id.empty() || runningId(history, path) == id) return false;
  const std::string_view entry = entryOf(history, id, path);
  return endingInHistory(entry) && !isInterrupted(entry);
}

std::string runningId(std::string_view history, std::string_view path) {
  for (const std::string_view entry : jsonElements(jsonAt(history, "jobs"))) {
    if (jsonAt(entry, "status") == "\"in_progress\"" && jsonToText(jsonAt(entry, "filename")) == path)
      return jsonToText(jsonAt(entry, "job_id"));
  }
  return {};
}

}  // namespace herald::moonraker
