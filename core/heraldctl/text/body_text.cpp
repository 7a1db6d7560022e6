// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/body_text.h"

#include <Poco/Exception.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/MultipartReader.h>
#include <Poco/Net/NameValueCollection.h>
#include <Poco/String.h>

#include <iterator>
#include <sstream>

#include "herald/field_limits.h"
#include "herald/json.h"
#include "herald/safe_text.h"
#include "herald/text.h"

namespace herald::core::ctl {

namespace {

constexpr std::size_t kLongestLine = 4096;

std::string withShortLines(const std::string& text) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    if (!result.empty()) result += '\n';
    result += cutText(line, kLongestLine, Count::Bytes);
    if (line.size() > kLongestLine) result += " (" + std::to_string(line.size()) + " bytes)";
  }
  return result;
}

bool isText(const std::string& bytes) { return !firstNotUtf8(bytes) && bytes.find('\0') == bytes.npos; }

std::string contentText(const std::string& content, const std::string& contentType) {
  if (isText(content)) return withShortLines(jsonPretty(content));
  return "(" + std::to_string(content.size()) + " bytes" + (contentType.empty() ? "" : ", " + safeText(contentType)) +
         ")";
}

std::string partText(const Poco::Net::MessageHeader& head, const std::string& content) {
  std::string kind;
  Poco::Net::NameValueCollection disposition;
  Poco::Net::MessageHeader::splitParameters(head.get("Content-Disposition", ""), kind, disposition);
  std::string text = "part " + safeText(disposition.get("name", "without a name"));
  if (disposition.has("filename")) text += " (file " + safeText(disposition.get("filename")) + ")";
  return text + ": " + contentText(content, head.get("Content-Type", ""));
}

/// The parts, one after the other. Throws Poco::Exception if the body is malformed.
std::string partsText(const std::string& body, const std::string& boundary) {
  std::istringstream stream(body);
  Poco::Net::MultipartReader reader(stream, boundary);
  std::string text;
  while (reader.hasNextPart()) {
    Poco::Net::MessageHeader head;
    reader.nextPart(head);
    const std::string content(std::istreambuf_iterator<char>(reader.stream()), {});
    text += (text.empty() ? "" : "\n") + partText(head, content);
  }
  return text;
}

}  // namespace

std::string bodyText(const std::string& body, const std::string& contentType) {
  if (body.empty()) return {};
  std::string kind;
  Poco::Net::NameValueCollection parameters;
  Poco::Net::MessageHeader::splitParameters(contentType, kind, parameters);
  if (Poco::icompare(kind, 0, 10, "multipart/") == 0 && parameters.has("boundary")) {
    try {
      return partsText(body, parameters["boundary"]);
    } catch (const Poco::Exception&) {  // malformed: as it is
    }
  }
  return contentText(body, contentType);
}

}  // namespace herald::core::ctl
