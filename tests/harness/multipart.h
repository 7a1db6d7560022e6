// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace herald::testing {

/// The parts of a multipart/form-data body, each with its name, in their order. Adds a failure to the test if the head
/// of a part contains anything except the name.
std::vector<std::pair<std::string, std::string>> multipartFields(const std::string& contentType,
                                                                 const std::string& body);

inline bool isMultipart(const std::string& contentType) {
  return contentType.starts_with("multipart/form-data; boundary=");
}

}  // namespace herald::testing
