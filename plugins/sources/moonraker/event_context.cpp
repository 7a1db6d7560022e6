// SPDX-License-Identifier: Apache-2.0
#include "event_context.h"

#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "printing/json_values.h"
#include "printing/printer_flags.h"

namespace herald::moonraker {
namespace {

using printing::number;
using printing::numberText;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kTexts{{{"OPERATIONAL", "Operational"},
                                                                               {"PRINTING", "Printing"},
                                                                               {"PAUSED", "Paused"},
                                                                               {"ERROR", "Error"},
                                                                               {"OFFLINE", "Offline"},
                                                                               {"CONNECTING", "Connecting"}}};

std::string rounded(std::optional<double> seconds) {
  constexpr double kMost = 1e12;
  return seconds ? std::to_string(static_cast<std::int64_t>(std::clamp(*seconds, -kMost, kMost))) : "null";
}

std::string_view baseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string orNull(std::string_view raw) { return std::string(raw.empty() ? "null" : raw); }

/// The slicer's length of filament, in OctoPrint's form.
std::string filamentOf(std::string_view metadata) {
  const auto length = number(jsonAt(metadata, "filament_total"));
  if (!length || *length <= 0) return "null";
  const std::string tool = JsonObject().add("length", *length).addRaw("volume", "null").text();
  return JsonObject().addRaw("tool0", tool).text();
}

std::string jobOf(std::string_view path, std::string_view size, std::string_view metadata) {
  JsonObject file;
  if (path.empty())
    for (const char* name : {"name", "path", "display", "origin", "size", "date"}) file.addRaw(name, "null");
  else
    file.add("name", baseName(path))
        .add("path", path)
        .add("display", baseName(path))
        .add("origin", "local")
        .addRaw("size", size)
        .addRaw("date", rounded(number(jsonAt(metadata, "modified"))));
  return JsonObject()
      .addRaw("file", file.text())
      .addRaw("estimatedPrintTime", orNull(jsonAt(metadata, "estimated_time")))
      .addRaw("averagePrintTime", "null")
      .addRaw("lastPrintTime", "null")
      .addRaw("filament", filamentOf(metadata))
      .addRaw("user", "null")
      .text();
}

/// The slicer's estimate counts, else what the progress so far makes likely.
std::string progressOf(const KlippyStatus& status, std::string_view path, std::string_view metadata) {
  const KlippyStatus::Snapshot& now = status.snapshot();
  const auto estimate = number(jsonAt(metadata, "estimated_time"));
  const bool runs = !path.empty() && path == now.path && now.percent;
  std::optional<double> left;
  std::string origin = "null";
  if (runs && estimate && *estimate > 0) {
    left = std::max(0.0, *estimate - now.printTime);
    origin = R"("analysis")";
  } else if (runs && *now.percent > 0) {
    left = now.printTime * (100 - *now.percent) / *now.percent;
    origin = R"("linear")";
  }
  return JsonObject()
      .addRaw("completion", runs ? std::to_string(*now.percent) : "null")
      .addRaw("filepos", runs ? orNull(status.at("virtual_sdcard", "file_position")) : "null")
      .addRaw("printTime", runs ? rounded(now.printTime) : "null")
      .addRaw("printTimeLeft", rounded(left))
      .addRaw("printTimeLeftOrigin", origin)
      .text();
}

std::string temperaturesOf(const KlippyStatus& status) {
  JsonObject all;
  const auto add = [&](const std::string& object, const std::string& name) {
    const std::string_view actual = status.at(object, "temperature");
    if (actual.empty()) return;
    const std::string one = JsonObject().addRaw("actual", actual).addRaw("target", status.at(object, "target")).text();
    all.addRaw(name, one);
  };
  for (const std::string& extruder : status.extruders()) {
    const std::string number = extruder.substr(std::string("extruder").size());
    add(extruder, "tool" + (number.empty() ? "0" : number));
  }
  add("heater_bed", "bed");
  return all.text();
}

}  // namespace

std::string Klippy::reason() const {
  const std::string_view text = std::string_view(message).substr(0, message.find("Once the underlying issue"));
  std::string line;
  for (const std::string& part : Poco::StringTokenizer(std::string(text), "\n", Poco::StringTokenizer::TOK_TRIM))
    if (!part.empty()) line += (line.empty() ? "" : " ") + part;
  return line;
}

std::string stateId(const Klippy& klippy, const KlippyStatus::Snapshot& now) {
  if (klippy.broken()) return "ERROR";
  if (klippy.state == "startup") return "CONNECTING";
  if (!klippy.ready()) return "OFFLINE";
  return now.state == "printing" ? "PRINTING" : now.paused() ? "PAUSED" : "OPERATIONAL";
}

std::string stateText(std::string_view id) {
  for (const auto& [known, text] : kTexts)
    if (known == id) return std::string(text);
  return std::string(id);
}

std::string jobFields(std::string_view path, std::string_view metadata) {
  return JsonObject()
      .add("name", baseName(path))
      .add("path", path)
      .add("origin", "local")
      .addRaw("size", jsonAt(metadata, "size"))
      .text();
}

JsonObject contextOf(const Klippy& klippy, const KlippyStatus& status, std::string_view path,
                     std::string_view metadata) {
  const std::string id = stateId(klippy, status.snapshot());
  const std::string state = JsonObject()
                                .add("text", stateText(id))
                                .addRaw("flags", printing::printerFlags(id, {}).text())
                                .add("error", klippy.broken() ? klippy.reason() : std::string())
                                .text();
  const std::string_view known = jsonAt(metadata, "size");
  const bool shown = path == status.snapshot().path;  // the file that Klipper has open
  const std::string size = orNull(known.empty() && shown ? status.at("virtual_sdcard", "file_size") : known);
  JsonObject context;
  context.addRaw("state", state)
      .addRaw("job", jobOf(path, size, metadata))
      .addRaw("progress", progressOf(status, path, metadata))
      .addRaw("currentZ", status.at("toolhead", "position.2"))
      .addRaw("offsets", "{}")
      .addRaw("temperatures", temperaturesOf(status));
  return context;
}

std::string withStart(std::string_view context) {
  std::string progress(jsonAt(context, "progress"));
  for (const char* name : {"completion", "filepos", "printTime"}) progress = jsonWith(progress, name, "0");
  const auto estimate = number(jsonAt(context, "job.estimatedPrintTime"));
  progress = jsonWith(progress, "printTimeLeft", rounded(estimate));
  progress = jsonWith(progress, "printTimeLeftOrigin", estimate ? R"("analysis")" : "null");
  return jsonWith(context, "progress", progress);
}

std::string withEnd(std::string_view context) {
  std::string progress = jsonWith(jsonAt(context, "progress"), "completion", "100");
  progress = jsonWith(progress, "printTimeLeft", "0");
  return jsonWith(context, "progress", progress);
}

}  // namespace herald::moonraker
