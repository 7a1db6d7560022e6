// SPDX-License-Identifier: Apache-2.0
#include "line_translator.h"

#include <utility>

#include "event_context.h"
#include "printing/event_kinds.h"
#include "printing/firmware_lines.h"
#include "printing/json_values.h"
#include "printing/sent_command.h"

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

LineTranslator::LineTranslator(std::string_view saved, double clockOffset, Clock::time_point now, Setup setup)
    : setup_(std::move(setup)),
      clockOffset_(clockOffset),
      print_([this](const std::string& type, const JsonObject& payload) { report(type, payload); }),
      cooling_(setup_.bedCooledBelow) {
  print_.restore(jsonAt(saved, "print"));
  connected_ = printing::isTrue(jsonAt(saved, "connected"));
  firmware_ = jsonToText(jsonAt(saved, "firmware"));
  userAction_ = printing::UserAction::parse(jsonToText(jsonAt(saved, "waiting")), now);
  cooling_.restore(jsonAt(saved, "bed"));
}

std::string LineTranslator::text() const {
  return JsonObject()
      .add("connected", connected_)
      .addRaw("print", print_.text())
      .add("firmware", firmware_)
      .add("waiting", userAction_.text())
      .addRaw("bed", cooling_.text())
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
  const bool action = line.text.starts_with("//");
  if (line.kind == LineKind::Unknown && !line.runOut && !action) return line;
  setNow(now);
  if (action) readAction(line.text, now);
  if (line.kind == LineKind::Unknown && !line.runOut) return line;
  const PrintState before = print_.state();
  const auto done = completion();
  readValues(line);
  watchFilament(line);
  print_.take(line, now_, line.kind == LineKind::SdIdle && waitsForUser(now));
  if (completion() > done) ++moves_;
  watchWaits(line, before, now);
  return line;
}

void LineTranslator::sent(std::string_view command, Clock::time_point now) {
  const auto text = printing::displayText(command);
  auto layer = printing::layerInCommand(command);
  waitReason_.command(command, now);
  if (!text && !layer) return;
  setNow(now);
  if (text) {
    show(*text);
    layer = printing::layerOnDisplay(*text);
  }
  if (layer) print_.takeLayer(*layer, now_);
}

/// A notification is what firmware shows on its display, the texts of M117 among it.
void LineTranslator::readAction(std::string_view line, Clock::time_point now) {
  waitReason_.line(line, now);
  const auto action = printing::hostAction(line);
  if (!action || action->name != "notification") return;
  show(action->text);
  if (const auto layer = printing::layerInNotice(action->text)) print_.takeLayer(*layer, now_);
}

void LineTranslator::show(std::string_view text) {
  if (shown_ == text) return;
  shown_ = text;
  if (!text.empty() && isWanted("DisplayMessage")) report("DisplayMessage", JsonObject().add("message", text));
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
    case LineKind::Heating:
      take(temperatures(line.text));
      readBed();
      break;
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

void LineTranslator::readBed() {
  if (print_.job()) cooling_.runs();
  if (!cooling_.watches()) return;
  const auto bed = heaters_.actual("bed");
  if (!bed || !cooling_.take(*bed, now_)) return;
  JsonObject payload;
  const std::string members = cooling_.payload(*bed);
  for (const auto& [name, value] : jsonMembers(members)) payload.addRaw(name, value);
  report("BedCooled", payload);
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
    waitReason_.over();
    if (after == PrintState::Printing)
      userAction_.resumed();
    else
      userAction_.ended();
  }
  using Cause = printing::WaitReason::Cause;
  if (line.runOut) waitReason_.note(Cause::Runout, now);
  if (line.kind == LineKind::Error || line.kind == LineKind::Halt) waitReason_.note(Cause::Error, now);
  if (line.kind == LineKind::UserWait || line.kind == LineKind::Prompt) moves_ = 0;
  const bool relevant = line.kind == LineKind::UserWait || line.kind == LineKind::Busy || line.text.starts_with("//");
  if (relevant && userAction_.line(line.text, now))
    report("UserActionNeeded", JsonObject().add("line", line.text).addRaw("reason", waitReason_.json(now)));
}

bool LineTranslator::isWanted(std::string_view type) const { return !setup_.wants || setup_.wants(type); }

void LineTranslator::followBed(const std::string& type, const Event& event) {
  if (type == "PrintStarted") cooling_.started();
  if (type == "PrintResumed") cooling_.resumed();
  if (printing::isJobEnd(type)) cooling_.ended(event.payload, event.subject, now_);
}

void LineTranslator::report(const std::string& type, JsonObject payload) {
  if (type == "PrintLayer" && !isWanted(type)) return;
  if (type == "Error") payload.addRaw("logs", recentLines());
  Event event;
  event.type = type;
  event.payload = payload.text();
  event.context = contextOf({connected_, sdReady_, print_, heaters_, z_, now_}, type);
  event.category = printing::categoryOf(type);
  if (print_.job()) event.subject = print_.job()->subject;
  if (type == "BedCooled") event.subject = cooling_.subject();
  followBed(type, event);
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
