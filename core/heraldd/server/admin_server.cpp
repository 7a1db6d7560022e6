// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/admin_server.h"

#include <Poco/Net/IPAddress.h>
#include <Poco/Net/ServerSocket.h>

#include <utility>

#include "heraldd/server/problem_answer.h"

namespace herald::core {

namespace {

HttpServerLimits limitsOf(const AdminServer::Access& access) {
  return {.timeout = access.timeout, .mostBody = std::size_t{1} << 20, .workers = 4, .mostConnections = 128};
}

std::string_view pathOf(const ServerRequest& request) {
  return std::string_view(request.target).substr(0, request.target.find('?'));
}

bool isTrustedBy(const AdminServer::Access& access, const ServerRequest& request) {
  return access.anything || hasToken(request, access.token);
}

/// From this machine, perhaps through a proxy on it. The Unix socket has no addresses.
bool isFromHere(const ServerRequest& request) {
  auto address = request.peer.substr(0, request.peer.rfind(':'));
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  Poco::Net::IPAddress from;
  return Poco::Net::IPAddress::tryParse(address, from) && from.isLoopback();
}

/// Throws ApiProblem if the client may not ask this.
void check(const ServerRequest& request, const AdminServer::Access& access) {
  if (isTrustedBy(access, request)) return;
  if (!request.callsByAddress()) throw ApiProblem(421, "use the address of this machine, or localhost, as the host");
  const bool isOfMonitor = request.method == "GET" && Monitors::has(pathOf(request));
  if (!access.isOpen || !isFromHere(request) || !isOfMonitor) throw needsToken(access.token);
}

}  // namespace

AdminServer::AdminServer(const Served& served, const Poco::Net::ServerSocket& socket, const Access& access)
    : service_(served, access), server_(socket, service_, limitsOf(access)) {}

AdminServer::Service::Service(const Served& served, Access access)
    : served_(served),
      access_(std::move(access)),
      console_(served, {access_.anything, access_.token, access_.isTls, access_.console}) {}

std::optional<ServerAnswer> AdminServer::Service::refusal(const ServerRequest& head) {
  if (console_.serves(head)) return console_.refusal(head);
  try {
    check(head, access_);
    return std::nullopt;
  } catch (const ApiProblem& problem) {
    return answerWith(problem);
  }
}

bool AdminServer::Service::isUrgent(const ServerRequest& head) const { return Monitors::isUrgent(pathOf(head)); }

ServerAnswer AdminServer::Service::answer(ServerRequest request) {
  if (console_.serves(request)) return console_.answer(std::move(request));
  try {
    if (!Monitors::has(pathOf(request))) refuseUnknown(request);
    return answerToMonitor(request);
  } catch (const ApiProblem& problem) {
    return answerWith(problem);
  }
}

ServerAnswer AdminServer::Service::answerToMonitor(const ServerRequest& request) const {
  if (request.method != "GET") {
    throw ApiProblem(405, "this address takes GET, not " + request.method).with("Allow", "GET");
  }
  auto answer = served_.monitors.answer(pathOf(request), isTrustedBy(access_, request));
  return {.status = answer.status,
          .body = std::move(answer.body),
          .headers = {{"Content-Type", answer.type}, {"Cache-Control", "no-store"}}};
}

/// Every address of the API once was there without /api/v1.
void AdminServer::Service::refuseUnknown(const ServerRequest& request) const {
  const std::string path(pathOf(request));
  const auto inApi = "/api/v1" + path;
  const bool isInApi = served_.api.find(request.method, inApi) != nullptr;
  throw ApiProblem(404, "there is nothing at " + path + (isInApi ? ": use " + inApi : ""));
}

}  // namespace herald::core
