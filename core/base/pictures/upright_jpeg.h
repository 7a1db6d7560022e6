// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "herald/camera.h"

namespace herald::core {

/// How large a picture may be that goes to a receiver. Width and height are those before the turn: a picture that is
/// turned on its side may be 1232 x 1640.
struct PictureLimits {
  int width = 1640;
  int height = 1232;
  std::size_t bytes = std::size_t{2} << 20;
};

/// The picture as people want to see it: upright, by its EXIF data and by the camera's orientation, and within the
/// limits. A picture that is so already passes byte by byte, up to its end. One that only needs a turn is turned
/// without loss, if its sides allow that. Any other one is opened, scaled once and written anew, with less quality
/// until it fits.
///
/// Throws std::runtime_error, with one sentence for people, if the picture is not a JPEG, is damaged, would take too
/// much memory, or does not fit into the limits. Takes memory for the scaled picture only, or, if it comes in several
/// scans, at most 100 MB. Any thread may call it.
std::string uprightJpeg(const Picture& picture, const PictureLimits& limits);

}  // namespace herald::core
