// SPDX-License-Identifier: Apache-2.0
#include <Poco/Net/StreamSocketImpl.h>
#include <Poco/SHA1Engine.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "herald/base64.h"
#include "herald/json.h"
#include "herald/testing/require.h"
#include "push_session.h"

/// Reads a push socket after its upgrade to WebSocket. The input is the bytes of the server's frames. After them the
/// server closes the connection.
namespace herald::octoprint {
namespace {

constexpr const char* kSession = "5e551041d";

using herald::testing::require;

/// The server. It upgrades the connection, sends the bytes, and checks what the client sends.
class Server {
 public:
  Server(int fd, std::string_view bytes) : fd_(fd), thread_([this, bytes] { run(bytes); }) {}
  ~Server() {
    thread_.join();
    ::close(fd_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  void run(std::string_view bytes) {
    std::string request;
    while (request.find("\r\n\r\n") == std::string::npos) require(readSome(request));
    send(answerTo(request));
    send(bytes);
    ::shutdown(fd_, SHUT_WR);
    std::string frames = request.substr(request.find("\r\n\r\n") + 4);
    while (readSome(frames)) {
    }
    checkFrames(frames);
  }

  bool readSome(std::string& text) const {
    char block[4096];
    const ssize_t count = ::recv(fd_, block, sizeof block, 0);
    if (count <= 0) return false;
    text.append(block, static_cast<std::size_t>(count));
    return true;
  }

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;  // the client closed the connection
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  static std::string answerTo(const std::string& request) {
    const std::string name = "Sec-WebSocket-Key: ";
    const std::size_t at = request.find(name);
    require(at != std::string::npos);
    Poco::SHA1Engine hash;
    hash.update(request.substr(at + name.size(), 24) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    const auto& digest = hash.digest();
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
           toBase64(std::string(digest.begin(), digest.end())) + "\r\n\r\n";
  }

  /// A client sends complete, masked frames (RFC 6455 §5). The end of the connection may cut off the last one.
  static void checkFrames(std::string_view frames) {
    while (frames.size() >= 2) {
      const auto first = static_cast<unsigned char>(frames[0]), second = static_cast<unsigned char>(frames[1]);
      const unsigned opcode = first & 0x0fU;
      require((first & 0xf0U) == 0x80 && (opcode == 1 || opcode == 8 || opcode == 9 || opcode == 10));
      require((second & 0x80U) != 0);
      std::size_t header = 6, size = second & 0x7fU;
      require(size <= 125 || opcode == 1);
      if (size == 126) {
        if (frames.size() < 4) return;
        size = static_cast<unsigned char>(frames[2]) * 256U + static_cast<unsigned char>(frames[3]);
        header += 2;
      }
      require(size < 4096);
      frames.remove_prefix(std::min(frames.size(), header + size));
    }
  }

  int fd_;
  std::thread thread_;
};

/// The big-endian number in the first `count` bytes.
std::uint64_t numberIn(std::string_view bytes, std::size_t count) {
  std::uint64_t number = 0;
  for (const char byte : bytes.substr(0, count)) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

/// A second implementation of RFC 6455 §5.2, without a socket. Returns the messages in these bytes, up to the first
/// frame that ends the connection.
std::vector<std::string> messagesIn(std::string_view bytes) {
  std::vector<std::string> messages;
  std::string message;
  bool open = false;
  while (bytes.size() >= 2) {
    const std::uint64_t head = numberIn(bytes, 2);
    const bool last = (head & 0x8000U) != 0, masked = (head & 0x80U) != 0;
    const unsigned opcode = head >> 8 & 0x0fU;
    std::uint64_t size = head & 0x7fU;
    bytes.remove_prefix(2);
    const std::size_t more = (size < 126 ? 0 : size == 126 ? 2 : 8), header = more + (masked ? 4 : 0);
    if (bytes.size() < header) break;
    if (more != 0) size = numberIn(bytes, more);
    const std::string_view key = bytes.substr(more, masked ? 4 : 0);
    bytes.remove_prefix(header);
    if (bytes.size() < size || (head & 0x7000U) != 0) break;
    std::string data(bytes.substr(0, size));
    bytes.remove_prefix(size);
    for (std::size_t i = 0; masked && i < data.size(); ++i) data[i] = static_cast<char>(data[i] ^ key[i % 4]);
    if (opcode == 9 || opcode == 10) {
      if (!last || size > 125) break;
      continue;
    }
    if (opcode != (open ? 0 : 1)) break;
    if (open && !last && data.empty()) break;  // Poco cannot distinguish it from the end
    message += data;
    open = !last;
    if (last) messages.push_back(std::exchange(message, {}));
  }
  return messages;
}

/// Calls `use` with a fresh connection to a server that sends these bytes. `use` must throw a Failure with a reason.
void connected(std::string_view bytes, const std::function<void(Upgradable)>& use) {
  int ends[2];
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  const Server server(ends[1], bytes);
  Upgradable connection{Poco::Net::StreamSocket(new Poco::Net::StreamSocketImpl(ends[0])),
                        Poco::Net::HTTPRequest("GET", "/sockjs/websocket", "HTTP/1.1")};
  connection.request.setHost("octopi.local");
  try {
    use(std::move(connection));
  } catch (const Failure& failure) {
    const std::string said = failure.what();
    require(!said.empty() && said.find(kSession) == std::string::npos && said.find('\n') == std::string::npos);
    return;
  }
  require(false);
}

void listenToSocket(Upgradable connection, const std::vector<std::string>& expected) {
  websocket::WebSocketClient socket("OctoPrint", std::move(connection), {}, {});
  std::size_t got = 0;
  try {
    while (const auto text = socket.receive(Clock::time_point::max())) {
      require(got < expected.size() && *text == expected[got]);
      ++got;
    }
  } catch (const Failure&) {
    require(got == expected.size());
    throw;
  }
}

void listenToSession(Upgradable connection, std::size_t most) {
  const Login login{"bot", kSession, {}};
  PushSession session(std::move(connection), {}, login, [&] { return login; });
  std::size_t got = 0;
  while (const auto message = session.next(Clock::time_point::max())) {
    using Kind = PushMessage::Kind;
    require(message->kind == Kind::History || message->kind == Kind::Current || message->kind == Kind::Event);
    if (const auto event = parseEvent(message->body)) require(!event->type.empty() && isJsonObject(event->payload));
    got += message->body.size();
  }
  require(got <= most);
}

}  // namespace
}  // namespace herald::octoprint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald::octoprint;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto expected = messagesIn(bytes);
  connected(bytes, [&](herald::Upgradable connection) { listenToSocket(std::move(connection), expected); });
  connected(bytes, [&](herald::Upgradable connection) { listenToSession(std::move(connection), size); });
  return 0;
}
