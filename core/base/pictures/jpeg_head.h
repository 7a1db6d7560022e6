// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "base/pictures/turn.h"

namespace herald::core {

/// What the head of a JPEG file says about its picture. A value.
struct JpegHead {
  int width = 0;
  int height = 0;
  int components = 0;         ///< 1: grey, 3: colours, 4: inks
  bool severalScans = false;  ///< the picture comes in several passes, so to open it takes memory for all of it
  Turn turn{};                ///< makes the picture upright, by its EXIF data

  std::int64_t pixels() const { return std::int64_t{width} * height; }
};

/// Reads the head, and looks for the end of the picture. Opens nothing. Throws std::runtime_error if this is not a JPEG
/// file, or one that ends too early. Any thread may call it.
JpegHead readJpegHead(std::string_view jpeg);

}  // namespace herald::core
