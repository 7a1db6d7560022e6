// SPDX-License-Identifier: Apache-2.0
#include "harness/multipart.h"

#include <gtest/gtest.h>

namespace herald::testing {

std::vector<std::pair<std::string, std::string>> multipartFields(const std::string& contentType,
                                                                 const std::string& body) {
  const std::string head = "\r\nContent-Disposition: form-data; name=\"";
  const auto delimiter = "\r\n--" + contentType.substr(contentType.find('=') + 1);
  const auto text = "\r\n" + body;
  std::vector<std::pair<std::string, std::string>> fields;
  for (auto at = text.find(delimiter); at != text.npos;) {
    at += delimiter.size();
    const auto end = text.find(delimiter, at);
    const auto part = text.substr(at, end == text.npos ? end : end - at);
    at = end;
    if (end == text.npos) {
      EXPECT_EQ(part, "--\r\n");
      break;
    }
    const auto quote = part.find("\"\r\n\r\n");
    EXPECT_TRUE(part.starts_with(head) && quote != part.npos) << part;
    if (quote != part.npos) fields.emplace_back(part.substr(head.size(), quote - head.size()), part.substr(quote + 5));
  }
  return fields;
}

}  // namespace herald::testing
