// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "herald/http.h"

namespace herald::camera {

constexpr std::size_t kMostPicture = std::size_t{16} << 20;

/// Throws Failure unless the answer is a whole JPEG of at most kMostPicture bytes that is not older than `oldest`. The
/// text says what `who` sent instead, and what to do. `who` is "OctoPrint" or the camera's origin.
void requirePicture(const HttpResponse& answer, const std::string& who, Millis oldest);

}  // namespace herald::camera
