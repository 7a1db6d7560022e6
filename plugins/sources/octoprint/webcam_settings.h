// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "herald/camera.h"

namespace herald::octoprint {

/// What OctoPrint's settings say about the webcam that takes its snapshots. A value.
struct WebcamSettings {
  std::string snapshotUrl{};  ///< as written there; empty if there is none, or if the API key may not read it
  Orientation orientation{};
};

/// Reads the answer of `GET /api/settings`. OctoPrint has a list of webcams since 1.9, and one webcam before.
WebcamSettings readWebcamSettings(std::string_view settings);

}  // namespace herald::octoprint
