// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "harness/receiver.h"
#include "herald/json.h"

namespace herald::testing {

/// The data that the webhook sends in these tests. Its fields are enough to describe each event of a print in one line.
inline constexpr const char* kStoryData =
    R"({"event":"@eventType","name":"@name","milestone":"@percentCompleteMilestone","reconciled":"@reconciled","reason":"@reason","text":"@text","completion":"@progress.completion","file":"@job.file.name","width":"@meta.analysis.dimensions.width","hash":"@meta.hash","look":"@appearance.name","device":"@device","time":"@eventTime","printTime":"@{extra.time}","state":"@state.text","estimate":"@job.estimatedPrintTime","left":"@progress.printTimeLeft","eta":"@human.eta"})";

/// "PrintStarted a.gcode", "PrintProgress 25", "PrintFailed a.gcode (error) reconciled"
inline std::string lineOf(const Received& request) {
  const auto at = [&](const char* name) { return jsonToText(jsonAt(request.body, name)); };
  std::string line = at("event");
  line += " " + (line == "PrintProgress" ? at("milestone") : at("name"));
  if (!at("reason").empty() && at("event") == "PrintFailed") line += " (" + at("reason") + ")";
  if (at("reconciled") == "true") line += " reconciled";
  return line;
}

inline bool isMark(const Received& request) {
  return jsonToText(jsonAt(request.body, "event")) == "plugin_heraldtest_marker";
}

inline std::vector<std::string> story(const std::vector<Received>& requests) {
  std::vector<std::string> lines;
  for (const auto& request : requests)
    if (!isMark(request)) lines.push_back(lineOf(request));
  return lines;
}

}  // namespace herald::testing
