// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "herald/export.h"
#include "herald/http.h"
#include "herald/outcome.h"
#include "herald/server_stream.h"

namespace Poco::Net {
class ServerSocket;
}

namespace herald::inline v1 {

/// What a client asks of an HttpServer. Its head has passed strict rules (RFC 9112), so no proxy in front of Herald can
/// have read it differently. A value.
struct HERALD_API ServerRequest {
  std::string method{};
  std::string target{};  ///< path and query, as sent: "/events?x=y"
  std::string host{};  ///< of the Host field, in lower case and without its port; empty if an HTTP/1.0 client sent none
  HttpHeaders headers{};  ///< as sent, without blanks around the values
  std::string body{};     ///< without its chunks; empty while the server has only the head
  std::string peer{};     ///< the client's address and port; empty at a Unix socket

  /// True if the client calls this server by an IP address or as localhost, or does not say. A web page cannot do that
  /// through a browser unless it comes from there, even if its own host name resolves to this address.
  bool callsByAddress() const;
};

struct ServerAnswer {
  int status = 200;
  std::string body{};
  HttpHeaders headers{};  ///< the server adds Date, Connection and Content-Length
  bool isLast = false;    ///< the server closes the connection after it

  /// What follows `body`, for as long as it goes on; null if nothing does. The answer then has no Content-Length, and
  /// the connection ends with it. Only for HttpService::answer.
  std::shared_ptr<ServerStream> stream{};
};

/// Answers the requests of an HttpServer. The owner keeps it for longer than the server.
class HERALD_API HttpService {
 public:
  virtual ~HttpService();

  /// Called when the head of a request is there, before the server reads the body. Returns the answer to a request that
  /// is refused for its head: then the server does not read the body. Must not block: it runs in the one thread that
  /// serves all connections.
  virtual std::optional<ServerAnswer> refusal(const ServerRequest& head) = 0;

  /// True if the request must be answered even if all workers are busy. One thread of its own answers such requests.
  /// Must not block, either.
  virtual bool isUrgent(const ServerRequest& head) const;

  /// Answers a complete request. Runs in the server's workers, and may block. An exception becomes an answer with 500.
  virtual ServerAnswer answer(ServerRequest request) = 0;
};

struct HttpServerLimits {
  Millis timeout = std::chrono::seconds(10);  ///< for a whole request to arrive, for its answer to be read, for silence
  std::size_t mostBody = std::size_t{1} << 20;  ///< bytes
  int workers = 4;                              ///< how many requests are answered at once, besides urgent ones
  std::size_t mostConnections = 64;
};

/// Serves HTTP/1.1 at a socket: plain, with TLS, or in the file system.
///
/// A worker is for a request, not for a connection. One thread accepts, reads and writes for all connections. A request
/// takes a worker only when it has arrived completely, and frees it before the client reads the answer. So clients that
/// are silent or slow cost a place in a table, and no thread.
///
/// If all places are taken, a new connection takes the place of another one: of the client address that has the most
/// connections, the one that has waited longest for its client. Requests that wait for a worker are bounded in total
/// and for each client address; the server answers 503 to any more. The addresses take turns. The bodies of requests
/// that are still arriving are bounded in total to sixteen times `mostBody`; the address whose bodies take the most
/// gives up its oldest one.
///
/// The server answers 400 to a request that is not HTTP by strict rules, 408 to one that does not arrive within
/// `timeout`, 413 to a body that is too large, 431 to a head of more than 32 KiB, and closes the connection. These
/// answers are JSON: {"error": sentence}. A connection without a request is closed without an answer.
class HERALD_API HttpServer {
 public:
  /// Serves until it is destroyed. `socket` listens already, and `service` outlives the server. Raises the number of
  /// connections that the system keeps until the server accepts them. Throws
  /// NoThread, or std::system_error if the system refuses a descriptor.
  HttpServer(const Poco::Net::ServerSocket& socket, HttpService& service, const HttpServerLimits& limits);

  /// Ends connections without a complete request immediately. Requests that have arrived completely get half a second
  /// to be answered. Waits for HttpService::answer to return.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::inline v1
