// SPDX-License-Identifier: Apache-2.0
#include "missed_end.h"

#include <cmath>

#include "herald/json.h"
#include "printing/json_values.h"

namespace herald::octoprint {

using printing::number;

namespace {

constexpr double kRounding = 2;      // seconds; OctoPrint rounds to whole seconds
constexpr double kReportDelay = 60;  // seconds; OctoPrint does not report an end later

}  // namespace

Ending endingOf(const PrintJob& job, const PrinterState::Snapshot& now, std::string_view file) {
  const std::string_view last = jsonAt(file, "prints.last");
  const std::optional<double> date = number(jsonAt(last, "date"));
  if (date && *date >= job.startedAt)
    return {printing::isTrue(jsonAt(last, "success")), number(jsonAt(last, "printTime"))};
  const bool same = !now.busy && job.isFile(now.origin, now.path);
  return {same && now.percent == 100, same ? now.printTime : std::nullopt};
}

bool MissedEnd::isReportedBy(std::string_view otherType, std::string_view payload, double now) const {
  const std::optional<double> time = number(jsonAt(payload, "time"));
  const bool sameRun = !time || *time + kRounding >= job.printTime;
  return otherType == type && job.isIn(payload) && sameRun && std::abs(now - at) <= kReportDelay;
}

std::string MissedEnd::text() const {
  return JsonObject().add("type", type).add("at", at).addRaw("job", job.text()).text();
}

MissedEnd MissedEnd::parse(std::string_view text) {
  return {jsonToText(jsonAt(text, "type")), number(jsonAt(text, "at")).value_or(0),
          PrintJob::parse(jsonAt(text, "job"))};
}

}  // namespace herald::octoprint
