// SPDX-License-Identifier: Apache-2.0
#include "base/pictures/pixels.h"

#include <algorithm>
#include <utility>

namespace herald::core {
namespace {

/// The old pixels that a new one stands for, along one side of the picture, and how much each of them counts.
struct Share {
  std::size_t first = 0;
  std::vector<float> weights{};
};

std::vector<Share> shares(int from, int to) {
  std::vector<Share> result(static_cast<std::size_t>(to));
  const double size = static_cast<double>(from) / to;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const double begin = static_cast<double>(i) * size;
    const double end = std::min<double>(begin + size, from);
    result[i].first = static_cast<std::size_t>(begin);
    for (std::size_t pixel = result[i].first; static_cast<double>(pixel) < end; ++pixel) {
      const auto at = static_cast<double>(pixel);
      result[i].weights.push_back(static_cast<float>((std::min(at + 1, end) - std::max(at, begin)) / (end - begin)));
    }
  }
  return result;
}

unsigned char rounded(float value) { return static_cast<unsigned char>(std::clamp(value + 0.5F, 0.0F, 255.0F)); }

Pixels narrower(const Pixels& from, int width) {
  Pixels to(width, from.height, from.channels);
  const std::vector<Share> columns = shares(from.width, width);
  const auto channels = static_cast<std::size_t>(from.channels);
  auto* out = to.bytes.data();
  for (std::size_t row = 0; row < static_cast<std::size_t>(from.height); ++row) {
    for (const Share& column : columns) {
      const auto* in = from.bytes.data() + row * from.rowSize() + column.first * channels;
      for (std::size_t channel = 0; channel < channels; ++channel) {
        float sum = 0;
        for (std::size_t i = 0; i < column.weights.size(); ++i)
          sum += column.weights[i] * static_cast<float>(in[i * channels + channel]);
        *out++ = rounded(sum);
      }
    }
  }
  return to;
}

Pixels lower(const Pixels& from, int height) {
  Pixels to(from.width, height, from.channels);
  auto* out = to.bytes.data();
  std::vector<float> sums(from.rowSize());
  for (const Share& row : shares(from.height, height)) {
    std::fill(sums.begin(), sums.end(), 0.0F);
    const auto* in = from.bytes.data() + row.first * from.rowSize();
    for (const float weight : row.weights) {
      for (float& sum : sums) sum += weight * static_cast<float>(*in++);
    }
    out = std::transform(sums.begin(), sums.end(), out, rounded);
  }
  return to;
}

}  // namespace

Pixels::Pixels(int pixelsWide, int pixelsHigh, int pixelSize)
    : width(pixelsWide),
      height(pixelsHigh),
      channels(pixelSize),
      bytes(static_cast<std::size_t>(pixelsWide) * static_cast<std::size_t>(pixelsHigh) *
            static_cast<std::size_t>(pixelSize)) {}

Pixels shrunk(const Pixels& pixels, int width, int height) { return lower(narrower(pixels, width), height); }

Pixels turned(const Pixels& pixels, const Turn& turn) {
  Pixels result(turn.transposes() ? pixels.height : pixels.width, turn.transposes() ? pixels.width : pixels.height,
                pixels.channels);
  const auto channels = static_cast<std::size_t>(pixels.channels);
  auto* out = result.bytes.data();
  for (int row = 0; row < result.height; ++row) {
    for (int column = 0; column < result.width; ++column) {
      int x = turn.mirrors() ? result.width - 1 - column : column;
      int y = turn.flips() ? result.height - 1 - row : row;
      if (turn.transposes()) std::swap(x, y);
      const auto* in =
          pixels.bytes.data() + static_cast<std::size_t>(y) * pixels.rowSize() + static_cast<std::size_t>(x) * channels;
      out = std::copy_n(in, channels, out);
    }
  }
  return result;
}

}  // namespace herald::core
