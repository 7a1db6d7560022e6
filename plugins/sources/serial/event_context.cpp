// SPDX-License-Identifier: Apache-2.0
#include "event_context.h"

#include <array>

#include "herald/json.h"
#include "printing/json_values.h"
#include "printing/printer_flags.h"

namespace herald::serial {
namespace {

std::string stateJson(const PrinterStatus& printer) {
  struct Shown {
    const char *text, *id;
  };
  static constexpr std::array<Shown, kPrintStates> kShown{{{"Operational", "OPERATIONAL"},
                                                           {"Operational", "OPERATIONAL"},
                                                           {"Printing", "PRINTING"},
                                                           {"Paused", "PAUSED"},
                                                           {"Error", "ERROR"}}};
  const PrintState state = printer.print.state();
  const auto& job = printer.print.job();
  const Shown shown = printer.connected ? kShown[static_cast<std::size_t>(state)] : Shown{"Offline", "OFFLINE"};
  const bool fromCard = printer.connected && state == PrintState::Printing && job && job->position;
  return JsonObject()
      .add("text", fromCard ? "Printing from SD" : shown.text)
      .addRaw("flags", printing::printerFlags(shown.id, printer.sdReady ? "true" : "false").text())
      .add("error", state == PrintState::Halted ? printer.print.lastError() : "")
      .text();
}

std::string jobJson(const std::optional<PrintJob>& job) {
  const std::string fields = job ? job->fields().text() : "{}";
  JsonObject file;
  file.addRaw("name", jsonAt(fields, "name")).addRaw("path", jsonAt(fields, "path"));
  file.addRaw("display", jsonAt(fields, "name")).addRaw("origin", jsonAt(fields, "origin"));
  file.addRaw("size", jsonAt(fields, "size")).addRaw("date", "null");
  JsonObject object;
  object.addRaw("file", file.text());
  for (const char* name : {"estimatedPrintTime", "averagePrintTime", "lastPrintTime", "filament", "user"})
    object.addRaw(name, "null");
  return object.text();
}

std::string progressJson(const std::optional<PrintJob>& job, double now, std::string_view type) {
  const bool done = type == "PrintDone";
  std::optional<double> completion, time, left;
  std::string byte = "null";
  if (job) {
    completion = done ? 100.0 : type == "PrintStarted" ? 0.0 : job->completion();
    time = job->printTime(now);
    if (job->minutesLeft) left = *job->minutesLeft * 60;
    if (done) left = 0.0;
    if (job->position) byte = std::to_string(done ? job->position->size : job->position->byte);
  }
  return JsonObject()
      .addRaw("completion", printing::numberText(completion))
      .addRaw("filepos", byte)
      .addRaw("printTime", printing::numberText(time))
      .addRaw("printTimeLeft", printing::numberText(left))
      .addRaw("printTimeLeftOrigin", left && !done ? "\"estimate\"" : "null")
      .text();
}

}  // namespace

std::string contextOf(const PrinterStatus& printer, std::string_view type) {
  return JsonObject()
      .addRaw("state", stateJson(printer))
      .addRaw("job", jobJson(printer.print.job()))
      .addRaw("progress", progressJson(printer.print.job(), printer.now, type))
      .addRaw("currentZ", printing::numberText(printer.z))
      .addRaw("offsets", "{}")
      .addRaw("temperatures", printer.heaters.json())
      .text();
}

}  // namespace herald::serial
