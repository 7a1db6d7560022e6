// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/pictures/jpeg_head.h"
#include "base/pictures/pixels.h"

namespace herald::core {

/// Opens a picture of this head in the smallest size that libjpeg offers with at least this width and height: n/8 of
/// its own. Throws std::runtime_error if it cannot be read. Any thread may call it, as the functions below.
Pixels decodeJpeg(std::string_view jpeg, const JpegHead& head, int leastWidth, int leastHeight);

/// Makes a JPEG file. `quality` is from 1 to 100. Throws std::runtime_error.
std::string encodeJpeg(const Pixels& pixels, int quality);

/// The same picture, turned without opening it, and without EXIF data. Nothing if libjpeg cannot do that: then a side
/// of the picture ends within a block.
std::optional<std::string> turnJpeg(std::string_view jpeg, const Turn& turn);

}  // namespace herald::core
