// SPDX-License-Identifier: Apache-2.0
#include "crash/publisher.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
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

std::function<std::string(int number)> tick(std::size_t size) {
  return [filling = std::string(size, 'x')](int number) {
    return R"("type":"Tick","payload":{"n":)" + std::to_string(number) + R"(,"filling":")" + filling + "\"}";
  };
}

Publisher::Publisher(int port, std::string device, Event event)
    : port_(port), device_(std::move(device)), event_(std::move(event)), thread_([this] { run(); }) {}

int Publisher::stop() {
  stopped_ = true;
  if (thread_.joinable()) thread_.join();
  return accepted_;
}

void Publisher::run() {
  HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
  session.setKeepAlive(true);
  while (!stopped_) {
    const auto number = accepted_ + 1;
    const auto body =
        R"({"device":")" + device_ + R"(","id":")" + std::to_string(number) + "\"," + event_(number) + "}";
    for (bool taken = false; !taken;) {
      try {
        taken = isAccepted(session, body);
      } catch (const Poco::Exception&) {
        session.reset();  // the daemon is down at the moment
        std::this_thread::yield();
      }
    }
    ++accepted_;
  }
}

}  // namespace herald::testing
