// SPDX-License-Identifier: Apache-2.0
#include "base/pictures/exif.h"

#include <cstddef>
#include <cstdint>

namespace herald::core {
namespace {

constexpr std::string_view kExif("Exif\0\0", 6);
constexpr std::string_view kLittleEndian("II*\0", 4);
constexpr std::string_view kBigEndian("MM\0*", 4);
constexpr std::size_t kEntrySize = 12;
constexpr std::uint32_t kOrientation = 0x0112;
constexpr std::uint32_t kShort = 3;

/// The numbers of a TIFF file. A number beyond its end is 0.
class TiffNumbers {
 public:
  explicit TiffNumbers(std::string_view bytes) : bytes_(bytes), little_(bytes.starts_with(kLittleEndian)) {}

  std::uint32_t read(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) return 0;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t from = little_ ? at + size - 1 - i : at + i;
      number = (number << 8) | static_cast<unsigned char>(bytes_[from]);
    }
    return number;
  }

 private:
  std::string_view bytes_;
  bool little_;
};

}  // namespace

int exifOrientation(std::string_view segment) {
  if (!segment.starts_with(kExif)) return 1;
  const std::string_view tiff = segment.substr(kExif.size());
  if (!tiff.starts_with(kLittleEndian) && !tiff.starts_with(kBigEndian)) return 1;
  const TiffNumbers numbers(tiff);
  const std::size_t directory = numbers.read(4, 4);
  const std::uint32_t count = numbers.read(directory, 2);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + i * kEntrySize;
    if (numbers.read(entry, 2) != kOrientation || numbers.read(entry + 2, 2) != kShort) continue;
    const std::uint32_t value = numbers.read(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace herald::core
