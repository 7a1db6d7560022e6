// SPDX-License-Identifier: Apache-2.0
#include "line_translator.h"

#include <utility>

#include "event_context.h"
#include "printing/event_kinds.h"
#include "printing/json_values.h"

namespace herald::serial {
namespace {

constexpr double kSameRunOut = 600;   // seconds in which run-out lines are about the same run-out
constexpr double kRunOutPauses = 60;  // seconds in which a run-out pauses the print
constexpr int kMovesToAnswer = 2;     // reports of progress; the first one after a question may be older than it

/// The tool of `out_of_filament T1`, `paused filament_runout 0`, `Filament error on extruder 1: …`.
std::string toolOf(std::string_view text) {
  for (std::size_t i = text.size(); i > 1; --i) {
    const bool digit = text[i - 1] >= '0' && text[i - 1] <= '9';
    if (digit && (text[i - 2] == ' ' || text[i - 2] == 'T')) return {text[i - 1]};
  }
  return "null";
}

}  // namespace

LineTranslator::LineTranslator(std::string_view saved, double clockOffset, Clock::time_point now)
    : clockOffset_(clockOffset),
      print_([this](const std::string& type, const JsonObject& payload) { report(type, payload); }) {
  print_.restore(jsonAt(saved, "print"));
  connected_ = printing::isTrue(jsonAt(saved, "connected"));
  firmware_ = jsonToText(jsonAt(saved, "firmware"));
  userAction_ = printing::UserAction::parse(jsonToText(jsonAt(saved, "waiting")), now);
}

std::string LineTranslator::text() const {
  return JsonObject()
      .add("connected", connected_)
      .addRaw("print", print_.text())
      .add("firmware", firmware_)
      .add("waiting", userAction_.text())
      .text();
}

void LineTranslator::setNow(Clock::time_point now) {
  now_ = std::chrono::duration<double>(now.time_since_epoch()).count() + clockOffset_;
}

void LineTranslator::connected(const std::string& port, int baud, Clock::time_point now) {
  setNow(now);
  print_.connected();
  heaters_.forget();
  capabilities_.clear();
  if (std::exchange(connected_, true)) return;
  firmware_.clear();
  JsonObject payload;
  payload.add("port", port);
  report("Connected", baud > 0 ? payload.add("baudrate", baud) : payload.addRaw("baudrate", "null"));
}

void LineTranslator::disconnected(Clock::time_point now) {
  setNow(now);
  if (std::exchange(connected_, false)) report("Disconnected", {});
}

Line LineTranslator::line(std::string_view text, Clock::time_point now) {
  const Line line = known(classify(text));
  recent_[recentAt_++ % recent_.size()].assign(line.host ? "" : "Recv: ").append(text);
  if (line.kind == LineKind::Unknown && !line.runOut) return line;
  setNow(now);
  const PrintState before = print_.state();
  const auto done = completion();
  readValues(line);
  watchFilament(line);
  print_.take(line, now_, line.kind == LineKind::SdIdle && waitsForUser(now));
  if (completion() > done) ++moves_;
  watchWaits(line, before, now);
  return line;
}

/// RepRapFirmware says `Done printing file` for a cancelled print too. Its next line says how the print has ended.
Line LineTranslator::known(Line line) const {
  const bool ambiguous = line.kind == LineKind::Done && contains(line.text, "done printing file");
  if (ambiguous && contains(firmware_, "RepRapFirmware")) line.kind = LineKind::Unknown;
  return line;
}

std::optional<double> LineTranslator::completion() const {
  return print_.job() ? print_.job()->completion() : std::nullopt;
}

/// A print that has continued does not wait, though a dialog is still open.
bool LineTranslator::waitsForUser(Clock::time_point now) const {
  return moves_ < kMovesToAnswer && (userAction_.waits(now) || now_ - runOutAt_ < kRunOutPauses);
}

void LineTranslator::readValues(const Line& line) {
  const auto take = [this](const std::vector<Measured>& measured) {
    for (const Measured& one : heaters_.take(measured))
      report("TemperatureReached", JsonObject()
                                       .add("heater", one.name)
                                       .addRaw("actual", printing::numberText(one.actual))
                                       .addRaw("target", printing::numberText(one.target)));
  };
  switch (line.kind) {
    case LineKind::Temperature:
    case LineKind::Heating: take(temperatures(line.text)); break;
    case LineKind::Target:
      if (const auto target = targetTemperature(line.text)) take({*target});
      break;
    case LineKind::Position:
      if (const auto z = positionZ(line.text)) z_ = z;
      break;
    case LineKind::Firmware: readFirmware(line); break;
    case LineKind::Capability:
      if (line.text.ends_with(":1")) capabilities_.emplace(line.text.substr(4, line.text.size() - 6));
      break;
    case LineKind::SdPrinting:
    case LineKind::CardReady: sdReady_ = true; break;
    case LineKind::CardGone: sdReady_ = false; break;
    default: break;
  }
}

void LineTranslator::readFirmware(const Line& line) {
  const auto members = firmware(line.text);
  if (members.empty()) return;
  JsonObject data;
  for (const auto& [name, value] : members) data.add(name, value);
  const JsonObject payload = JsonObject().add("name", firmwareName(members)).addRaw("data", data.text());
  if (std::exchange(firmware_, payload.text()) != payload.text()) report("FirmwareData", payload);
}

void LineTranslator::watchFilament(const Line& line) {
  if (!line.runOut) return;
  moves_ = 0;
  if (now_ - std::exchange(runOutAt_, now_) < kSameRunOut) return;
  report("FilamentRunout", JsonObject().add("line", line.text).addRaw("tool", toolOf(line.text)));
}

void LineTranslator::watchWaits(const Line& line, PrintState before, Clock::time_point now) {
  const PrintState after = print_.state();
  if (before != after && after != PrintState::Paused) {
    runOutAt_ = -1e9;
    if (after == PrintState::Printing)
      userAction_.resumed();
    else
      userAction_.ended();
  }
  if (line.kind == LineKind::UserWait || line.kind == LineKind::Prompt) moves_ = 0;
  const bool relevant = line.kind == LineKind::UserWait || line.kind == LineKind::Busy || line.text.starts_with("//");
  if (relevant && userAction_.line(line.text, now)) report("UserActionNeeded", JsonObject().add("line", line.text));
}

void LineTranslator::report(const std::string& type, JsonObject payload) {
  if (type == "Error") payload.addRaw("logs", recentLines());
  Event event;
  event.type = type;
  event.payload = payload.text();
  event.context = contextOf({connected_, sdReady_, print_, heaters_, z_, now_}, type);
  event.category = printing::categoryOf(type);
  if (print_.job()) event.subject = print_.job()->subject;
  events_.push_back(std::move(event));
}

std::vector<Event> LineTranslator::takeEvents() { return std::exchange(events_, {}); }

std::string LineTranslator::recentLines() const {
  std::string list = "[";
  for (std::size_t i = 0; i < recent_.size(); ++i) {
    const std::string& line = recent_[(recentAt_ + i) % recent_.size()];
    if (!line.empty()) list += (list.size() > 1 ? "," : "") + jsonQuote(line);
  }
  return list + "]";
}

}  // namespace herald::serial
