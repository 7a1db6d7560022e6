// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace herald::core {

/// The tag Orientation of the EXIF data in a segment APP1 of a JPEG file: 1 to 8. 1, which means upright, if the
/// segment has none or cannot be read. Any thread may call it.
int exifOrientation(std::string_view segment);

}  // namespace herald::core
