// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace herald::core {

/// The bytes of a library do not fit. The text is a clause after the file name.
struct RefusedElf : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The bytes of a library, or of a part of it. Never reads beyond their end: it throws RefusedElf instead. A view; any
/// thread may use it.
class ElfBytes {
 public:
  explicit ElfBytes(std::string_view all) : all_(all) {}

  bool holds(std::uint64_t offset, std::uint64_t size) const {
    return offset <= all_.size() && size <= all_.size() - offset;
  }

  /// `what` names the part in the error: "header".
  std::string_view part(std::uint64_t offset, std::uint64_t size, const char* what) const {
    if (!holds(offset, size))
      throw RefusedElf(std::string("is truncated: its ") + what + " is missing; copy the file again");
    return all_.substr(offset, size);
  }

  template <typename T>
  T at(std::uint64_t offset, const char* what) const {
    T value;
    std::memcpy(&value, part(offset, sizeof(T), what).data(), sizeof(T));
    return value;
  }

 private:
  std::string_view all_;
};

}  // namespace herald::core
