// SPDX-License-Identifier: Apache-2.0
#include "herald/http_server.h"

#include <Poco/Net/IPAddress.h>

#include "http_server/reactor.h"
#include "http_server/request_fault.h"

namespace herald::inline v1 {

RequestFault::~RequestFault() = default;
HttpService::~HttpService() = default;

bool HttpService::isUrgent(const ServerRequest&) const { return false; }

bool ServerRequest::callsByAddress() const {
  Poco::Net::IPAddress address;
  const bool saysNothing = host.empty() && headerValue(headers, "Host").data() == nullptr;
  return saysNothing || host == "localhost" || Poco::Net::IPAddress::tryParse(host, address);
}

struct HttpServer::Impl {
  Reactor reactor;
};

HttpServer::HttpServer(const Poco::Net::ServerSocket& socket, HttpService& service, const HttpServerLimits& limits)
    : impl_(new Impl{{socket, service, limits}}) {}

HttpServer::~HttpServer() = default;

}  // namespace herald::inline v1
