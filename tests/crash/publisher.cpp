#include "tests/crash/publisher.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/NullStream.h>
#include <Poco/StreamCopier.h>

#include <stdexcept>

namespace herald::testing {

using namespace Poco::Net;

namespace {

bool isAccepted(HTTPClientSession& session, const std::string& body) {
  HTTPRequest request(HTTPRequest::HTTP_POST, "/events", HTTPMessage::HTTP_1_1);
  request.setContentType("application/json");
  request.setContentLength(static_cast<std::streamsize>(body.size()));
  session.sendRequest(request) << body;
  HTTPResponse response;
  Poco::NullOutputStream nothing;
  Poco::StreamCopier::copyStream(session.receiveResponse(response), nothing);
  if (response.getStatus() == HTTPResponse::HTTP_ACCEPTED) return true;
  if (response.getStatus() == HTTPResponse::HTTP_SERVICE_UNAVAILABLE) return false;
  throw std::runtime_error("the http source answers " + std::to_string(response.getStatus()));
}

}  // namespace

int freePort() {
  ServerSocket socket(SocketAddress("127.0.0.1", 0));
  return socket.address().port();
}

Publisher::Publisher(int port, std::string device, std::size_t size)
    : port_(port), device_(std::move(device)), filling_(size, 'x'), thread_([this] { run(); }) {}

int Publisher::stop() {
  stopped_ = true;
  if (thread_.joinable()) thread_.join();
  return accepted_;
}

void Publisher::run() {
  HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
  session.setKeepAlive(true);
  while (!stopped_) {
    const auto number = std::to_string(accepted_ + 1);
    const auto body = R"({"type":"Tick","device":")" + device_ + R"(","id":")" + number + R"(","payload":{"n":)" +
                      number + R"(,"filling":")" + filling_ + R"("}})";
    for (bool taken = false; !taken;) {
      try {
        taken = isAccepted(session, body);
      } catch (const Poco::Exception&) {
        session.reset();  // the daemon is dead at the moment
        sentAgain_.insert(accepted_ + 1);
        std::this_thread::yield();
      }
    }
    ++accepted_;
  }
}

}  // namespace herald::testing
