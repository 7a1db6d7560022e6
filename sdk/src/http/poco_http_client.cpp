// SPDX-License-Identifier: Apache-2.0
#include "http/poco_http_client.h"

#include <Poco/Exception.h>
#include <Poco/String.h>

#include <algorithm>
#include <string>
#include <utility>

#include "herald/socket_guard.h"
#include "herald/text.h"
#include "http/http_failure.h"
#include "http/redirect.h"
#include "http/request_head.h"

namespace herald::inline v1 {
namespace {

constexpr int kMaxRedirects = 5;

Failure redirectsTooOften(const Url& url, int status) {
  const std::string code = std::to_string(status);
  return {Outcome::Verdict::Hold, url.origin.text() + " redirects more than " + std::to_string(kMaxRedirects) +
                                      " times (" + code + "): check the URL; if the event has arrived all the same, " +
                                      "set `success = 200-299, " + code + "`"};
}

bool asksForTls(const HttpResponse& answer) {
  if (answer.status != 400) return false;
  const std::string text = Poco::toLower(answer.body);
  return text.find("https") != std::string::npos || text.find("ssl") != std::string::npos;
}

/// The status of an answer counts, even if the rest cannot be read. But a redirect says nothing without its Location.
void checkLocation(const HttpResponse& answer) {
  const bool lacksIt = isRedirect(answer.status) && answer.status != 303 && !isRedirect(answer);
  if (lacksIt && !answer.incomplete.empty()) throw Failure(Outcome::Verdict::Retry, answer.incomplete);
}

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
    if (names(setup_.success, response.status)) return response;
    checkLocation(response);
    std::optional<Url> next = redirectToFollow(response, *url, request.method);
    if (!next) return response;
    if (redirects == kMaxRedirects) throw redirectsTooOften(*url, response.status);
    url = std::move(next);
  }
}

HttpResponse PocoHttpClient::sendTo(const Url& url, const HttpRequest& request, const Limit& limit) {
  try {
    if (limit.over()) throw Failure(Outcome::Verdict::Retry, "no time was left for the request");
    if (std::optional<HttpResponse> response = tryKept(url, request, limit)) return *std::move(response);
    return sendFresh(url, request, limit);
  } catch (const std::exception& e) {
    throw httpFailure(e, url.origin, limit);
  }
}

// Some TLS servers explain themselves in plain HTTP, some close the connection.
HttpResponse PocoHttpClient::sendFresh(const Url& url, const HttpRequest& request, const Limit& limit) {
  std::unique_ptr<Connection> connection = connector_.open(url.origin, limit);
  const auto isTls = [&] { return !url.origin.secure && !limit.over() && connector_.speaksTls(url.origin, limit); };
  HttpResponse response;
  try {
    response = exchange(connection, url, request, limit);
  } catch (const std::exception&) {
    if (connection->maySpeakTls() && isTls()) throw speaksTlsOnly(url.origin);
    throw;
  }
  if (asksForTls(response) && isTls()) throw speaksTlsOnly(url.origin);
  return response;
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
  HttpResponse response;
  {
    const SocketGuard guard(connection->socket().impl()->sockfd(), limit.stop, limit.deadline);
    try {
      response = connection->exchange(head, request.body, request.mostAnswer);
    } catch (const std::exception& error) {
      response = connection->takeAnswer();
      if (response.status < 200) throw;
      response.incomplete = httpFailure(error, url.origin, limit).what();
      return response;
    }
  }
  response.body.erase(0, response.body.size() - withoutMark(response.body).size());
  if (connection->exchanges() == 1) connector_.remember(url.origin, *connection);
  if (connection->reusable() && !limit.over()) pool_.give(url.origin, std::move(connection));
  return response;
}

std::unique_ptr<HttpClient> makeHttpClient(const Settings& settings) {
  return std::make_unique<PocoHttpClient>(settings);
}

}  // namespace herald::inline v1
