// SPDX-License-Identifier: Apache-2.0
#include "job_context.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "herald/json.h"
#include "printing/json_values.h"

namespace herald::octoprint {

using printing::number;

namespace {

constexpr std::array<std::pair<const char*, const char*>, 2> kEstimates{
    {{"averagePrintTime", "\"average\""}, {"estimatedPrintTime", "\"analysis\""}}};

/// A number beyond every print would not fit.
std::string wholeSeconds(double seconds) {
  constexpr double kMost = 1e12;
  return std::to_string(static_cast<std::int64_t>(std::clamp(seconds, -kMost, kMost)));
}

/// The first of two raw values that is there.
std::string_view either(std::string_view one, std::string_view other) { return one.empty() ? other : one; }

}  // namespace

std::string jobOf(std::string_view payload, std::string_view file) {
  const std::string_view name = jsonAt(payload, "name");
  const JsonObject about = JsonObject()
                               .addRaw("name", name)
                               .addRaw("path", jsonAt(payload, "path"))
                               .addRaw("display", either(jsonAt(file, "display"), name))
                               .addRaw("origin", jsonAt(payload, "origin"))
                               .addRaw("size", either(jsonAt(file, "size"), jsonAt(payload, "size")))
                               .addRaw("date", jsonAt(file, "date"));
  return JsonObject()
      .addRaw("file", about.text())
      .addRaw("estimatedPrintTime", jsonAt(file, "gcodeAnalysis.estimatedPrintTime"))
      .addRaw("averagePrintTime", "null")
      .addRaw("lastPrintTime", "null")
      .addRaw("filament", jsonAt(file, "gcodeAnalysis.filament"))
      .addRaw("user", jsonAt(payload, "user"))
      .text();
}

std::string progressAtMissedStart(std::string_view progress) {
  std::string text(progress);
  for (const char* name : {"completion", "filepos", "printTime"}) text = jsonWith(text, name, "0");
  return text;
}

std::string progressAtStart(std::string_view progress, std::string_view job) {
  std::string text = progressAtMissedStart(progress);
  for (const char* name : {"printTimeLeft", "printTimeLeftOrigin"}) text = jsonWith(text, name, "null");
  for (const auto& [estimate, origin] : kEstimates) {
    const std::optional<double> seconds = number(jsonAt(job, estimate));
    if (!seconds || *seconds <= 0) continue;
    return jsonWith(jsonWith(text, "printTimeLeft", wholeSeconds(*seconds)), "printTimeLeftOrigin", origin);
  }
  return text;
}

std::string progressAtEnd(std::string_view progress, std::string_view payload) {
  std::string text = jsonWith(progress, "completion", "100");
  if (number(jsonAt(payload, "size"))) text = jsonWith(text, "filepos", jsonAt(payload, "size"));
  if (const auto time = number(jsonAt(payload, "time"))) text = jsonWith(text, "printTime", wholeSeconds(*time));
  return jsonWith(text, "printTimeLeft", "0");
}

}  // namespace herald::octoprint
