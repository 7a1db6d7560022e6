// SPDX-License-Identifier: Apache-2.0
#include "base/pictures/jpeg_head.h"

#include <cstddef>
#include <stdexcept>
#include <string>

#include "base/pictures/exif.h"

namespace herald::core {
namespace {

constexpr std::string_view kStart("\xff\xd8\xff");
constexpr std::string_view kEnd("\xff\xd9");
constexpr int kApp1 = 0xe1;
constexpr int kStartOfScan = 0xda;

[[noreturn]] void damaged(const char* why) { throw std::runtime_error(std::string("the picture is damaged: ") + why); }

/// SOF0 to SOF15. The codes between them stand for tables and an extension.
bool startsFrame(int marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

bool isProgressive(int marker) { return marker == 0xc2 || marker == 0xca; }

/// Baseline, extended or progressive, with Huffman or arithmetic codes. The others are without loss or in layers.
bool isUsual(int marker) { return marker == 0xc0 || marker == 0xc1 || marker == 0xc9 || isProgressive(marker); }

/// One after the other, the segments of a JPEG file that come before its first scan.
class Segments {
 public:
  explicit Segments(std::string_view jpeg) : rest_(jpeg.substr(2)) {}

  int next() {
    if (byte() != 0xff) damaged("its head has no sense");
    int marker = 0xff;
    while (marker == 0xff) marker = byte();
    const std::size_t length = static_cast<std::size_t>(byte()) * 256 + static_cast<std::size_t>(byte());
    if (length < 2 || length - 2 > rest_.size()) damaged("it ends too early");
    content_ = rest_.substr(0, length - 2);
    rest_.remove_prefix(length - 2);
    return marker;
  }

  std::string_view content() const { return content_; }
  std::string_view rest() const { return rest_; }

 private:
  int byte() {
    if (rest_.empty()) damaged("it ends too early");
    const int value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
  std::string_view content_{};
};

void readFrame(JpegHead& head, int marker, std::string_view frame) {
  if (frame.size() < 6) damaged("its head has no sense");
  const auto at = [&](std::size_t i) { return static_cast<int>(static_cast<unsigned char>(frame[i])); };
  if (at(0) != 8 || !isUsual(marker))
    throw std::runtime_error(
        "the picture is of a kind of JPEG that Herald does not open: choose another camera format");
  head.height = at(1) * 256 + at(2);
  head.width = at(3) * 256 + at(4);
  head.components = at(5);
  head.severalScans = isProgressive(marker);
}

}  // namespace

JpegHead readJpegHead(std::string_view jpeg) {
  if (!jpeg.starts_with(kStart)) throw std::runtime_error("the picture is not a JPEG");
  JpegHead head;
  bool exif = false;
  Segments segments(jpeg);
  for (int marker = segments.next(); marker != kStartOfScan; marker = segments.next()) {
    if (startsFrame(marker)) {
      if (head.components > 0) damaged("it has two heads");
      readFrame(head, marker, segments.content());
    } else if (marker == kApp1 && !exif && segments.content().starts_with("Exif")) {
      exif = true;
      head.turn = Turn::ofExif(exifOrientation(segments.content()));
    }
  }
  if (head.width == 0 || head.height == 0) damaged("its head has no size");
  if (head.components != 1 && head.components != 3 && head.components != 4) damaged("its head has no sense");
  const std::string_view scan = segments.content();
  if (scan.empty() || scan.front() != head.components) head.severalScans = true;
  if (segments.rest().find(kEnd) == std::string_view::npos) damaged("it ends too early");
  return head;
}

}  // namespace herald::core
