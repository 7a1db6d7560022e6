// SPDX-License-Identifier: Apache-2.0
// What the OctoPrint-Webhooks plugin sends for its own templates, rendered here.
#include <gtest/gtest.h>

#include "herald/json.h"
#include "herald/sink.h"
#include "herald/template.h"
#include "herald/variables.h"

namespace herald {
namespace {

constexpr const char* kPayload = R"({"name":"DarwinKeycap.gcode","path":"caps/DarwinKeycap.gcode","origin":"local",)"
                                 R"("size":242038,"owner":"iAmLegend"})";

constexpr const char* kContext =
    R"({"state":{"text":"Printing","flags":{"operational":true,"printing":true,"error":false}},)"
    R"("job":{"file":{"name":"DarwinKeycap.gcode","size":242038},"estimatedPrintTime":476.05552375713864,)"
    R"("filament":{"tool0":{"volume":0.8077585001602579}},"user":"iAmLegend"},)"
    R"("progress":{"completion":14.496484023169915,"filepos":35087},"currentZ":0.2,"offsets":{},)"
    R"("appearance":{"name":"OctoPi","color":"default"}})";

constexpr const char* kNoJob = R"({"state":{"text":"Operational","flags":{}},"job":{"file":{"name":null,"path":null}},)"
                               R"("progress":{"completion":null},"currentZ":null,"offsets":{}})";

struct Vector {
  const char* name;
  const char* data;
  const char* body;
  const char* context = kContext;
  const char* token = "{}";
  const char* device = "Prusa MK3";
};

void PrintTo(const Vector& vector, std::ostream* out) { *out << vector.name; }

class Parity : public testing::TestWithParam<Vector> {};

TEST_P(Parity, RendersWhatThePluginSent) {
  const auto& [name, data, body, context, token, device] = GetParam();
  const Event event{.type = "PrintStarted",
                    .payload = kPayload,
                    .context = context,
                    .device = "mk3",
                    .time = std::chrono::system_clock::time_point(std::chrono::seconds(1588195498))};
  const Attempt attempt{
      .event = event, .topic = "Print Started", .message = Template("Your print has started.", Place::Text)};
  Variables variables(attempt);
  variables.set("deviceIdentifier", device);
  variables.set("apiSecret", "s3cr3t");
  variables.overlay(token);
  EXPECT_EQ(Template(data, Place::Json).render(variables), body);
}

INSTANTIATE_TEST_SUITE_P(
    , Parity,
    testing::Values(
        Vector{
            "the default data",
            R"({"deviceIdentifier":"@deviceIdentifier","apiSecret":"@apiSecret","topic":"@topic","message":"@message",)"
            R"("extra":"@extra","state":"@state","currentZ":"@currentZ",)"
            R"("offsets":"@offsets","currentTime":"@currentTime"})",
            R"({"deviceIdentifier":"Prusa MK3","apiSecret":"s3cr3t","topic":"Print Started","message":"Your print has )"
            R"(started.","extra":{"name":"DarwinKeycap.gcode","path":"caps/DarwinKeycap.gcode","origin":"local",)"
            R"("size":242038,"owner":"iAmLegend"},"state":{"text":"Printing","flags":{"operational":true,)"
            R"("printing":true,"error":false}},"currentZ":0.2,"offsets":{},"currentTime":1588195498})"},
        Vector{"dot path into a number",
               R"({"t": "@job.estimatedPrintTime", "txt": "@job.estimatedPrintTime seconds"})",
               R"({"t":476.05552375713864,"txt":"476.05552375713864 seconds"})"},
        Vector{"whole value keeps its JSON type",
               R"({"o": "@progress", "n": "@progress.filepos", "b": "@state.flags.printing", )"
               R"("s": "@state.text", "e": "@offsets"})",
               R"({"o":{"completion":14.496484023169915,"filepos":35087},"n":35087,"b":true,"s":"Printing","e":{}})"},
        Vector{"missing variable becomes an empty string",
               R"({"a": "@nope", "b": "x @job.nope.deeper y", "c": "@extra.time"})", R"({"a":"","b":"x  y","c":""})"},
        Vector{"several variables in one string", R"({"a": "@topic on @deviceIdentifier by @job.user"})",
               R"({"a":"Print Started on Prusa MK3 by iAmLegend"})"},
        Vector{
            "nested objects and arrays are rendered",
            R"({"outer": {"inner": "@topic", "list": ["@message", {"k": "@state.text"}, 3, true, null]}})",
            R"({"outer":{"inner":"Print Started","list":["Your print has started.",{"k":"Printing"},3,true,null]}})"},
        Vector{"plain values pass through", R"({"n": 1.5, "b": false, "z": null, "s": "plain", "l": [1, "two"]})",
               R"({"n":1.5,"b":false,"z":null,"s":"plain","l":[1,"two"]})"},
        Vector{"appearance variable", R"({"n": "@appearance.name"})", R"({"n":"OctoPi"})"},
        Vector{.name = "unicode",
               .data = R"({"d": "@deviceIdentifier", "s": "\u00fc @deviceIdentifier \u00df"})",
               .body = R"({"d":"Präzision ℶ3 🐙","s":"ü Präzision ℶ3 🐙 ß"})",
               .device = "Präzision ℶ3 🐙"},
        Vector{.name = "no job loaded",
               .data = R"({"f": "@job.file.name", "c": "@progress.completion", "z": "@currentZ", "m": "@meta"})",
               .body = R"({"f":null,"c":null,"z":null,"m":""})",
               .context = kNoJob},
        Vector{.name = "oauth: keys of the answer are variables",
               .data = R"({"left": "@expires_in", "topic": "@topic"})",
               .body = R"({"left":3600,"topic":"Print Started"})",
               .token = R"({"access_token":"abc123","expires_in":3600})"},
        Vector{.name = "oauth: a path into the answer",
               .data = R"({"t": "@token.value"})",
               .body = R"({"t":"nested"})",
               .token = R"({"token":{"value":"nested"}})"},
        Vector{.name = "oauth: a key of the answer wins over an event's",
               .data = R"({"t": "@topic"})",
               .body = R"({"t":"from the token server"})",
               .token = R"({"topic":"from the token server"})"}));

}  // namespace
}  // namespace herald
