// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/pictures/jpeg_codec.h"

namespace herald::core::testing {

/// A picture of four areas: red and green above, blue and white below.
inline Pixels fourColours(int width, int height) {
  constexpr std::array<std::array<unsigned char, 3>, 4> kColours{
      {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}}};
  Pixels pixels(width, height, 3);
  auto* out = pixels.bytes.data();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto& colour = kColours.at((2 * y < height ? 0U : 2U) + (2 * x < width ? 0U : 1U));
      for (const unsigned char channel : colour) *out++ = channel;
    }
  }
  return pixels;
}

inline std::string fourColoursJpeg(int width, int height) { return encodeJpeg(fourColours(width, height), 95); }

/// A picture that no codec can make small.
inline std::string noiseJpeg(int width, int height) {
  Pixels pixels(width, height, 3);
  std::uint32_t state = 1;
  for (unsigned char& byte : pixels.bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<unsigned char>(state >> 24U);
  }
  return encodeJpeg(pixels, 95);
}

inline Pixels opened(std::string_view jpeg) {
  const JpegHead head = readJpegHead(jpeg);
  return decodeJpeg(jpeg, head, head.width, head.height);
}

/// The colours at the four corners, one row after the other, as "rgbw" for fourColours().
inline std::string corners(std::string_view jpeg) {
  const Pixels pixels = opened(jpeg);
  std::string result;
  for (const int y : {1, pixels.height - 2}) {
    for (const int x : {1, pixels.width - 2}) {
      const auto* pixel =
          pixels.bytes.data() + static_cast<std::size_t>(y) * pixels.rowSize() + static_cast<std::size_t>(x) * 3;
      const bool red = pixel[0] > 127;
      const bool green = pixel[1] > 127;
      const bool blue = pixel[2] > 127;
      result += red && green && blue ? 'w' : red ? 'r' : green ? 'g' : blue ? 'b' : '?';
    }
  }
  return result;
}

/// The file with EXIF data that has this orientation.
inline std::string withExif(std::string jpeg, int orientation, bool bigEndian = false) {
  std::string segment(
      "\xff\xe1\x00\x22"
      "Exif\0\0",
      10);
  if (bigEndian) {
    segment += std::string("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19);
    segment += static_cast<char>(orientation);
    segment += std::string(6, '\0');
  } else {
    segment += std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18);
    segment += static_cast<char>(orientation);
    segment += std::string(7, '\0');
  }
  return jpeg.insert(2, segment);
}

}  // namespace herald::core::testing
