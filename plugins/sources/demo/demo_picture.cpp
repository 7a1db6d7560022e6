// SPDX-License-Identifier: Apache-2.0
#include "demo_picture.h"

#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

namespace herald::demo {
namespace {

constexpr int kWidth = 320;
constexpr int kHeight = 240;
constexpr int kQuality = 80;

struct Colour {
  std::uint8_t red, green, blue;
};

constexpr Colour kWall{38, 50, 64};
constexpr Colour kTable{70, 84, 100};
constexpr Colour kMetal{190, 196, 204};
constexpr Colour kPart{232, 120, 40};
constexpr Colour kText{250, 250, 250};

class Canvas {
 public:
  Canvas() : pixels_(std::size_t{3} * kWidth * kHeight) {}

  void fill(int left, int top, int width, int height, Colour colour) {
    for (int y = std::max(top, 0); y < std::min(top + height, kHeight); ++y) {
      for (int x = std::max(left, 0); x < std::min(left + width, kWidth); ++x) {
        auto* const pixel = pixels_.data() + (std::size_t{3} * (static_cast<std::size_t>(y) * kWidth + x));
        pixel[0] = colour.red;
        pixel[1] = colour.green;
        pixel[2] = colour.blue;
      }
    }
  }

  /// A digit as a clock radio shows it: 30 pixels wide and 54 high.
  void digit(int left, int top, int value) {
    static constexpr std::array<std::uint8_t, 10> kSegments{0x77, 0x12, 0x5d, 0x5b, 0x3a, 0x6b, 0x6f, 0x52, 0x7f, 0x7b};
    const auto lit = kSegments.at(static_cast<std::size_t>(value));
    const auto segment = [&](int bit, int x, int y, int width, int height) {
      if ((lit >> bit & 1) != 0) fill(left + x, top + y, width, height, kText);
    };
    segment(6, 0, 0, 30, 6);
    segment(5, 0, 0, 6, 30);
    segment(4, 24, 0, 6, 30);
    segment(3, 0, 24, 30, 6);
    segment(2, 0, 24, 6, 30);
    segment(1, 24, 24, 6, 30);
    segment(0, 0, 48, 30, 6);
  }

  std::string toJpeg() const {
    const std::unique_ptr<void, int (*)(tjhandle)> compressor(tjInitCompress(), tjDestroy);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    const int failed = compressor ? tjCompress2(compressor.get(), pixels_.data(), kWidth, 0, kHeight, TJPF_RGB, &bytes,
                                                &size, TJSAMP_420, kQuality, 0)
                                  : -1;
    const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owned(bytes, tjFree);
    if (failed != 0) throw std::runtime_error("cannot draw the picture");
    return {owned.get(), owned.get() + size};
  }

 private:
  std::vector<unsigned char> pixels_;
};

}  // namespace

std::string drawPrinter(int percent) {
  Canvas canvas;
  canvas.fill(0, 0, kWidth, 200, kWall);
  canvas.fill(0, 200, kWidth, 40, kTable);
  canvas.fill(40, 194, 240, 6, kMetal);
  const int height = percent;
  canvas.fill(190, 194 - height, 60, height, kPart);
  canvas.fill(212, 194 - height - 30, 16, 26, kMetal);
  int left = 40;
  for (const char c : std::to_string(percent)) {
    canvas.digit(left, 60, c - '0');
    left += 40;
  }
  return canvas.toJpeg();
}

}  // namespace herald::demo
