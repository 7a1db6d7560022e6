// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>

#include <filesystem>
#include <string>
#include <utility>

namespace herald::testing {

struct ApiAnswer {
  int status = 0;
  std::string body{};
};

/// Asks the API of a running daemon over its Unix socket, as a program of its user does.
class ApiClient {
 public:
  explicit ApiClient(std::filesystem::path socket) : socket_(std::move(socket)) {}

  /// `path` is that behind /api/v1/.
  ApiAnswer ask(const std::string& method, const std::string& path, const std::string& body = {}) const {
    using namespace Poco::Net;
    HTTPClientSession session(StreamSocket(SocketAddress(SocketAddress::UNIX_LOCAL, socket_.string())));
    HTTPRequest request(method, "/api/v1/" + path, HTTPMessage::HTTP_1_1);
    request.setHost("localhost");
    request.set("Herald-Change", "1");
    request.setContentType("application/json");
    request.setContentLength(static_cast<std::streamsize>(body.size()));
    session.sendRequest(request) << body;
    HTTPResponse response;
    ApiAnswer answer;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
    answer.status = response.getStatus();
    return answer;
  }

 private:
  std::filesystem::path socket_;
};

}  // namespace herald::testing
