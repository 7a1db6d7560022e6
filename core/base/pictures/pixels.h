// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "base/pictures/turn.h"

namespace herald::core {

/// An opened picture: its rows from top to bottom, without gaps. A value.
struct Pixels {
  Pixels(int width, int height, int channels);

  int width;
  int height;
  int channels;  ///< bytes of one pixel
  std::vector<unsigned char> bytes;

  std::size_t rowSize() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels); }
};

/// The picture in a smaller size: each new pixel is the average of the area that it stands for. Any thread may call it.
Pixels shrunk(const Pixels& pixels, int width, int height);

/// The picture, turned. Any thread may call it.
Pixels turned(const Pixels& pixels, const Turn& turn);

}  // namespace herald::core
