// SPDX-License-Identifier: Apache-2.0
#include "bench/push_crowd.h"

#include <Poco/SHA1Engine.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <utility>
#include <vector>

#include "herald/base64.h"

namespace herald::bench {
namespace {

std::string acceptKey(const std::string& key) {
  Poco::SHA1Engine sha1;
  sha1.update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");  // RFC 6455 §4.2.2
  const auto& digest = sha1.digest();
  return toBase64(std::string(digest.begin(), digest.end()));
}

void sendAll(int fd, const std::string& bytes) { (void)!::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

}  // namespace

PushCrowd::PushCrowd(const PrinterTalk& talk)
    : talk_(talk), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 4096) != 0)
    throw std::runtime_error("no port to listen at");
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

PushCrowd::~PushCrowd() {
  ended_ = true;
  thread_.join();
  for (const auto& [fd, client] : clients_) ::close(fd);
  ::close(listener_);
}

void PushCrowd::run() {
  auto next = std::chrono::steady_clock::now();
  while (!ended_) {
    if (std::chrono::steady_clock::now() >= next) {
      sendNews();
      next += talk_.interval();
    }
    std::vector<pollfd> watched{{listener_, POLLIN, 0}};
    for (const auto& [fd, client] : clients_) watched.push_back({fd, POLLIN, 0});
    ::poll(watched.data(), watched.size(), 100);
    if (watched.front().revents != 0) accept();
    for (std::size_t i = 1; i < watched.size(); ++i)
      if (watched[i].revents != 0 && !read(watched[i].fd, clients_[watched[i].fd])) drop(watched[i].fd);
  }
}

void PushCrowd::accept() {
  const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd >= 0) clients_[fd];
}

void PushCrowd::drop(int fd) {
  if (clients_[fd].follows) --connected_;
  clients_.erase(fd);
  ::close(fd);
}

bool PushCrowd::read(int fd, Client& client) {
  char bytes[4096];
  const auto count = ::recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
  if (count <= 0) return false;
  client.in.append(bytes, static_cast<std::size_t>(count));
  while (client.upgraded ? readFrame(fd, client) : answerHttp(fd, client)) continue;
  return true;
}

/// How long the body of the request with this head is.
std::size_t PushCrowd::bodySize(const std::string& head) {
  const std::string name = "Content-Length: ";
  const auto at = head.find(name);
  return at == std::string::npos ? 0 : static_cast<std::size_t>(std::atoi(head.c_str() + at + name.size()));
}

/// Answers one request. Returns false if none has arrived completely.
bool PushCrowd::answerHttp(int fd, Client& client) {
  const auto end = client.in.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const std::string head = client.in.substr(0, end + 2);
  const std::size_t size = end + 4 + bodySize(head);
  if (client.in.size() < size) return false;
  const std::string name = "Sec-WebSocket-Key: ";
  if (const auto key = head.find(name); key == std::string::npos) {
    const std::string body = talk_.overHttp(head.substr(0, head.find("\r\n")));
    sendAll(fd, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body);
  } else {
    const auto from = key + name.size();
    sendAll(fd,
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
                acceptKey(head.substr(from, head.find("\r\n", from) - from)) + "\r\n\r\n");
    client.upgraded = true;
    if (const std::string greeting = talk_.greeting(); !greeting.empty()) send(fd, greeting);
  }
  client.in.erase(0, size);
  return true;
}

/// Reads one frame. A client's frames are masked, and here all short (RFC 6455 §5.2). Returns false if none has arrived
/// completely.
bool PushCrowd::readFrame(int fd, Client& client) {
  std::string& in = client.in;
  if (in.size() < 8)
    return in.size() >= 6 && (in[1] & 0x7f) == 0 ? (send(fd, "", 10), ++pings_, in.erase(0, 6), true) : false;
  const std::size_t length = in[1] & 0x7f;
  const std::size_t header = length == 126 ? 8 : 6;
  const std::size_t size =
      header + (length == 126 ? static_cast<std::uint8_t>(in[2]) * 256u + static_cast<std::uint8_t>(in[3]) : length);
  if (in.size() < size) return false;
  std::string text;
  for (std::size_t i = header; i < size; ++i) text += static_cast<char>(in[i] ^ in[header - 4 + (i - header) % 4]);
  if ((in[0] & 0x0f) == 9) {
    send(fd, text, 10);
    ++pings_;
  }
  in.erase(0, size);
  const PrinterTalk::Answer answer = text.empty() ? PrinterTalk::Answer() : talk_.answer(text);
  if (!answer.text.empty()) send(fd, answer.text);
  if (answer.follows && !std::exchange(client.follows, true)) ++connected_;
  return true;
}

void PushCrowd::sendNews() {
  const std::string message = talk_.news(++tick_);
  for (const auto& [fd, client] : clients_)
    if (client.follows) send(fd, message);
}

void PushCrowd::send(int fd, const std::string& text, int opcode) {
  std::string frame(1, static_cast<char>(0x80 | opcode));
  const int bytes = text.size() < 126 ? 0 : text.size() < 65536 ? 2 : 8;  // of the length (RFC 6455 §5.2)
  frame += static_cast<char>(bytes == 0 ? text.size() : bytes == 2 ? 126 : 127);
  for (int i = bytes - 1; i >= 0; --i) frame += static_cast<char>(text.size() >> 8 * i & 0xff);
  sendAll(fd, frame + text);
  ++sent_;
}

}  // namespace herald::bench
