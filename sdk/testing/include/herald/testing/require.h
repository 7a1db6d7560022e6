// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace herald::testing {

/// For fuzz targets: ends the process unless a promise holds, so that the fuzzer reports the input.
inline void require(bool promise) {
  if (!promise) __builtin_trap();
}

}  // namespace herald::testing
