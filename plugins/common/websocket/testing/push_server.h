// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponseImpl.h>
#include <Poco/Net/HTTPServerSession.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/WebSocket.h>
#include <sys/socket.h>

#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace herald::websocket {

/// The server's end of one push connection in a test. For one thread.
class PushPeer {
 public:
  explicit PushPeer(Poco::Net::WebSocket& socket) : socket_(socket) {}

  Poco::Net::WebSocket& socket() { return socket_; }

  void send(std::string_view text) { frame(text, Poco::Net::WebSocket::FRAME_TEXT); }
  void frame(std::string_view data, int flags) { socket_.sendFrame(data.data(), static_cast<int>(data.size()), flags); }

  /// Sends bytes that need not be complete or valid frames.
  void sendRaw(std::string_view bytes) { ::send(socket_.impl()->sockfd(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }

  /// Sends a message in fragments of `size` bytes, with a ping after each fragment except the last.
  void sendInPieces(std::string_view text, std::size_t size) {
    using Poco::Net::WebSocket;
    for (std::size_t at = 0; at < text.size(); at += size) {
      const bool last = at + size >= text.size();
      const int opcode = at == 0 ? WebSocket::FRAME_OP_TEXT : WebSocket::FRAME_OP_CONT;
      frame(text.substr(at, size), opcode | (last ? int{WebSocket::FRAME_FLAG_FIN} : 0));
      if (!last) frame("between", int{WebSocket::FRAME_FLAG_FIN} | WebSocket::FRAME_OP_PING);
    }
  }

  /// The client's next text message. Empty if the client has closed the connection.
  std::string receive() { return read(Poco::Net::WebSocket::FRAME_OP_TEXT); }

  /// Returns when the client has handled everything that was sent before.
  void settle() {
    frame("settle", int{Poco::Net::WebSocket::FRAME_FLAG_FIN} | Poco::Net::WebSocket::FRAME_OP_PING);
    while (true) {
      const std::string pong = read(Poco::Net::WebSocket::FRAME_OP_PONG);
      if (pong.empty() || pong == "settle") return;
    }
  }

 private:
  std::string read(int wanted) {
    while (true) {
      Poco::Buffer<char> buffer(0);
      int flags = 0;
      const int size = socket_.receiveFrame(buffer, flags);
      if (size == 0 && flags == 0) return {};
      const std::string text(buffer.begin(), buffer.size());
      if ((flags & Poco::Net::WebSocket::FRAME_OP_BITMASK) == wanted) return text;
      if ((flags & Poco::Net::WebSocket::FRAME_OP_BITMASK) == Poco::Net::WebSocket::FRAME_OP_CLOSE) return {};
    }
  }

  Poco::Net::WebSocket& socket_;
};

/// A push server on a free port of this machine. It serves one connection after another in its own thread, and calls
/// `script` for each. If the client closes the connection, every wait of the script must end.
class PushServer {
 public:
  using Script = std::function<void(PushPeer&)>;

  explicit PushServer(Script script)
      : script_(std::move(script)), listener_(Poco::Net::SocketAddress("127.0.0.1", 0)), thread_([this] { run(); }) {}
  ~PushServer() {
    ::shutdown(listener_.impl()->sockfd(), SHUT_RDWR);
    thread_.join();
  }
  PushServer(const PushServer&) = delete;
  PushServer& operator=(const PushServer&) = delete;

  std::string url() const { return "http://" + listener_.address().toString(); }

 private:
  void run() {
    try {
      while (true) serve(listener_.acceptConnection());
    } catch (const Poco::Exception&) {
      // the listener was shut down
    }
  }

  void serve(const Poco::Net::StreamSocket& connection) {
    try {
      Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
      Poco::Net::HTTPServerSession session(connection, params);
      Poco::Net::HTTPServerResponseImpl response(session);
      Poco::Net::HTTPServerRequestImpl request(response, session, params);
      if (!request.getURI().ends_with("/websocket")) return response.redirect("/elsewhere");
      Poco::Net::WebSocket socket(request, response);
      PushPeer peer(socket);
      script_(peer);
    } catch (const Poco::Exception&) {
      // the client closed the connection first
    }
  }

  Script script_;
  Poco::Net::ServerSocket listener_;
  std::thread thread_;
};

}  // namespace herald::websocket
