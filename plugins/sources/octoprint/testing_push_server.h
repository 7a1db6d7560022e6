#pragma once

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/WebSocket.h>
#include <sys/socket.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::octoprint {

/// The server's side of one push connection in a test.
class PushPeer {
 public:
  explicit PushPeer(Poco::Net::WebSocket& socket) : socket_(socket) {}

  Poco::Net::WebSocket& socket() { return socket_; }

  void send(std::string_view text) { frame(text, Poco::Net::WebSocket::FRAME_TEXT); }
  void frame(std::string_view data, int flags) { socket_.sendFrame(data.data(), static_cast<int>(data.size()), flags); }

  /// Bytes that are no frames, or not whole ones.
  void sendRaw(std::string_view bytes) { ::send(socket_.impl()->sockfd(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }

  /// In fragments of so many bytes, with a ping between each two.
  void sendInPieces(std::string_view text, std::size_t size) {
    using Poco::Net::WebSocket;
    for (std::size_t at = 0; at < text.size(); at += size) {
      const bool last = at + size >= text.size();
      const int opcode = at == 0 ? WebSocket::FRAME_OP_TEXT : WebSocket::FRAME_OP_CONT;
      frame(text.substr(at, size), opcode | (last ? int{WebSocket::FRAME_FLAG_FIN} : 0));
      if (!last) frame("between", int{WebSocket::FRAME_FLAG_FIN} | WebSocket::FRAME_OP_PING);
    }
  }

  /// The client's next text message; empty when it has gone.
  std::string receive() { return read(Poco::Net::WebSocket::FRAME_OP_TEXT); }

  /// Returns when the client has dealt with all that was sent before.
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

/// A push socket on a free port of this machine. `script` says what the server does with each connection.
class PushServer {
 public:
  using Script = std::function<void(PushPeer&)>;

  explicit PushServer(Script script) : script_(std::move(script)), socket_(Poco::Net::SocketAddress("127.0.0.1", 0)) {
    server_ = std::make_unique<Poco::Net::HTTPServer>(new Factory(*this), socket_, new Poco::Net::HTTPServerParams);
    server_->start();
  }
  ~PushServer() { server_->stopAll(true); }
  PushServer(const PushServer&) = delete;
  PushServer& operator=(const PushServer&) = delete;

  std::string url() const { return "http://" + socket_.address().toString(); }

  /// The requests for it, as "GET /sockjs/websocket".
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  struct Handler : Poco::Net::HTTPRequestHandler {
    explicit Handler(PushServer& theServer) : server(theServer) {}
    void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
      {
        const std::lock_guard lock(server.mutex_);
        server.requests_.push_back(request.getMethod() + " " + request.getURI());
      }
      if (!request.getURI().ends_with("/sockjs/websocket")) return response.redirect("/elsewhere");
      try {
        Poco::Net::WebSocket socket(request, response);
        PushPeer peer(socket);
        server.script_(peer);
      } catch (const Poco::Exception&) {
        // the client went first
      }
    }
    PushServer& server;
  };
  struct Factory : Poco::Net::HTTPRequestHandlerFactory {
    explicit Factory(PushServer& theServer) : server(theServer) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
      return new Handler(server);
    }
    PushServer& server;
  };

  Script script_;
  Poco::Net::ServerSocket socket_;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::unique_ptr<Poco::Net::HTTPServer> server_;
};

}  // namespace herald::octoprint
