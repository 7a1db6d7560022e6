// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

namespace herald::core {

/// A small drawing as a JPEG. It stands for the picture of a camera where a test event has none.
std::shared_ptr<const std::string> samplePicture();

}  // namespace herald::core
