// SPDX-License-Identifier: Apache-2.0
#include "bench/printer_talk.h"

namespace herald::bench {
namespace {

constexpr int kHistory = 700;  // measurements: about 100 KB, as after half an hour of a print

std::string temperatures(int count) {
  std::string list;
  for (int i = 0; i < count; ++i)
    list +=
        std::string(i == 0 ? "" : ",") +
        R"({"time":1700000000,"tool0":{"actual":214.8,"target":215.0},"bed":{"actual":60.0,"target":60.0},"chamber":{"actual":null,"target":null}})";
  return list;
}

/// What an OctoPrint sends during a print: about 1200 bytes, and 140 for each further measurement of the temperatures.
std::string state(int second, int measurements = 1) {
  const std::string percent = std::to_string(second % 6000 / 60.0);
  return R"({"state":{"text":"Printing","flags":{"operational":true,"printing":true,"cancelling":false,"pausing":false,"resuming":false,"finishing":false,"closedOrError":false,"error":false,"paused":false,"ready":false,"sdReady":true},"error":""},"job":{"file":{"name":"a.gcode","path":"a.gcode","display":"a.gcode","origin":"local","size":1468987,"date":1378847754},"estimatedPrintTime":8811.0,"averagePrintTime":null,"lastPrintTime":null,"filament":{"tool0":{"length":810.0,"volume":5.36}},"user":"bob"},"currentZ":0.4,"progress":{"completion":)" +
         percent + R"(,"filepos":337942,"printTime":)" + std::to_string(second) +
         R"(,"printTimeLeft":912,"printTimeLeftOrigin":"analysis"},"offsets":{},"resends":{"count":0,"transmitted":120,"ratio":0},"serverTime":1700000000.12,"temps":[)" +
         temperatures(measurements) +
         R"(],"busyFiles":[{"origin":"local","path":"a.gcode"}],"markings":[{"type":"print","label":"Start","time":1700000000.0}],"logs":[],"messages":[]})";
}

class OctoPrintTalk : public PrinterTalk {
 public:
  std::string overHttp(const std::string&) const override {
    return R"({"name":"bot","session":"5e55","needs":{"role":["status","monitor_terminal","files_list","settings_read"]}})";
  }
  std::string greeting() const override { return R"({"connected":{"version":"1.11.8"}})"; }
  Answer answer(const std::string& message) const override {
    if (message.find("\"auth\"") == std::string::npos) return {};
    return {"{\"history\":" + state(0, kHistory) + "}", true};
  }
  std::string news(int tick) const override { return "{\"current\":" + state(tick) + "}"; }
  std::chrono::milliseconds interval() const override { return std::chrono::seconds(1); }
};

}  // namespace

std::unique_ptr<PrinterTalk> octoPrintTalk() { return std::make_unique<OctoPrintTalk>(); }

}  // namespace herald::bench
