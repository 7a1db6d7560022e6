// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Checksum.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace herald::core {

/// A CRC-32 of many small values. It collects them, because a call for each of them is expensive.
class ByteSum {
 public:
  void add(const void* data, std::size_t size) {
    if (size > buffer_.size() - used_) flush();
    if (size > buffer_.size()) return sum_.update(static_cast<const char*>(data), static_cast<unsigned>(size));
    if (size > 0) std::memcpy(buffer_.data() + used_, data, size);
    used_ += size;
  }

  std::uint32_t value() {
    flush();
    return sum_.checksum();
  }

 private:
  void flush() {
    if (used_ > 0) sum_.update(buffer_.data(), static_cast<unsigned>(used_));
    used_ = 0;
  }

  Poco::Checksum sum_{Poco::Checksum::TYPE_CRC32};
  std::array<char, 256> buffer_{};
  std::size_t used_ = 0;
};

}  // namespace herald::core
