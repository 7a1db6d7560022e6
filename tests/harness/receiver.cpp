// SPDX-License-Identifier: Apache-2.0
#include "harness/receiver.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>

#include <algorithm>
#include <stdexcept>

#include "harness/patience.h"

namespace herald::testing {

using namespace Poco::Net;

class Receiver::Handler final : public HTTPRequestHandler {
 public:
  explicit Handler(Receiver& receiver) : receiver_(receiver) {}
  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    Received received{request.getMethod(), request.getURI(), {}, {}};
    for (const auto& [name, value] : request) received.headers[Poco::toLower(name)] = value;
    Poco::StreamCopier::copyToString(request.stream(), received.body);
    const Reply reply = receiver_.answer_(received);
    response.setStatus(static_cast<HTTPResponse::HTTPStatus>(reply.status));
    for (const auto& [name, value] : reply.headers) response.set(name, value);
    response.sendBuffer(reply.body.data(), reply.body.size());
    receiver_.add(std::move(received));
  }

 private:
  Receiver& receiver_;
};

class Receiver::Factory final : public HTTPRequestHandlerFactory {
 public:
  explicit Factory(Receiver& receiver) : receiver_(receiver) {}
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override { return new Handler(receiver_); }

 private:
  Receiver& receiver_;
};

Receiver::Receiver(Answer answer, int connections) : answer_(std::move(answer)), pool_(2, connections) {
  HTTPServerParams::Ptr parameters = new HTTPServerParams;
  parameters->setMaxThreads(connections);
  parameters->setMaxQueued(connections);
  server_ = std::make_unique<HTTPServer>(new Factory(*this), pool_,
                                         ServerSocket(SocketAddress("127.0.0.1", 0), connections), parameters);
  server_->start();
}

Receiver::~Receiver() {
  server_->stopAll(true);
  pool_.joinAll();
}

std::string Receiver::url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/"; }

void Receiver::add(Received request) {
  const std::lock_guard lock(mutex_);
  received_.push_back(std::move(request));
  changed_.notify_all();
}

std::vector<Received> Receiver::waitFor(std::size_t count) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, kPatience, [&] { return received_.size() >= count; })) {
    throw std::runtime_error("only " + std::to_string(received_.size()) + " of " + std::to_string(count) +
                             " requests came");
  }
  return received_;
}

Received Receiver::waitForBody(const std::string& text) { return waitForText(&Received::body, text); }

Received Receiver::waitForPath(const std::string& text) { return waitForText(&Received::path, text); }

Received Receiver::waitForText(std::string Received::*where, const std::string& text) {
  std::unique_lock lock(mutex_);
  Received found;
  const auto there = [&] {
    const auto one = std::find_if(received_.begin(), received_.end(),
                                  [&](const Received& each) { return (each.*where).find(text) != std::string::npos; });
    if (one != received_.end()) found = *one;
    return one != received_.end();
  };
  if (!changed_.wait_for(lock, kPatience, there)) throw std::runtime_error("no request with `" + text + "` came");
  return found;
}

std::vector<Received> Receiver::received() {
  const std::lock_guard lock(mutex_);
  return received_;
}

}  // namespace herald::testing
