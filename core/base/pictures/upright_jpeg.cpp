// SPDX-License-Identifier: Apache-2.0
#include "base/pictures/upright_jpeg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "base/pictures/jpeg_codec.h"

namespace herald::core {
namespace {

constexpr std::int64_t kMostPixels = 100'000'000;
constexpr std::int64_t kMostPixelsOfScans = 16'000'000;  // libjpeg keeps 6 bytes for each of them
constexpr std::array kQualities{90, 80, 70, 60, 45, 30};
constexpr int kLeastSide = 64;  // a smaller picture shows nothing

/// The size of a picture that fits into the limits and keeps its shape.
struct Size {
  int width = 0;
  int height = 0;
};

Size within(const PictureLimits& limits, const JpegHead& head) {
  const auto ratio = [](int limit, int side) { return static_cast<double>(limit) / side; };
  const double scale = std::min({1.0, ratio(limits.width, head.width), ratio(limits.height, head.height)});
  const auto scaled = [scale](int side) { return std::max(1, static_cast<int>(std::lround(side * scale))); };
  return {scaled(head.width), scaled(head.height)};
}

void refuseTooLarge(const JpegHead& head) {
  const std::int64_t most = head.severalScans ? kMostPixelsOfScans : kMostPixels;
  if (head.pixels() <= most) return;
  throw std::runtime_error("the picture has " + std::to_string(head.width) + " x " + std::to_string(head.height) +
                           " pixels, more than the " + std::to_string(most / 1'000'000) +
                           " million that Herald opens: set a smaller resolution in the camera");
}

/// Some cameras send what is left in their buffer behind the end of the picture.
std::string withoutPadding(const std::string& jpeg) {
  constexpr std::string_view kEndOfImage("\xff\xd9");
  return jpeg.substr(0, jpeg.rfind(kEndOfImage) + kEndOfImage.size());
}

std::string writtenWithin(std::size_t bytes, Pixels pixels) {
  for (;;) {
    for (const int quality : kQualities) {
      if (std::string jpeg = encodeJpeg(pixels, quality); jpeg.size() <= bytes) return jpeg;
    }
    if (std::min(pixels.width, pixels.height) < 2 * kLeastSide) break;
    pixels = shrunk(pixels, pixels.width / 2, pixels.height / 2);
  }
  throw std::runtime_error("the picture does not fit into " + std::to_string(bytes) + " bytes");
}

}  // namespace

std::string uprightJpeg(const Picture& picture, const PictureLimits& limits) {
  const JpegHead head = readJpegHead(picture.jpeg);
  refuseTooLarge(head);
  const Turn turn = head.turn.then(picture.orientation);
  const Size size = within(limits, head);
  if (size.width == head.width && size.height == head.height) {
    if (turn.nothing() && head.turn.nothing() && picture.jpeg.size() <= limits.bytes) {
      decodeJpeg(picture.jpeg, head, 1, 1);  // only to see that it can be read
      return withoutPadding(picture.jpeg);
    }
    const std::optional<std::string> jpeg = turnJpeg(picture.jpeg, turn);
    if (jpeg && jpeg->size() <= limits.bytes) return *jpeg;
  }
  const Pixels pixels = shrunk(decodeJpeg(picture.jpeg, head, size.width, size.height), size.width, size.height);
  return writtenWithin(limits.bytes, turned(pixels, turn));
}

}  // namespace herald::core
