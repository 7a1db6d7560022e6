// SPDX-License-Identifier: Apache-2.0
#include "printing/print_job.h"

#include <algorithm>
#include <chrono>

#include "herald/event.h"
#include "herald/json.h"
#include "printing/json_values.h"
#include "times/unix_time.h"

namespace herald::printing {

std::string PrintJob::path() const { return jsonToText(jsonAt(fields, "path")); }

std::string PrintJob::origin() const { return jsonToText(jsonAt(fields, "origin")); }

bool PrintJob::isFile(std::string_view otherOrigin, std::string_view otherPath) const {
  return path() == otherPath && origin() == otherOrigin;
}

bool PrintJob::isIn(std::string_view payload) const {
  return isFile(jsonToText(jsonAt(payload, "origin")), jsonToText(jsonAt(payload, "path")));
}

std::string PrintJob::text() const {
  return JsonObject()
      .addRaw("fields", fields)
      .add("subject", subject)
      .add("startedAt", startedAt)
      .add("printTime", printTime)
      .add("percent", progress.last())
      .addRaw("layers", layers.text())
      .add("awaited", awaited)
      .add("paused", paused)
      .add("cancelled", cancelled)
      .text();
}

PrintJob PrintJob::parse(std::string_view text) {
  PrintJob job;
  if (const std::string_view fields = jsonAt(text, "fields"); fields.starts_with('{')) job.fields = fields;
  job.subject = jsonToText(jsonAt(text, "subject"));
  job.startedAt = number(jsonAt(text, "startedAt")).value_or(0);
  job.printTime = number(jsonAt(text, "printTime")).value_or(0);
  job.progress = Progress(wholePercent(jsonAt(text, "percent")).value_or(0));
  const std::string_view layers = jsonAt(text, "layers");
  job.layers = layers.empty() ? Layers::ofRunningPrint() : Layers::parse(layers);
  job.awaited = isTrue(jsonAt(text, "awaited"));
  job.paused = isTrue(jsonAt(text, "paused"));
  job.cancelled = isTrue(jsonAt(text, "cancelled"));
  return job;
}

PrintJob PrintJob::begin(std::string_view payload, double startedAt) {
  PrintJob job;
  JsonObject fields;
  for (const char* name : {"name", "path", "origin", "size", "owner", "user"}) {
    if (const std::string_view value = jsonAt(payload, name); !value.empty()) fields.addRaw(name, value);
  }
  job.fields = fields.text();
  job.startedAt = startedAt;
  job.subject = printSubject(job.path(), startedAt);
  return job;
}

std::string printSubject(std::string_view file, double startedAt) {
  const std::chrono::duration<double> seconds(std::clamp(startedAt, -times::kEndOfTime, times::kEndOfTime));
  const auto sinceEpoch = std::chrono::round<std::chrono::milliseconds>(seconds);
  return std::string(file) + "@" + toRfc3339(std::chrono::system_clock::time_point(sinceEpoch));
}

}  // namespace herald::printing
