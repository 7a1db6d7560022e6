// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/trial_event.h"

namespace herald::core {

namespace {

constexpr const char* kPayload =
    R"({"name":"example.gcode","path":"example.gcode","origin":"local","size":242038,"owner":"example_user",)"
    R"("time":50.237335886,"popup":true})";

constexpr const char* kContext =
    R"({"state":{"text":"Printing","flags":{"operational":true,"printing":true,"paused":false,"error":false,)"
    R"("ready":false,"closedOrError":false}},)"
    R"("job":{"file":{"name":"example.gcode","path":"example.gcode","display":"example.gcode","origin":"local",)"
    R"("size":242038,"date":1588195405},"estimatedPrintTime":100.5,"averagePrintTime":null,"lastPrintTime":null,)"
    R"("filament":{"tool0":{"length":335.8,"volume":0.8}},"user":"example_user"},)"
    R"("progress":{"completion":50.0,"filepos":121019,"printTime":50,"printTimeLeft":50,)"
    R"("printTimeLeftOrigin":"estimate"},"currentZ":2.8,"offsets":{},)"
    R"("meta":{"analysis":{"estimatedPrintTime":100.5}},"appearance":{"name":"Example","color":"default"},)"
    R"("percentCompleteMilestone":50})";

}  // namespace

Event makeTrialEvent(const std::string& type, const std::string& device) {
  Event event;
  event.type = type;
  event.device = device;
  event.subject = "example.gcode";
  event.payload = kPayload;
  event.context = kContext;
  event.category = Category::Lifecycle;
  return event;
}

}  // namespace herald::core
