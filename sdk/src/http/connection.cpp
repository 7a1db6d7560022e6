// SPDX-License-Identifier: Apache-2.0
#include "http/connection.h"

#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/String.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <utility>

namespace herald::inline v1 {
namespace {

constexpr std::size_t kFieldsLimit = 64 * 1024 + 2;  // with the empty line behind them
constexpr std::size_t kLineLimit = 4 * 1024;
constexpr std::size_t kTrailerLimit = 100;
constexpr std::size_t kDrainedBody = std::size_t{4} << 20;  // a longer body costs the connection
constexpr int kEof = -1;

[[noreturn]] void cutShort() {
  throw Failure(Outcome::Verdict::Retry, "the answer ended too early: check the receiver and the network");
}

bool hasNoBody(const std::string& method, int status) {
  return method == "HEAD" || status == 204 || status == 304 || status < 200 || (method == "CONNECT" && status < 300);
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

HttpResponse Connection::exchange(Poco::Net::HTTPRequest& request, std::string_view body, std::size_t mostAnswer) {
  ++exchanges_;
  answered_ = reusable_ = false;
  bodySize_ = 0;
  head_ = {};
  body_.clear();
  mostKept_ = mostAnswer;
  // A server may answer (413, for example) and close the connection before it has read the whole request. Its answer
  // counts.
  std::exception_ptr unsent;
  try {
    sendAll(request, body);
  } catch (const Poco::Exception&) {
    unsent = std::current_exception();
  }
  try {
    do {
      readHead();
    } while (head_.status() < 200 && head_.status() != Poco::Net::HTTPResponse::HTTP_SWITCHING_PROTOCOLS);
    readBody(request.getMethod());
  } catch (const std::exception&) {
    reusable_ = false;
    if (unsent && head_.status() < 200) std::rethrow_exception(unsent);
    throw;
  }
  if (unsent || !head_.keepsConnection() || begin_ < end_ || head_.status() < 200) reusable_ = false;
  return takeAnswer();
}

HttpResponse Connection::takeAnswer() {
  return {.status = head_.status(), .headers = head_.fields(), .body = std::move(body_)};
}

void Connection::sendAll(Poco::Net::HTTPRequest& request, std::string_view body) {
  std::ostream& stream = sendRequest(request);
  stream.write(body.data(), static_cast<std::streamsize>(body.size()));
  flushRequest();
}

void Connection::readHead() {
  head_ = {};
  head_ = AnswerHead(readLine(kLineLimit));
  std::size_t left = kFieldsLimit;
  for (;;) {
    const std::string line = readLine(left, "header fields longer than 64 KiB");
    if (line.empty()) return;
    head_.add(line);
    left -= std::min(left, line.size() + 2);
  }
}

void Connection::readBody(const std::string& method) {
  const std::string_view encoding = headerValue(head_.fields(), "Transfer-Encoding");
  if (hasNoBody(method, head_.status())) {
    reusable_ = true;
  } else if (Poco::icompare(std::string(encoding), "chunked") == 0) {
    readChunked();
  } else if (!encoding.empty()) {
    malformedAnswer("unknown Transfer-Encoding");
  } else if (const std::optional<std::uint64_t> length = head_.contentLength()) {
    reusable_ = readPiece(*length);
  } else {
    readUntilClosed();
  }
}

/// Reads `length` bytes of the body. False if the body is too long to be read to its end.
bool Connection::readPiece(std::uint64_t length) {
  std::array<char, 16 * 1024> buffer;
  while (length > 0) {
    if (bodySize_ >= std::max(kDrainedBody, mostKept_)) return false;
    const std::size_t count = readSome(buffer.data(), std::min<std::uint64_t>(length, buffer.size()));
    if (count == 0) cutShort();
    keep(buffer.data(), count);
    length -= count;
  }
  return true;
}

/// Keeps what belongs to the first bytes that the caller asked for.
void Connection::keep(const char* bytes, std::size_t count) {
  body_.append(bytes, std::min(count, mostKept_ - body_.size()));
  bodySize_ += count;
}

void Connection::readChunked() {
  for (;;) {
    const std::string line = readLine(kLineLimit);
    const std::string_view digits = std::string_view(line).substr(0, line.find_first_of("; \t"));
    const std::optional<std::uint64_t> size = parseCount(digits, 16);
    if (!size) malformedAnswer("wrong chunk size");
    if (*size == 0) break;
    if (!readPiece(*size)) return;
    if (!readLine(2).empty()) malformedAnswer("chunk without an end");
  }
  std::size_t trailers = 0;
  while (!readLine(kLineLimit).empty()) {
    if (++trailers > kTrailerLimit) malformedAnswer("too many trailers");
  }
  reusable_ = true;
}

void Connection::readUntilClosed() {
  std::array<char, 16 * 1024> buffer;
  while (bodySize_ < std::max(kDrainedBody, mostKept_)) {
    const std::size_t count = readSome(buffer.data(), buffer.size());
    if (count == 0) return;
    keep(buffer.data(), count);
  }
}

/// One line without its end.
std::string Connection::readLine(std::size_t limit, const char* tooLong) {
  std::string line;
  for (;;) {
    const int c = readByte();
    if (c == kEof && !answered_) throw Poco::Net::NoMessageException();
    if (c == kEof) cutShort();
    if (!std::exchange(answered_, true)) first_ = c;
    if (c == '\n') break;
    if (line.size() == limit) malformedAnswer(tooLong);
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
