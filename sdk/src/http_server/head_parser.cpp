// SPDX-License-Identifier: Apache-2.0
#include "http_server/head_parser.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "http/answer_head.h"
#include "http_server/request_fault.h"

namespace herald::inline v1 {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";  // RFC 9110 §5.6.2
constexpr std::string_view kHostMarks = "-._~%!$&'()*+,;=";  // RFC 3986 §3.2.2
constexpr std::size_t kMostLengthDigits = 18;                // more would not fit into 64 bits
constexpr std::array<std::string_view, 2> kSchemes{"http://", "https://"};

bool isLetterOrDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool consistsOf(std::string_view text, std::string_view marks) {
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return isLetterOrDigit(c) || marks.find(c) != marks.npos; });
}

bool isHttpToken(std::string_view text) { return !text.empty() && consistsOf(text, kTokenMarks); }

bool isVisible(char c) { return c > ' ' && c < '\x7F'; }

/// Every byte except the controls; a tab is none (RFC 9110 §5.5).
bool isLineByte(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7F'); }

std::string_view withoutBlanks(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Takes the next line off `rest`, which ends with a line end.
std::string_view takeLine(std::string_view& rest) {
  const auto end = rest.find(kLineEnd);
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + kLineEnd.size());
  return line;
}

std::size_t countOf(const HttpHeaders& headers, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(), [&](const auto& header) {
    return header.first.size() == name.size() && Poco::icompare(header.first, std::string(name)) == 0;
  }));
}

/// True if one of the fields with this name, a list, has the word.
bool hasWord(const HttpHeaders& headers, const std::string& name, const std::string& word) {
  for (const auto& [key, value] : headers) {
    if (Poco::icompare(key, name) != 0) continue;
    for (std::size_t begin = 0; begin <= value.size();) {
      const auto end = std::min(value.find(',', begin), value.size());
      if (Poco::icompare(std::string(withoutBlanks(std::string_view(value).substr(begin, end - begin))), word) == 0) {
        return true;
      }
      begin = end + 1;
    }
  }
  return false;
}

/// Returns whether the version is 1.1.
bool readRequestLine(std::string_view line, ServerRequest& request) {
  const auto first = line.find(' ');
  const auto second = first == line.npos ? line.npos : line.find(' ', first + 1);
  if (second == line.npos) refuseRequest("the first line of the head must be METHOD TARGET HTTP/1.1");
  const auto method = line.substr(0, first);
  const auto target = line.substr(first + 1, second - first - 1);
  const auto version = line.substr(second + 1);
  if (!isHttpToken(method)) refuseRequest("the method is not a word of HTTP");
  if (target.empty() || !std::all_of(target.begin(), target.end(), isVisible)) {
    refuseRequest("the target must consist of visible ASCII characters: percent-encode any other");
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") refuseRequest("the version must be HTTP/1.1 or HTTP/1.0");
  request.method = method;
  request.target = target;
  return version == "HTTP/1.1";
}

void readField(std::string_view line, HttpHeaders& headers) {
  if (headers.size() == kMostHeadFields) throw RequestFault(431, "the head has more than 100 fields");
  if (line.front() == ' ' || line.front() == '\t') refuseRequest("a field of the head is folded: write it in one line");
  const auto colon = line.find(':');
  if (colon == line.npos) refuseRequest("a line of the head has no colon");
  const auto name = line.substr(0, colon);
  if (!isHttpToken(name)) refuseRequest("a field of the head has a name with a blank or another forbidden character");
  headers.emplace_back(name, withoutBlanks(line.substr(colon + 1)));
}

/// HOST or HOST:PORT. Returns the host in lower case, an IPv6 address without its brackets.
std::string hostOf(std::string_view authority) {
  const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
  const auto colon = bracket == authority.npos ? bracket : authority.find(':', bracket);
  auto host = authority.substr(0, colon);
  const auto port = colon == authority.npos ? std::string_view() : authority.substr(colon + 1);
  bool isHost = port.find_first_not_of("0123456789") == port.npos;
  if (authority.starts_with('[')) {
    isHost = isHost && host.size() > 2 && host.ends_with(']');
    host = host.substr(1, host.size() < 2 ? 0 : host.size() - 2);
    isHost = isHost && host.find_first_not_of("0123456789abcdefABCDEF:.") == host.npos;
  } else {
    isHost = isHost && consistsOf(host, kHostMarks);
  }
  if (!isHost) refuseRequest("Host must be a name or an address, and a port");
  return Poco::toLower(std::string(host));
}

void readHostField(ServerRequest& request, bool isNew) {
  const auto count = countOf(request.headers, "Host");
  if (count > 1) refuseRequest("the head has two Host fields");
  if (count == 0 && isNew) refuseRequest("the head has no Host field");
  request.host = hostOf(headerValue(request.headers, "Host"));
}

/// Makes a path of the target. A proxy sends the absolute form; its host must be that of Host (RFC 9112 §3.2.2).
void readTarget(ServerRequest& request) {
  auto& target = request.target;
  if (target.starts_with('/')) return;
  for (const auto scheme : kSchemes) {
    if (Poco::icompare(target, 0, scheme.size(), std::string(scheme)) != 0) continue;
    const auto end = std::min(target.find_first_of("/?", scheme.size()), target.size());
    const auto authority = target.substr(scheme.size(), end - scheme.size());
    if (Poco::icompare(authority, std::string(headerValue(request.headers, "Host"))) != 0) {
      refuseRequest("the target and Host name different servers");
    }
    target.erase(0, end);
    if (!target.starts_with('/')) target.insert(0, "/");
    return;
  }
  refuseRequest("the target must be a path");
}

void readFraming(RequestHead& head, bool isNew) {
  const auto& headers = head.request.headers;
  const auto lengths = countOf(headers, "Content-Length");
  const auto codings = countOf(headers, "Transfer-Encoding");
  if (codings > 0) {
    if (lengths > 0) refuseRequest("Content-Length and Transfer-Encoding exclude each other");
    if (!isNew) refuseRequest("HTTP/1.0 has no Transfer-Encoding");
    const std::string coding(headerValue(headers, "Transfer-Encoding"));
    if (codings > 1 || Poco::icompare(coding, "chunked") != 0) refuseRequest("the only Transfer-Encoding is chunked");
    head.isChunked = true;
  } else if (lengths > 0) {
    const auto digits = headerValue(headers, "Content-Length");
    const auto length = digits.size() <= kMostLengthDigits ? parseCount(digits, 10) : std::nullopt;
    if (lengths > 1 || !length) refuseRequest("Content-Length must be one number");
    head.length = *length;
  }
}

}  // namespace

std::size_t headLength(std::string_view input) {
  std::size_t lineBegin = 0;
  const auto most = std::min(input.size(), kMostHeadBytes);
  for (std::size_t i = 0; i < most; ++i) {
    const bool followsReturn = i > lineBegin && input[i - 1] == '\r';
    if (followsReturn != (input[i] == '\n')) refuseRequest("a line of the head does not end in CR LF");
    if (input[i] == '\n') {
      if (i == lineBegin + 1) return i + 1;
      lineBegin = i + 1;
    } else if (input[i] != '\r' && !isLineByte(input[i])) {
      refuseRequest("the head contains a control character");
    }
  }
  if (most == kMostHeadBytes) throw RequestFault(431, "the head is larger than 32 KiB");
  return 0;
}

RequestHead parseHead(std::string_view head) {
  RequestHead result;
  auto& request = result.request;
  const bool isNew = readRequestLine(takeLine(head), request);
  for (auto line = takeLine(head); !line.empty(); line = takeLine(head)) readField(line, request.headers);
  readHostField(request, isNew);
  readTarget(request);
  readFraming(result, isNew);
  const auto has = [&](const char* word) { return hasWord(request.headers, "Connection", word); };
  result.keepsConnection = isNew ? !has("close") : has("keep-alive");
  result.expectsContinue = isNew && hasWord(request.headers, "Expect", "100-continue");
  return result;
}

}  // namespace herald::inline v1
