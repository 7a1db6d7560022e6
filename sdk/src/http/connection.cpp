// SPDX-License-Identifier: Apache-2.0
#include "http/connection.h"

#include <Poco/MemoryStream.h>
#include <Poco/Net/NetException.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <optional>

namespace herald::inline v1 {
namespace {

constexpr std::size_t kHeadLimit = 64 * 1024;
constexpr std::size_t kChunkLineLimit = 4 * 1024;
constexpr std::size_t kTrailerLimit = 100;
constexpr std::size_t kKeptBody = 1024 * 1024;
constexpr std::size_t kDrainedBody = 4 * kKeptBody;
constexpr int kEof = -1;

[[noreturn]] void cutShort() {
  throw Failure(Outcome::Verdict::Retry, "the answer ended too early: check the receiver and the network");
}

[[noreturn]] void malformed(const std::string& what) {
  throw Failure(Outcome::Verdict::Retry, "the answer is not valid HTTP (" + what + "): check the URL and the receiver");
}

std::optional<std::uint64_t> parseSize(std::string_view text, int base) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return size;
}

/// The length that the Content-Length headers agree on; nothing if there is no such header.
std::optional<std::uint64_t> contentLength(const Poco::Net::HTTPResponse& head) {
  std::optional<std::uint64_t> length;
  for (auto it = head.find("Content-Length"); it != head.end() && Poco::icompare(it->first, "Content-Length") == 0;
       ++it) {
    const std::optional<std::uint64_t> one = parseSize(it->second, 10);
    if (!one || (length && *length != *one)) malformed("wrong Content-Length");
    length = one;
  }
  return length;
}

bool hasNoBody(const std::string& method, int status) {
  return method == "HEAD" || status == 204 || status == 304 || status < 200 || (method == "CONNECT" && status < 300);
}

/// The status in "HTTP/1.1 200 OK"; 0 if there is none. (Poco's enumeration ends at 511.)
int statusOf(std::string_view head) {
  const std::size_t begin = std::min(head.find(' '), head.size() - 1) + 1;
  const std::optional<std::uint64_t> status =
      parseSize(head.substr(begin, head.find_first_of(" \r\n", begin) - begin), 10);
  return status && *status >= 100 && *status <= 599 ? static_cast<int>(*status) : 0;
}

bool keepsAlive(const Poco::Net::HTTPResponse& head) {
  if (head.hasToken("Connection", "close")) return false;
  return head.getVersion() == Poco::Net::HTTPMessage::HTTP_1_1 || head.hasToken("Connection", "keep-alive");
}

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& connected) : HTTPClientSession(connected) {
  setProxyConfig({});  // not the global one of the process
  setKeepAlive(true);
}

// TLS sends a last message when a connection is closed. That must not wait for a peer that reads nothing.
Connection::~Connection() {
  if (socket().impl()->initialized()) ::shutdown(socket().impl()->sockfd(), SHUT_RDWR);
}

// The function of HTTPClientSession would reconnect.
int Connection::write(const char* buffer, std::streamsize length) {
  return HTTPSession::write(buffer, length);  // NOLINT(bugprone-parent-virtual-call)
}

bool Connection::quiet() {
  if (begin_ < end_ || (socket().secure() && socket().available() > 0)) return false;
  pollfd state{.fd = socket().impl()->sockfd(), .events = POLLIN, .revents = 0};
  return ::poll(&state, 1, 0) == 0;
}

HttpResponse Connection::exchange(Poco::Net::HTTPRequest& request, std::string_view body) {
  ++exchanges_;
  answered_ = reusable_ = false;
  bodySize_ = 0;
  // A server may answer (413, for example) and close the connection before it has read the whole request. Its answer
  // counts.
  std::exception_ptr unsent;
  try {
    sendAll(request, body);
  } catch (const Poco::Exception&) {
    unsent = std::current_exception();
  }
  HttpResponse response;
  try {
    do {
      readHead();
    } while (status_ < 200 && status_ != Poco::Net::HTTPResponse::HTTP_SWITCHING_PROTOCOLS);
    readBody(request.getMethod(), response.body);
  } catch (const std::exception&) {
    if (unsent) std::rethrow_exception(unsent);
    throw;
  }
  response.status = status_;
  response.headers.assign(head_.begin(), head_.end());
  if (unsent || !keepsAlive(head_) || begin_ < end_ || response.status < 200) reusable_ = false;
  return response;
}

void Connection::sendAll(Poco::Net::HTTPRequest& request, std::string_view body) {
  std::ostream& stream = sendRequest(request);
  stream.write(body.data(), static_cast<std::streamsize>(body.size()));
  flushRequest();
}

// Poco takes the end of the connection for the end of the head, so this function finds the end of the head itself.
void Connection::readHead() {
  std::string text;
  std::size_t lineStart = 0;
  for (;;) {
    const int c = readByte();
    if (c == kEof && !answered_) throw Poco::Net::NoMessageException();
    if (c == kEof) cutShort();
    answered_ = true;
    text += static_cast<char>(c);
    if (text.size() > kHeadLimit) malformed("head longer than 64 KiB");
    if (c != '\n') continue;
    const std::string_view line = std::string_view(text).substr(lineStart);
    if (lineStart > 0 && (line == "\r\n" || line == "\n")) break;
    lineStart = text.size();
  }
  if (!text.starts_with("HTTP/")) malformed("no status line");
  status_ = statusOf(text);
  if (status_ == 0) malformed("no status between 100 and 599");
  head_.clear();
  try {
    Poco::MemoryInputStream stream(text.data(), static_cast<std::streamsize>(text.size()));
    head_.read(stream);
  } catch (const Poco::Exception& e) {
    malformed(e.message());
  }
}

void Connection::readBody(const std::string& method, std::string& body) {
  const std::string encoding = head_.get("Transfer-Encoding", "");
  if (hasNoBody(method, status_)) {
    reusable_ = true;
  } else if (Poco::icompare(encoding, "chunked") == 0) {
    readChunked(body);
  } else if (!encoding.empty()) {
    malformed("unknown Transfer-Encoding");
  } else if (const std::optional<std::uint64_t> length = contentLength(head_)) {
    reusable_ = readPiece(*length, body);
  } else {
    readUntilClosed(body);
  }
}

/// Reads `length` bytes of the body and keeps those of the first MiB. False if the body is too long to be read to its
/// end.
bool Connection::readPiece(std::uint64_t length, std::string& body) {
  std::array<char, 16 * 1024> buffer;
  while (length > 0) {
    if (bodySize_ >= kDrainedBody) return false;
    const std::size_t count = readSome(buffer.data(), std::min<std::uint64_t>(length, buffer.size()));
    if (count == 0) cutShort();
    body.append(buffer.data(), std::min(count, kKeptBody - body.size()));
    bodySize_ += count;
    length -= count;
  }
  return true;
}

void Connection::readChunked(std::string& body) {
  for (;;) {
    const std::string line = readLine(kChunkLineLimit);
    const std::string_view digits = std::string_view(line).substr(0, line.find_first_of("; \t"));
    const std::optional<std::uint64_t> size = parseSize(digits, 16);
    if (!size) malformed("wrong chunk size");
    if (*size == 0) break;
    if (!readPiece(*size, body)) return;
    if (!readLine(2).empty()) malformed("chunk without an end");
  }
  std::size_t trailers = 0;
  while (!readLine(kChunkLineLimit).empty()) {
    if (++trailers > kTrailerLimit) malformed("too many trailers");
  }
  reusable_ = true;
}

void Connection::readUntilClosed(std::string& body) {
  std::array<char, 16 * 1024> buffer;
  while (bodySize_ < kDrainedBody) {
    const std::size_t count = readSome(buffer.data(), buffer.size());
    if (count == 0) return;
    body.append(buffer.data(), std::min(count, kKeptBody - body.size()));
    bodySize_ += count;
  }
}

/// One line without its end.
std::string Connection::readLine(std::size_t limit) {
  std::string line;
  for (;;) {
    const int c = readByte();
    if (c == kEof) cutShort();
    if (c == '\n') break;
    if (line.size() == limit) malformed("line too long");
    line += static_cast<char>(c);
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

/// The next byte, or kEof. (HTTPSession::get takes the byte 255 for the end of the connection.)
int Connection::readByte() {
  if (begin_ == end_) {
    begin_ = 0;
    end_ = 0;
    end_ =
        static_cast<std::size_t>(std::max(0, socket().receiveBytes(buffer_.data(), static_cast<int>(buffer_.size()))));
  }
  return begin_ == end_ ? kEof : static_cast<unsigned char>(buffer_[begin_++]);
}

/// Some bytes, at most `size`; 0 at the end of the connection.
std::size_t Connection::readSome(char* to, std::size_t size) {
  if (begin_ == end_) return static_cast<std::size_t>(std::max(0, socket().receiveBytes(to, static_cast<int>(size))));
  const std::size_t count = std::min(size, end_ - begin_);
  std::copy_n(buffer_.data() + begin_, count, to);
  begin_ += count;
  return count;
}

}  // namespace herald::inline v1
