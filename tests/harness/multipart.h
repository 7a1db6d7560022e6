// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace herald::testing {

/// One part of a multipart/form-data body. Only a file has a file name and a type.
struct MultipartPart {
  std::string name{}, fileName{}, contentType{}, content{};
};

/// The parts of a multipart/form-data body, in their order. Adds a failure to the test if the body is malformed.
std::vector<MultipartPart> multipartParts(const std::string& contentType, const std::string& body);

/// The same, each part with its name. Adds a failure to the test if one is a file.
std::vector<std::pair<std::string, std::string>> multipartFields(const std::string& contentType,
                                                                 const std::string& body);

inline bool isMultipart(const std::string& contentType) {
  return contentType.starts_with("multipart/form-data; boundary=");
}

}  // namespace herald::testing
