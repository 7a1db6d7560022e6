// SPDX-License-Identifier: Apache-2.0
#include "bench/printer_talk.h"
#include "herald/json.h"

namespace herald::bench {
namespace {

constexpr const char* kStatus =
    R"({"print_stats":{"state":"printing","filename":"a.gcode","message":"","print_duration":60.1,"total_duration":70.2,"filament_used":810.1,"info":{"total_layer":100,"current_layer":3}},"virtual_sdcard":{"progress":0.01,"file_position":33794,"file_size":1468987},"display_status":{"progress":0.01,"message":null},"webhooks":{"state":"ready","state_message":"Printer is ready"},"pause_resume":{"is_paused":false},"toolhead":{"position":[100.1,90.2,0.4,810.1]},"extruder":{"temperature":214.83,"target":215.0},"heater_bed":{"temperature":60.02,"target":60.0}})";

class MoonrakerTalk : public PrinterTalk {
 public:
  std::string overHttp(const std::string& request) const override {
    return request.find("/server/info") != std::string::npos
               ? R"({"result":{"klippy_state":"ready","moonraker_version":"v0.11.0"}})"
               : R"({"result":{"size":1468987,"modified":1378847754.1,"estimated_time":8811,"filename":"a.gcode"}})";
  }
  std::string greeting() const override { return {}; }
  Answer answer(const std::string& message) const override {
    const std::string method = jsonToText(jsonAt(message, "method"));
    std::string result = R"({"klippy_state":"ready"})";
    if (method == "printer.objects.list") result = R"({"objects":["print_stats","heater_bed"]})";
    if (method == "printer.objects.subscribe") result = std::string(R"({"eventtime":1.0,"status":)") + kStatus + "}";
    if (method == "server.history.list") result = R"({"count":0,"jobs":[]})";
    return {R"({"jsonrpc":"2.0","result":)" + result + ",\"id\":" + std::string(jsonAt(message, "id")) + "}",
            method == "server.history.list"};
  }

  /// What a Klipper that prints sends four times a second.
  std::string news(int tick) const override {
    const std::string seconds = std::to_string(70 + tick / 4.0), done = std::to_string(tick % 24000 / 24000.0);
    return R"({"jsonrpc":"2.0","method":"notify_status_update","params":[{"print_stats":{"print_duration":)" + seconds +
           R"(,"total_duration":)" + seconds + R"(,"filament_used":)" + seconds + R"(},"virtual_sdcard":{"progress":)" +
           done + R"(,"file_position":)" + std::to_string(33794 + tick) + R"(},"toolhead":{"position":[)" + seconds +
           R"(,90.2,0.4,810.1]},"extruder":{"temperature":214.83},"heater_bed":{"temperature":60.02}},)" + seconds +
           "]}";
  }
  std::chrono::milliseconds interval() const override { return std::chrono::milliseconds(250); }
};

}  // namespace

std::unique_ptr<PrinterTalk> moonrakerTalk() { return std::make_unique<MoonrakerTalk>(); }

}  // namespace herald::bench
