// SPDX-License-Identifier: Apache-2.0
#include "moonraker_camera.h"

#include <utility>

#include "herald/base_url.h"
#include "herald/json.h"
#include "printing/json_values.h"

namespace herald::moonraker {
namespace {

constexpr camera::SnapshotCamera::Server kMoonraker{"Moonraker", "moonraker", "/server/webcams/list",
                                                    "http://mainsail.local/webcam/?action=snapshot"};

/// Mainsail and Fluidd first turn to the right, and then flip. Herald first flips, and then turns to the left. A turn
/// exchanges the two flips, and a quarter to the right is half a turn, which is both flips, and a quarter to the left.
Orientation orientationOf(std::string_view webcam) {
  Orientation orientation{printing::isTrue(jsonAt(webcam, "flip_horizontal")),
                          printing::isTrue(jsonAt(webcam, "flip_vertical")), false};
  const double degrees = printing::number(jsonAt(webcam, "rotation")).value_or(0);
  orientation.turnLeft = degrees == 90 || degrees == 270;
  if (orientation.turnLeft) std::swap(orientation.flipHorizontally, orientation.flipVertically);
  if (degrees == 90 || degrees == 180) {
    orientation.flipHorizontally = !orientation.flipHorizontally;
    orientation.flipVertically = !orientation.flipVertically;
  }
  return orientation;
}

}  // namespace

camera::CameraSettings readWebcam(std::string_view answer, const std::string& name) {
  for (const std::string_view webcam : jsonElements(jsonAt(answer, "result.webcams"))) {
    const std::string url = jsonToText(jsonAt(webcam, "snapshot_url"));
    const bool wanted =
        name.empty() ? jsonAt(webcam, "enabled") != "false" : jsonToText(jsonAt(webcam, "name")) == name;
    if (wanted && !url.empty())
      return {url.find("://") == std::string::npos && !url.starts_with('/') ? "/" + url : url, orientationOf(webcam)};
  }
  return {};
}

std::string webInterface(const std::string& moonraker) {
  auto address = camera::parseCameraAddress(moonraker);
  if (!address) return {};
  if (address->port == ":7125" || address->port == ":7130") address->port.clear();
  return address->origin();
}

std::vector<Option> MoonrakerCamera::options() {
  std::vector<Option> options{
      {.name = "snapshot.camera",
       .help = "The name of the webcam in Moonraker's settings; without a value, the first one with a snapshot URL."}};
  for (Option& option : camera::SnapshotCamera::options(kMoonraker)) options.push_back(std::move(option));
  return options;
}

void MoonrakerCamera::configure(const Settings& settings, Host& host) {
  const auto read = [name = settings.text("snapshot.camera"),
                     web = webInterface(baseUrl(settings.text("url")))](std::string_view answer) {
    camera::CameraSettings there = readWebcam(answer, name);
    if (there.snapshotUrl.starts_with('/')) there.snapshotUrl.insert(0, web);
    return there;
  };
  camera_.configure(kMoonraker, settings, read, host);
}

Picture MoonrakerCamera::take(const Shot& wanted) {
  const Shot shot = camera::SnapshotCamera::soon(wanted);
  std::string jpeg = camera_.picture(shot);
  return {std::move(jpeg), camera_.orientation(shot)};
}

}  // namespace herald::moonraker
