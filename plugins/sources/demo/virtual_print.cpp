// SPDX-License-Identifier: Apache-2.0
#include "virtual_print.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "printing/filament.h"

namespace herald::demo {
namespace {

constexpr int kSize = 2534176;
constexpr const char* kOwner = "demo";
constexpr int kLayers = 240;
constexpr double kLayerHeight = 0.2;
constexpr const char* kFilament = R"({"tool0":{"length":3851.77,"volume":9.26}})";

double rounded(double value) { return std::round(value * 100) / 100; }

JsonObject meta(double estimate) {
  const JsonObject analysis = JsonObject()
                                  .add("estimatedPrintTime", estimate)
                                  .addRaw("dimensions", R"({"width":60.0,"depth":31.0,"height":48.0})")
                                  .addRaw("filament", kFilament);
  return JsonObject().add("hash", "2d2f2c6a410f8786b62604422799c9f3c0721367").addRaw("analysis", analysis.text());
}

}  // namespace

VirtualPrint::VirtualPrint(std::string file, std::string job, Millis duration)
    : file_(std::move(file)), job_(std::move(job)), duration_(duration) {}

void VirtualPrint::set(State state, int percent) {
  state_ = state;
  percent_ = percent;
}

Event VirtualPrint::lifecycle(std::string_view type) const { return make(type, Category::Lifecycle, payload()); }

Event VirtualPrint::userActionNeeded() const {
  return make("UserActionNeeded", Category::Lifecycle, JsonObject().add("reason", "filament change"));
}

int VirtualPrint::layerNumber() const { return std::min(kLayers * percent_ / 100 + 1, kLayers); }

Event VirtualPrint::layer() const {
  return make("PrintLayer", Category::Progress,
              JsonObject()
                  .add("layer", layerNumber())
                  .add("layers", kLayers)
                  .add("name", file_)
                  .add("path", file_)
                  .add("origin", "local"));
}

Event VirtualPrint::firstLayerDone() const {
  Event event = layer();
  event.type = "FirstLayerDone";
  event.category = Category::Lifecycle;
  return event;
}

Event VirtualPrint::progress() const {
  return make("PrintProgress", Category::Progress,
              JsonObject().add("progress", percent_).add("name", file_).add("path", file_).add("origin", "local"));
}

Event VirtualPrint::done() const {
  return make("PrintDone", Category::Lifecycle,
              payload()
                  .add("time", seconds(100))
                  .addRaw("filamentUsed", printing::filamentUsed(kFilament, {.density = 1.24, .pricePerKg = 25})));
}

Event VirtualPrint::failed() const {
  return make("PrintFailed", Category::Lifecycle,
              payload()
                  .add("time", seconds(percent_))
                  .add("reason", "error")
                  .add("error", "Thermal Runaway, system stopped!")
                  .add("progress", percent_ / 100.0));
}

Event VirtualPrint::make(std::string_view type, Category category, const JsonObject& payload) const {
  Event event;
  event.type = type;
  event.category = category;
  event.subject = job_;
  event.payload = payload.text();
  event.context = context().text();
  return event;
}

JsonObject VirtualPrint::payload() const {
  return JsonObject()
      .add("name", file_)
      .add("path", file_)
      .add("origin", "local")
      .add("size", kSize)
      .add("owner", kOwner)
      .add("user", kOwner);
}

JsonObject VirtualPrint::context() const {
  return JsonObject()
      .addRaw("state", state().text())
      .addRaw("job", job().text())
      .addRaw("progress", progressStatus().text())
      .add("currentZ", rounded(layerNumber() * kLayerHeight))
      .addRaw("offsets", "{}")
      .addRaw("meta", meta(seconds(100)).text())
      .addRaw("appearance", R"({"name":"OctoPi","color":"default"})");
}

JsonObject VirtualPrint::state() const {
  static constexpr std::array<const char*, 4> kTexts{"Printing", "Paused", "Operational", "Error"};
  const bool failed = state_ == State::Error;
  return JsonObject()
      .add("text", kTexts[static_cast<std::size_t>(state_)])
      .addRaw("flags", JsonObject()
                           .add("operational", !failed)
                           .add("printing", state_ == State::Printing)
                           .add("cancelling", false)
                           .add("pausing", false)
                           .add("resuming", false)
                           .add("finishing", false)
                           .add("closedOrError", failed)
                           .add("error", failed)
                           .add("paused", state_ == State::Paused)
                           .add("ready", state_ == State::Operational)
                           .add("sdReady", false)
                           .text());
}

JsonObject VirtualPrint::job() const {
  const JsonObject file = JsonObject()
                              .add("name", file_)
                              .add("path", file_)
                              .add("display", file_)
                              .add("origin", "local")
                              .add("size", kSize)
                              .add("date", 1588195405);
  return JsonObject()
      .addRaw("file", file.text())
      .add("estimatedPrintTime", seconds(100))
      .addRaw("averagePrintTime", "null")
      .addRaw("lastPrintTime", "null")
      .addRaw("filament", kFilament)
      .add("user", kOwner);
}

JsonObject VirtualPrint::progressStatus() const {
  const double printTime = std::floor(seconds(percent_));
  return JsonObject()
      .add("completion", static_cast<double>(percent_))
      .add("filepos", static_cast<int>(static_cast<std::int64_t>(kSize) * percent_ / 100))
      .add("printTime", static_cast<int>(printTime))
      .add("printTimeLeft", static_cast<int>(std::ceil(seconds(100) - printTime)))
      .add("printTimeLeftOrigin", "estimate");
}

double VirtualPrint::seconds(int percent) const {
  return rounded(static_cast<double>(duration_.count()) * percent / 100000);
}

}  // namespace herald::demo
