// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/pictures/jpeg_head.h"
#include "base/pictures/upright_jpeg.h"
#include "herald/testing/require.h"

/// Whatever a camera answers: a picture within the limits, or one sentence. The first byte is the orientation.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald::core;
  if (size == 0) return 0;
  const herald::Orientation orientation{(data[0] & 1U) != 0, (data[0] & 2U) != 0, (data[0] & 4U) != 0};
  const std::string jpeg(reinterpret_cast<const char*>(data) + 1, size - 1);
  const PictureLimits limits{.width = 40, .height = 30, .bytes = 4096};
  try {
    if (readJpegHead(jpeg).pixels() > 1'000'000) return 0;  // that only takes long
    const std::string upright = uprightJpeg({jpeg, orientation}, limits);
    const JpegHead head = readJpegHead(upright);
    herald::testing::require(upright.size() <= limits.bytes);
    herald::testing::require(std::max(head.width, head.height) <= limits.width);
  } catch (const std::runtime_error& error) {
    herald::testing::require(!std::string_view(error.what()).empty());
  }
  return 0;
}
