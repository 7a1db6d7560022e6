// SPDX-License-Identifier: Apache-2.0
#include "print_job.h"

#include <algorithm>
#include <utility>

#include "printing/json_values.h"
#include "printing/print_job.h"

namespace herald::serial {

using printing::number;

std::optional<std::int64_t> wholeNumber(std::string_view raw) {
  const auto value = number(raw);
  return value && *value >= 0 && *value < 1e15 ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
}

PrintJob PrintJob::begin(FileName file, double now, bool fromTheStart) {
  PrintJob job;
  job.file = std::move(file);
  if (fromTheStart) job.startedAt = now;
  if (!fromTheStart) job.layers = printing::Layers::ofRunningPrint();
  job.subject = printing::printSubject(job.file.path.empty() ? "print" : job.file.path, now);
  return job;
}

void PrintJob::pause(double now) {
  if (pausedAt == 0) pausedAt = now;
}

void PrintJob::resume(double now) {
  if (pausedAt != 0) paused += std::max(0.0, now - pausedAt);
  pausedAt = 0;
}

std::optional<double> PrintJob::printTime(double now) const {
  if (startedAt == 0) return std::nullopt;
  return std::max(0.0, (pausedAt == 0 ? now : pausedAt) - startedAt - paused);
}

std::optional<double> PrintJob::completion() const {
  if (position && position->size > 0)
    return std::min(100.0, 100.0 * static_cast<double>(position->byte) / static_cast<double>(position->size));
  return percent;
}

JsonObject PrintJob::fields() const {
  JsonObject fields;
  if (file.path.empty()) {
    fields.addRaw("name", "null").addRaw("path", "null");
  } else {
    fields.add("name", std::string_view(file.path).substr(file.path.find_last_of('/') + 1)).add("path", file.path);
  }
  if (position || !file.path.empty())
    fields.add("origin", "sdcard");
  else
    fields.addRaw("origin", "null");
  const auto size = file.size ? file.size : position ? std::optional(position->size) : std::nullopt;
  return size ? fields.add("size", *size) : fields.addRaw("size", "null");
}

std::string PrintJob::text() const {
  JsonObject object;
  object.add("path", file.path).addRaw("size", file.size ? std::to_string(*file.size) : "null");
  object.add("subject", subject).add("startedAt", startedAt).add("paused", paused).add("pausedAt", pausedAt);
  object.add("byPercent", byPercent).add("told", reported.last());
  object.addRaw("layers", layers.text());
  if (position) object.add("byte", position->byte).add("bytes", position->size);
  return object.addRaw("percent", printing::numberText(percent))
      .addRaw("minutesLeft", printing::numberText(minutesLeft))
      .text();
}

PrintJob PrintJob::parse(std::string_view text) {
  PrintJob job;
  job.file = {jsonToText(jsonAt(text, "path")), wholeNumber(jsonAt(text, "size"))};
  job.subject = jsonToText(jsonAt(text, "subject"));
  job.startedAt = number(jsonAt(text, "startedAt")).value_or(0);
  job.paused = number(jsonAt(text, "paused")).value_or(0);
  job.pausedAt = number(jsonAt(text, "pausedAt")).value_or(0);
  job.byPercent = printing::isTrue(jsonAt(text, "byPercent"));
  const auto byte = wholeNumber(jsonAt(text, "byte")), size = wholeNumber(jsonAt(text, "bytes"));
  if (byte && size) job.position = {*byte, *size};
  job.percent = number(jsonAt(text, "percent"));
  job.minutesLeft = number(jsonAt(text, "minutesLeft"));
  job.reported = printing::Progress(printing::wholePercent(jsonAt(text, "told")).value_or(0));
  const std::string_view layers = jsonAt(text, "layers");
  job.layers = layers.empty() ? printing::Layers::ofRunningPrint() : printing::Layers::parse(layers);
  return job;
}

}  // namespace herald::serial
