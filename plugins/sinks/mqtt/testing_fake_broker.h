// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <latch>
#include <list>
#include <string>
#include <thread>

namespace herald::mqtt {

/// A broker of MQTT 3.1.1 that falls silent: it answers so many packets, then keeps its connections and says no more.
/// No real broker stops at a packet.
class FakeBroker {
 public:
  explicit FakeBroker(int answers) : left_(answers), answered_(answers) {}
  ~FakeBroker() {
    isOver_ = true;
    const Poco::Net::StreamSocket wake(server_.address());
    accepts_.join();
    for (auto& client : clients_) ::shutdown(client.socket.impl()->sockfd(), SHUT_RDWR);
    for (auto& client : clients_) client.thread.join();
  }

  std::uint16_t port() const { return server_.address().port(); }
  std::string url() const { return "mqtt://127.0.0.1:" + std::to_string(port()); }
  void awaitAnswers() { answered_.wait(); }  ///< until it has given all of them
  void awaitSilence() { silent_.wait(); }    ///< until a packet came that gets none

 private:
  struct Client {
    Poco::Net::StreamSocket socket;
    std::thread thread{};
  };

  void accept() {
    for (;;) {
      auto socket = server_.acceptConnection();
      if (isOver_) return;
      auto& client = clients_.emplace_back(Client{std::move(socket)});  // Clang 14 needs the name
      client.thread = std::thread([this, &client] { serve(client.socket); });
    }
  }

  void serve(Poco::Net::StreamSocket& socket) try {
    for (std::string packet = read(socket); !packet.empty(); packet = read(socket)) {
      const int left = left_--;
      if (left == 0) silent_.count_down();
      if (left <= 0) continue;  // what came may be no MQTT: the handshake of TLS
      const auto answer = answerTo(packet);
      socket.sendBytes(answer.data(), static_cast<int>(answer.size()));
      answered_.count_down();
    }
  } catch (const Poco::Exception&) {  // the client has gone
  }

  /// The first byte of a packet, and what follows its length; empty at the end of the connection.
  static std::string read(Poco::Net::StreamSocket& socket) {
    std::string packet(1, '\0');
    if (socket.receiveBytes(packet.data(), 1) <= 0) return {};
    int length = 0;
    for (int shift = 0;; shift += 7) {
      unsigned char byte = 0;
      if (socket.receiveBytes(&byte, 1) <= 0) return {};
      length |= (byte & 0x7F) << shift;
      if (byte < 0x80) break;
    }
    for (std::array<char, 1024> part{}; length > 0;) {
      const int count = socket.receiveBytes(part.data(), std::min(length, static_cast<int>(part.size())));
      if (count <= 0) return {};
      packet.append(part.data(), static_cast<std::size_t>(count));
      length -= count;
    }
    return packet;
  }

  static std::string answerTo(const std::string& packet) {
    using namespace std::string_literals;
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(packet.at(i)); };
    switch (at(0) >> 4) {
      case 1: return "\x20\x02\0\0"s;                                           // CONNACK
      case 3: return "\x40\x02"s + packet.substr(3 + at(1) * 256U + at(2), 2);  // PUBACK
      case 8: return "\x90\x03"s + packet.substr(1, 2) + "\0"s;                 // SUBACK
      default: return {};
    }
  }

  Poco::Net::ServerSocket server_{Poco::Net::SocketAddress("127.0.0.1", 0)};
  std::atomic<int> left_;
  std::atomic<bool> isOver_ = false;
  std::latch answered_;
  std::latch silent_{1};
  std::list<Client> clients_{};
  std::thread accepts_{[this] { accept(); }};
};

}  // namespace herald::mqtt
