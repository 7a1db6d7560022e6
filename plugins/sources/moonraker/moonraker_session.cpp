// SPDX-License-Identifier: Apache-2.0
#include "moonraker_session.h"

#include <utility>

#include "herald/json.h"

namespace herald::moonraker {
namespace {

constexpr Millis kAnswerTime = std::chrono::seconds(30);
constexpr const char* kObjects[] = {"print_stats",  "virtual_sdcard", "display_status", "webhooks",
                                    "pause_resume", "toolhead",       "extruder",       "heater_bed"};

bool isFurtherExtruder(std::string_view object) { return isExtruder(object) && object != "extruder"; }

/// Only what the events need: the position of the toolhead changes four times a second.
std::string fieldsOf(std::string_view object) {
  if (object == "toolhead") return R"(["position"])";
  if (isExtruder(object) || object == "heater_bed") return R"(["temperature","target"])";
  if (object == "virtual_sdcard") return R"(["progress","file_position","file_size"])";
  if (isFilamentSensor(object)) return R"(["filament_detected","enabled"])";
  return "null";
}

bool isStatus(std::string text) {
  const auto message = parseRpc(text);
  return message && message->method == "notify_status_update";
}

}  // namespace

MoonrakerSession::MoonrakerSession(Upgradable connection, std::stop_token stop)
    : agent_(connection.request.get("User-Agent", "Herald/")),
      socket_("Moonraker", std::move(connection), stop, {}),
      stop_(std::move(stop)) {}

void MoonrakerSession::identify() {
  const std::string who = JsonObject()
                              .add("client_name", "Herald")
                              .add("version", agent_.substr(agent_.find('/') + 1))
                              .add("type", "other")
                              .add("url", "")  // Moonraker wants one, and shows it nowhere
                              .text();
  ask("server.connection.identify", who);
}

std::optional<std::string> MoonrakerSession::ask(std::string_view method, std::string_view params) {
  const int id = ++lastId_;
  socket_.send(rpcRequest(id, method, params));
  const auto deadline = Clock::now() + kAnswerTime;
  while (true) {
    std::optional<std::string> text = socket_.receive(deadline);
    if (!text) {
      if (stop_.stop_requested()) return std::nullopt;
      throw Failure(Outcome::Verdict::Retry,
                    "Moonraker did not answer " + std::string(method) + ": check the log of Moonraker");
    }
    const std::optional<RpcMessage> message = parseRpc(*text);
    if (!message)
      ++unreadable_;
    else if (message->kind == RpcMessage::Kind::Notification)
      waiting_.push_back(std::move(*text));
    else if (message->id == id)
      return message->kind == RpcMessage::Kind::Result ? std::string(message->body) : std::string();
  }
}

std::string MoonrakerSession::subscription() {
  JsonObject objects;
  for (const char* object : kObjects) objects.addRaw(object, fieldsOf(object));
  const auto known = ask("printer.objects.list", {});
  if (!known) return {};
  for (const std::string_view raw : jsonElements(jsonAt(*known, "objects")))
    if (const std::string object = jsonToText(raw); isFilamentSensor(object) || isFurtherExtruder(object))
      objects.addRaw(object, fieldsOf(object));
  return JsonObject().addRaw("objects", objects.text()).text();
}

std::optional<MoonrakerSession::Beginning> MoonrakerSession::begin() {
  Beginning beginning;
  const auto info = ask("server.info", {});
  if (!info) return std::nullopt;
  beginning.klippy.state = jsonToText(jsonAt(*info, "klippy_state"));
  if (beginning.klippy.state == "ready") {
    const std::string wish = subscription();
    std::erase_if(waiting_, isStatus);  // the status that comes now is newer
    const auto status = ask("printer.objects.subscribe", wish);
    if (!status) return std::nullopt;
    if (const std::string_view all = jsonAt(*status, "status"); all.starts_with('{'))
      beginning.status = all;
    else
      beginning.klippy.state = "disconnected";  // Klipper has gone since; follow() asks again
    const std::string state = jsonToText(jsonAt(beginning.status, "webhooks.state"));
    if (!state.empty()) beginning.klippy.state = state;
    beginning.klippy.message = jsonToText(jsonAt(beginning.status, "webhooks.state_message"));
  } else if (beginning.klippy.broken()) {
    const auto printer = ask("printer.info", {});
    if (!printer) return std::nullopt;
    beginning.klippy.message = jsonToText(jsonAt(*printer, "state_message"));
  }
  const auto history = ask("server.history.list", R"({"limit":20,"order":"desc"})");
  if (!history) return std::nullopt;
  beginning.history = *history;
  return beginning;
}

std::optional<RpcMessage> MoonrakerSession::next(Clock::time_point until) {
  while (true) {
    std::optional<std::string> text;
    if (waiting_.empty()) {
      text = socket_.receive(until);
      if (!text) return std::nullopt;
    } else {
      text = std::move(waiting_.front());
      waiting_.pop_front();
    }
    text_ = std::move(*text);
    std::optional<RpcMessage> message = parseRpc(text_);
    if (!message) ++unreadable_;
    if (message && message->kind == RpcMessage::Kind::Notification) return message;
  }
}

}  // namespace herald::moonraker
