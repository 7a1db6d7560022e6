#pragma once

#include <string>
#include <utility>
#include <vector>

namespace herald::testing {

/// The parts of a multipart/form-data body, by name, in their order. Adds a failure to the test for a part whose head
/// is anything but that name.
std::vector<std::pair<std::string, std::string>> multipartFields(const std::string& contentType,
                                                                 const std::string& body);

inline bool isMultipart(const std::string& contentType) {
  return contentType.starts_with("multipart/form-data; boundary=");
}

}  // namespace herald::testing
