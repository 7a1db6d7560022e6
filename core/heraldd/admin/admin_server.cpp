// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/admin_server.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>
#include <openssl/crypto.h>

#include <istream>

#include "herald/json.h"

namespace herald::core {

namespace {

using namespace Poco::Net;

constexpr int kThreads = 4;
const Poco::Timespan kIdle(0, 250000);  // at the end Poco may not wake an idle thread, and waits this long
constexpr std::size_t kMostBody = std::size_t{1} << 20;
constexpr std::string_view kBearer = "Bearer ";

std::string bodyOf(HTTPServerRequest& request) {
  std::string body(kMostBody + 1, '\0');
  request.stream().read(body.data(), static_cast<std::streamsize>(body.size()));
  body.resize(static_cast<std::size_t>(request.stream().gcount()));
  if (body.size() > kMostBody) throw AdminFailure(413, "the request is larger than 1 MiB");
  return body;
}

/// Keeps out web pages: a page that reaches the port through the user's browser sends its own host name.
bool isLocalName(const std::string& host) {
  const Poco::URI uri("http://" + host);
  IPAddress address;
  return uri.getHost() == "localhost" || IPAddress::tryParse(uri.getHost(), address);
}

bool hasToken(const HTTPServerRequest& request, const std::string& token) {
  const auto sent = request.get("Authorization", "");
  if (token.empty() || sent.size() != kBearer.size() + token.size() || !sent.starts_with(kBearer)) return false;
  return CRYPTO_memcmp(sent.data() + kBearer.size(), token.data(), token.size()) == 0;
}

void check(const HTTPServerRequest& request, const AdminServer::Access& access) {
  if (access.anything) return;
  if (!isLocalName(request.getHost()))
    throw AdminFailure(421, "use the address of this machine, or localhost, as the host");
  if (request.getMethod() == HTTPRequest::HTTP_GET || hasToken(request, access.token)) return;
  throw AdminFailure(401, access.token.empty() ? "this port changes nothing: set admin.token, or use heraldctl"
                                               : "a change needs admin.token: send Authorization: Bearer TOKEN");
}

AdminRequest read(HTTPServerRequest& request) {
  const Poco::URI uri(request.getURI());
  AdminRequest result{.method = request.getMethod(), .path = uri.getPath()};
  for (const auto& [key, value] : uri.getQueryParameters()) result.query[key] = value;
  result.body = bodyOf(request);
  return result;
}

class Handler final : public HTTPRequestHandler {
 public:
  Handler(const AdminRoutes& routes, const AdminServer::Access& access) : routes_(routes), access_(access) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    const auto answer = answerTo(request);
    response.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(answer.status));
    response.setContentType(answer.type);
    response.set("Cache-Control", "no-store");
    response.sendBuffer(answer.body.data(), answer.body.size());
  }

 private:
  AdminAnswer answerTo(HTTPServerRequest& request) const {
    try {
      check(request, access_);
      return routes_.answer(read(request));
    } catch (const AdminFailure& refused) {
      return {refused.status(), JsonObject().add("error", refused.what()).text()};
    } catch (const Poco::Exception&) {
      return {400, JsonObject().add("error", "the request cannot be read").text()};
    }
  }

  const AdminRoutes& routes_;
  const AdminServer::Access& access_;
};

class Factory final : public HTTPRequestHandlerFactory {
 public:
  Factory(const AdminRoutes& routes, AdminServer::Access access) : routes_(routes), access_(std::move(access)) {}
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override { return new Handler(routes_, access_); }

 private:
  const AdminRoutes& routes_;
  const AdminServer::Access access_;
};

HTTPServerParams* makeParams() {
  auto* params = new HTTPServerParams;
  params->setMaxThreads(kThreads);
  params->setMaxQueued(4 * kThreads);
  params->setTimeout(Poco::Timespan(10, 0));
  params->setThreadIdleTime(kIdle);
  params->setKeepAlive(false);
  return params;
}

}  // namespace

struct AdminServer::Impl {
  Impl(const AdminRoutes& routes, const ServerSocket& socket, Access access)
      : server(new Factory(routes, std::move(access)), pool, socket, makeParams()) {}

  Poco::ThreadPool pool{1, kThreads};
  HTTPServer server;
};

AdminServer::AdminServer(const AdminRoutes& routes, const ServerSocket& socket, Access access)
    : impl_(std::make_unique<Impl>(routes, socket, std::move(access))) {
  impl_->server.start();
}

AdminServer::~AdminServer() {
  impl_->server.stopAll(true);
  impl_->pool.joinAll();
}

}  // namespace herald::core
