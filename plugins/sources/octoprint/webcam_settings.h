// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "camera/snapshot_camera.h"

namespace herald::octoprint {

/// Reads the answer of `GET /api/settings`. OctoPrint has a list of webcams since 1.9, and one webcam before.
camera::CameraSettings readWebcamSettings(std::string_view settings);

}  // namespace herald::octoprint
