// SPDX-License-Identifier: Apache-2.0
#include "http/poco_http_client.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <string>
#include <utility>

#include "herald/socket_guard.h"
#include "http/http_failure.h"
#include "http/redirect.h"
#include "http/request_head.h"

namespace herald::inline v1 {
namespace {

constexpr int kMaxRedirects = 5;

}  // namespace

PocoHttpClient::PocoHttpClient(const Settings& settings)
    : setup_(readHttpSetup(settings)), connector_(settings, setup_), watch_(DeadlineWatch::shared()) {}

HttpResponse PocoHttpClient::send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) {
  const Limit limit{std::min(deadline, Clock::now() + setup_.timeout), std::move(stop)};
  std::optional<Url> url = parseUrl(request.url);
  if (!url)
    throw Failure(Outcome::Verdict::Hold, "the URL is not an http or https URL with a host: check the option url");
  checkRequest(request);
  for (int redirects = 0;; ++redirects) {
    HttpResponse response = sendTo(*url, request, limit);
    std::optional<Url> next = redirectToFollow(response, *url);
    if (!next) return response;
    if (redirects == kMaxRedirects) {
      throw Failure(Outcome::Verdict::Hold, url->origin.text() + " redirects more than " +
                                                std::to_string(kMaxRedirects) + " times: check the URL");
    }
    url = std::move(next);
  }
}

HttpResponse PocoHttpClient::sendTo(const Url& url, const HttpRequest& request, const Limit& limit) {
  try {
    if (limit.over()) throw Failure(Outcome::Verdict::Retry, "no time was left for the request");
    if (std::optional<HttpResponse> response = tryKept(url, request, limit)) return *std::move(response);
    std::unique_ptr<Connection> connection = connector_.open(url.origin, limit);
    return exchange(connection, url, request, limit);
  } catch (const std::exception& e) {
    throw httpFailure(e, url.origin, limit);
  }
}

/// Sends over a kept connection. Returns nothing if there is none, or if the server closed it before the first byte of
/// the answer. A server may do so at any time, and a new connection is then safe.
std::optional<HttpResponse> PocoHttpClient::tryKept(const Url& url, const HttpRequest& request, const Limit& limit) {
  std::unique_ptr<Connection> connection = pool_.take(url.origin);
  if (!connection) return std::nullopt;
  try {
    return exchange(connection, url, request, limit);
  } catch (const Poco::Exception&) {
    if (connection->answered() || limit.over()) throw;
    return std::nullopt;
  }
}

HttpResponse PocoHttpClient::exchange(std::unique_ptr<Connection>& connection, const Url& url,
                                      const HttpRequest& request, const Limit& limit) {
  Poco::Net::HTTPRequest head = requestHead(request, url, setup_);
  std::optional<HttpResponse> response;
  {
    const SocketGuard guard(connection->socket().impl()->sockfd(), limit.stop, limit.deadline);
    response = connection->exchange(head, request.body);
  }
  if (connection->exchanges() == 1) connector_.remember(url.origin, *connection);
  if (connection->reusable() && !limit.over()) pool_.give(url.origin, std::move(connection));
  return *std::move(response);
}

std::unique_ptr<HttpClient> makeHttpClient(const Settings& settings) {
  return std::make_unique<PocoHttpClient>(settings);
}

}  // namespace herald::inline v1
