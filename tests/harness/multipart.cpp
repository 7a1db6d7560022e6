// SPDX-License-Identifier: Apache-2.0
#include "harness/multipart.h"

#include <gtest/gtest.h>

namespace herald::testing {
namespace {

/// What stands between `before` and `after` in the text; empty if it is not there.
std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto from = text.find(before);
  if (from == text.npos) return {};
  const auto begin = from + before.size();
  return text.substr(begin, text.find(after, begin) - begin);
}

MultipartPart partOf(const std::string& text) {
  const auto end = text.find("\r\n\r\n");
  const auto head = text.substr(0, end) + "\r\n";
  EXPECT_TRUE(end != text.npos && head.starts_with("\r\nContent-Disposition: form-data; name=\"")) << text;
  if (end == text.npos) return {};
  return {between(head, " name=\"", "\""), between(head, "; filename=\"", "\""),
          between(head, "\r\nContent-Type: ", "\r\n"), text.substr(end + 4)};
}

}  // namespace

std::vector<MultipartPart> multipartParts(const std::string& contentType, const std::string& body) {
  const auto delimiter = "\r\n--" + contentType.substr(contentType.find('=') + 1);
  const auto text = "\r\n" + body;
  std::vector<MultipartPart> parts;
  for (auto at = text.find(delimiter); at != text.npos;) {
    at += delimiter.size();
    const auto end = text.find(delimiter, at);
    const auto part = text.substr(at, end == text.npos ? end : end - at);
    at = end;
    if (end != text.npos)
      parts.push_back(partOf(part));
    else
      EXPECT_EQ(part, "--\r\n");
  }
  return parts;
}

std::vector<std::pair<std::string, std::string>> multipartFields(const std::string& contentType,
                                                                 const std::string& body) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& part : multipartParts(contentType, body)) {
    EXPECT_EQ(part.fileName + part.contentType, "") << part.name;
    fields.emplace_back(part.name, part.content);
  }
  return fields;
}

}  // namespace herald::testing
