// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>

#include "heraldd/heraldd_process.h"

int main(int argc, char** argv) {
  // So a line of the log is one write: the stdout sink may write to the same place.
  static std::array<char, 1 << 16> buffer;
  std::setvbuf(stderr, buffer.data(), _IOLBF, buffer.size());
  return herald::core::runHeraldd({argv, argv + argc});
}
