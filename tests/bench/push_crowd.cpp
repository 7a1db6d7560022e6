// SPDX-License-Identifier: Apache-2.0
#include "bench/push_crowd.h"

#include <Poco/SHA1Engine.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "herald/base64.h"

namespace herald::bench {
namespace {

constexpr int kHistory = 700;  // measurements: about 100 KB, as after half an hour of a print

constexpr const char* kLogin =
    R"({"name":"bot","session":"5e55","needs":{"role":["status","monitor_terminal","files_list","settings_read"]}})";

std::string temperatures(int count) {
  std::string list;
  for (int i = 0; i < count; ++i)
    list +=
        std::string(i == 0 ? "" : ",") +
        R"({"time":1700000000,"tool0":{"actual":214.8,"target":215.0},"bed":{"actual":60.0,"target":60.0},"chamber":{"actual":null,"target":null}})";
  return list;
}

/// What an OctoPrint sends during a print: about 1200 bytes, and 140 for each further measurement of the temperatures.
std::string state(int second, int measurements = 1) {
  const std::string percent = std::to_string(second % 6000 / 60.0);
  return R"({"state":{"text":"Printing","flags":{"operational":true,"printing":true,"cancelling":false,"pausing":false,"resuming":false,"finishing":false,"closedOrError":false,"error":false,"paused":false,"ready":false,"sdReady":true},"error":""},"job":{"file":{"name":"a.gcode","path":"a.gcode","display":"a.gcode","origin":"local","size":1468987,"date":1378847754},"estimatedPrintTime":8811.0,"averagePrintTime":null,"lastPrintTime":null,"filament":{"tool0":{"length":810.0,"volume":5.36}},"user":"bob"},"currentZ":0.4,"progress":{"completion":)" +
         percent + R"(,"filepos":337942,"printTime":)" + std::to_string(second) +
         R"(,"printTimeLeft":912,"printTimeLeftOrigin":"analysis"},"offsets":{},"resends":{"count":0,"transmitted":120,"ratio":0},"serverTime":1700000000.12,"temps":[)" +
         temperatures(measurements) +
         R"(],"busyFiles":[{"origin":"local","path":"a.gcode"}],"markings":[{"type":"print","label":"Start","time":1700000000.0}],"logs":[],"messages":[]})";
}

std::string acceptKey(const std::string& key) {
  Poco::SHA1Engine sha1;
  sha1.update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");  // RFC 6455 §4.2.2
  const auto& digest = sha1.digest();
  return toBase64(std::string(digest.begin(), digest.end()));
}

void sendAll(int fd, const std::string& bytes) { (void)!::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

}  // namespace

PushCrowd::PushCrowd() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
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
      sendState();
      next += std::chrono::seconds(1);
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
  if (clients_[fd].loggedIn) --connected_;
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

/// Answers one request. Returns false if none has arrived completely.
bool PushCrowd::answerHttp(int fd, Client& client) {
  const auto head = client.in.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  const std::string login = R"({"passive":true})";
  const bool isLogin = client.in.starts_with("POST ");
  const std::size_t size = head + 4 + (isLogin ? login.size() : 0);
  if (client.in.size() < size) return false;
  if (isLogin) {
    const std::string body = kLogin;
    sendAll(fd, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body);
  } else {
    const std::string name = "Sec-WebSocket-Key: ";
    const auto key = client.in.find(name) + name.size();
    sendAll(fd,
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
                acceptKey(client.in.substr(key, client.in.find("\r\n", key) - key)) + "\r\n\r\n");
    client.upgraded = true;
    send(fd, R"({"connected":{"version":"1.11.8"}})");
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
  if (text.find("\"auth\"") == std::string::npos || client.loggedIn) return true;
  client.loggedIn = true;
  ++connected_;
  send(fd, "{\"history\":" + state(second_, kHistory) + "}");
  return true;
}

void PushCrowd::sendState() {
  const std::string message = "{\"current\":" + state(++second_) + "}";
  for (const auto& [fd, client] : clients_)
    if (client.loggedIn) send(fd, message);
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
