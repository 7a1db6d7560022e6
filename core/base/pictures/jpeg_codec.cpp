// SPDX-License-Identifier: Apache-2.0
#include "base/pictures/jpeg_codec.h"

#include <turbojpeg.h>

#include <array>
#include <cstddef>
#include <memory>
#include <stdexcept>

namespace herald::core {
namespace {

struct HandleEnd {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<void, HandleEnd>;

Handle made(tjhandle handle) {
  if (!handle) throw std::runtime_error("no memory is left for the picture");
  return Handle(handle);
}

/// What libjpeg has written. It allocates the memory itself.
class Written {
 public:
  Written() = default;
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;
  ~Written() { tjFree(bytes); }

  std::string text() const { return {reinterpret_cast<const char*>(bytes), size}; }

  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): the library's type
};

const unsigned char* bytesOf(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

/// A warning is what cameras often deserve, such as for bytes between two blocks. The picture is there all the same.
bool failed(int result, tjhandle handle) { return result != 0 && tjGetErrorCode(handle) != TJERR_WARNING; }

int formatOf(int channels) { return channels == 1 ? TJPF_GRAY : channels == 4 ? TJPF_CMYK : TJPF_RGB; }

int operationOf(const Turn& turn) {
  constexpr std::array kOperations{TJXOP_NONE,      TJXOP_HFLIP, TJXOP_VFLIP,  TJXOP_ROT180,
                                   TJXOP_TRANSPOSE, TJXOP_ROT90, TJXOP_ROT270, TJXOP_TRANSVERSE};
  return kOperations.at((turn.transposes() ? 4U : 0U) + (turn.flips() ? 2U : 0U) + (turn.mirrors() ? 1U : 0U));
}

}  // namespace

Pixels decodeJpeg(std::string_view jpeg, const JpegHead& head, int leastWidth, int leastHeight) {
  constexpr int kWhole = 8;
  const auto size = [](int side, int eighths) { return (side * eighths + kWhole - 1) / kWhole; };
  int eighths = 1;
  while (eighths < kWhole && (size(head.width, eighths) < leastWidth || size(head.height, eighths) < leastHeight))
    ++eighths;
  Pixels pixels(size(head.width, eighths), size(head.height, eighths), head.components);
  const Handle handle = made(tjInitDecompress());
  const int result =
      tjDecompress2(handle.get(), bytesOf(jpeg), jpeg.size(), pixels.bytes.data(), pixels.width,
                    static_cast<int>(pixels.rowSize()), pixels.height, formatOf(pixels.channels), TJFLAG_LIMITSCANS);
  if (failed(result, handle.get()))
    throw std::runtime_error(std::string("the picture is damaged: ") + tjGetErrorStr2(handle.get()));
  return pixels;
}

std::string encodeJpeg(const Pixels& pixels, int quality) {
  const Handle handle = made(tjInitCompress());
  const int format = formatOf(pixels.channels);
  Written jpeg;
  const int result = tjCompress2(handle.get(), pixels.bytes.data(), pixels.width, 0, pixels.height, format, &jpeg.bytes,
                                 &jpeg.size, format == TJPF_GRAY ? TJSAMP_GRAY : TJSAMP_420, quality, 0);
  if (result != 0)
    throw std::runtime_error(std::string("the picture cannot be written: ") + tjGetErrorStr2(handle.get()));
  return jpeg.text();
}

std::optional<std::string> turnJpeg(std::string_view jpeg, const Turn& turn) {
  const Handle handle = made(tjInitTransform());
  tjtransform transform{};
  transform.op = operationOf(turn);
  transform.options = TJXOPT_PERFECT | TJXOPT_COPYNONE;
  Written turnedJpeg;
  const int result = tjTransform(handle.get(), bytesOf(jpeg), jpeg.size(), 1, &turnedJpeg.bytes, &turnedJpeg.size,
                                 &transform, TJFLAG_LIMITSCANS);
  if (failed(result, handle.get()) || turnedJpeg.size == 0) return std::nullopt;
  return turnedJpeg.text();
}

}  // namespace herald::core
