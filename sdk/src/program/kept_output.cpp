// SPDX-License-Identifier: Apache-2.0
#include "program/kept_output.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace herald::inline v1 {

bool KeptOutput::readSome() {
  std::array<char, 16 * 1024> bytes;
  const auto count = ::read(fd_, bytes.data(), bytes.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (count <= 0) {
    fd_ = -1;
    return false;
  }
  kept_.append(bytes.data(), std::min(static_cast<std::size_t>(count), room()));
  return true;
}

void KeptOutput::readRest() {
  while (room() > 0 && readSome()) {
  }
}

}  // namespace herald::inline v1
