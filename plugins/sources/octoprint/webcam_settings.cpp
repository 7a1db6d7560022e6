// SPDX-License-Identifier: Apache-2.0
#include "webcam_settings.h"

#include "herald/json.h"

namespace herald::octoprint {
namespace {

camera::CameraSettings settingsOf(std::string_view webcam, std::string_view snapshotUrl) {
  const auto flag = [&](std::string_view name) { return jsonAt(webcam, name) == "true"; };
  return {jsonToText(snapshotUrl), {flag("flipH"), flag("flipV"), flag("rotate90")}};
}

}  // namespace

camera::CameraSettings readWebcamSettings(std::string_view settings) {
  const std::string_view all = jsonAt(settings, "webcam");
  for (const std::string_view name : {"snapshotWebcam", "defaultWebcam"}) {
    const std::string_view wanted = jsonAt(all, name);
    if (wanted.empty() || wanted == "null") continue;
    for (const std::string_view webcam : jsonElements(jsonAt(all, "webcams"))) {
      if (jsonAt(webcam, "name") == wanted) return settingsOf(webcam, jsonAt(webcam, "compat.snapshot"));
    }
  }
  return settingsOf(all, jsonAt(all, "snapshotUrl"));
}

}  // namespace herald::octoprint
