// SPDX-License-Identifier: Apache-2.0
#include "http/http_exchanges.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/String.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "herald/text.h"
#include "http/http_failure.h"
#include "http/redirect.h"
#include "http/request_head.h"
#include "http/wait_for.h"

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

HttpExchanges::HttpExchanges(const Settings& settings)
    : setup_(readHttpSetup(settings)),
      engine_(std::make_shared<HttpEngine>(HttpEngine::kMostIdle, [this] { pool_.closeAll(); })),
      connector_(settings, setup_, engine_) {}

HttpExchanges::~HttpExchanges() = default;

Limit HttpExchanges::limitOf(Clock::time_point deadline, std::stop_token stop) const {
  return {
      .deadline = std::min(deadline, Clock::now() + setup_.timeout), .stop = std::move(stop), .end = engine_->ending()};
}

HttpResponse HttpExchanges::send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) {
  const Limit limit = limitOf(deadline, std::move(stop));
  return waitFor(*engine_, exchange(request, limit), limit);
}

void HttpExchanges::start(HttpRequest request, Clock::time_point deadline, std::stop_token stop, HttpDone done) {
  run(shared_from_this(), std::move(request), limitOf(deadline, std::move(stop)), std::move(done));
}

Detached HttpExchanges::run(std::shared_ptr<HttpExchanges> self, HttpRequest request, Limit limit, HttpDone done) {
  HttpResult result;
  try {
    const LookAtStop onStop(limit.stop, Look{*self->engine_});
    result = co_await self->exchange(request, limit);
  } catch (const Failure& failure) {
    result = Failure(failure.verdict(), failure.what());  // shares no text with the one that ends here
  } catch (const std::exception& error) {
    result = Failure(Outcome::Verdict::Retry, error.what());
  }
  std::optional<LinkLocalBan> ban;
  if (limit.bansLinkLocal) ban.emplace();
  try {
    done(std::move(result));
  } catch (...) {  // against its promise; what it has not told now tells nobody
  }
}

Task<HttpResponse> HttpExchanges::exchange(const HttpRequest& request, const Limit& limit) {
  std::optional<Url> url = parseUrl(request.url);
  if (!url)
    throw Failure(Outcome::Verdict::Hold, "the URL is not an http or https URL with a host: check the option url");
  checkRequest(request);
  for (int redirects = 0;; ++redirects) {
    HttpResponse response = co_await sendTo(*url, request, limit);
    if (names(setup_.success, response.status)) co_return response;
    checkLocation(response);
    std::optional<Url> next = redirectToFollow(response, *url, request.method);
    if (!next) co_return response;
    if (redirects == kMaxRedirects) throw redirectsTooOften(*url, response.status);
    url = std::move(next);
  }
}

/// Sends over a kept connection if there is one. A server may close it at any time. If it did so before the first byte
/// of the answer, a new connection is safe.
Task<HttpResponse> HttpExchanges::sendTo(const Url& url, const HttpRequest& request, const Limit& limit) {
  try {
    if (limit.over()) throw Failure(Outcome::Verdict::Retry, "no time was left for the request");
    const std::string head = requestHead(request, url, setup_);
    if (std::unique_ptr<Connection> kept = pool_.take(url.origin)) {
      try {
        co_return co_await sendOver(kept, url, request, head, limit);
      } catch (const Poco::Exception&) {
        if (kept->answered() || limit.over()) throw;
      }
    }
    co_return co_await sendFresh(url, request, head, limit);
  } catch (const std::exception& error) {
    throw httpFailure(error, url.origin, limit);
  }
}

// Some TLS servers explain themselves in plain HTTP, some close the connection.
Task<HttpResponse> HttpExchanges::sendFresh(const Url& url, const HttpRequest& request, const std::string& head,
                                            const Limit& limit) {
  std::unique_ptr<Connection> connection = co_await connector_.open(url.origin, limit);
  HttpResponse response;
  std::exception_ptr error;
  try {
    response = co_await sendOver(connection, url, request, head, limit);
  } catch (const std::exception&) {
    error = std::current_exception();
  }
  const bool isSuspect = error ? connection->maySpeakTls() : asksForTls(response);
  if (isSuspect && !url.origin.secure && !limit.over()) {
    const bool isTls = co_await connector_.speaksTls(url.origin, limit);
    if (isTls) throw speaksTlsOnly(url.origin);
  }
  if (error) rethrow(error, *connection);
  co_return response;
}

/// A server may ask for a client certificate and not require it, so this is no reason to hold.
void HttpExchanges::rethrow(const std::exception_ptr& error, const Connection& connection) {
  try {
    std::rethrow_exception(error);
  } catch (const Poco::Net::SSLException&) {
    throw;
  } catch (const Poco::Net::NetException&) {
    if (connection.answered() || !TlsContext::lacksCertificate(connection.tlsSession())) throw;
    throw Failure(Outcome::Verdict::Retry,
                  "it asked for a client certificate, and closed the connection without an answer: if it requires "
                  "one, set tls.certificate and tls.key");
  }
}

Task<HttpResponse> HttpExchanges::sendOver(std::unique_ptr<Connection>& connection, const Url& url,
                                           const HttpRequest& request, const std::string& head, const Limit& limit) {
  HttpResponse response;
  try {
    response = co_await connection->exchange(request.method, head, request.body, request.mostAnswer, limit);
  } catch (const std::exception& error) {
    response = connection->takeAnswer();
    if (response.status < 200) throw;
    response.incomplete = httpFailure(error, url.origin, limit).what();
    co_return response;
  }
  response.body.erase(0, response.body.size() - withoutMark(response.body).size());
  if (connection->exchanges() == 1) connector_.remember(url.origin, *connection);
  if (connection->reusable()) pool_.give(url.origin, std::move(connection));
  co_return response;
}

}  // namespace herald::inline v1
