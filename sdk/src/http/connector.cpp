// SPDX-License-Identifier: Apache-2.0
#include "http/connector.h"

#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/SSLException.h>
#include <sys/epoll.h>

#include <string>
#include <utility>

#include "http/banned_address.h"
#include "http/http_failure.h"
#include "http/network_error.h"
#include "http/request_head.h"

namespace herald::inline v1 {

Connector::Connector(const Settings& settings, const HttpSetup& setup, std::shared_ptr<HttpEngine> engine)
    : setup_(setup), addresses_(std::move(engine)), tls_(settings) {}

Task<std::unique_ptr<Connection>> Connector::open(const Origin& origin, const Limit& limit) {
  auto connection = co_await reach(origin, limit);
  if (origin.secure) co_await secure(*connection, origin, limit, true);
  co_return connection;
}

/// A connection on which the server of `origin` answers, through the proxy if there is one.
Task<std::unique_ptr<Connection>> Connector::reach(const Origin& origin, const Limit& limit) {
  checkBan(origin.host, limit.bansLinkLocal);  // a proxy connects to it for us
  const Origin target = setup_.proxy.value_or(origin);
  auto connection = co_await connectTo(target, limit);
  if (!setup_.proxy || !origin.secure) co_return connection;
  co_await openTunnel(*connection, origin, limit);
  co_return std::make_unique<Connection>(connection->releaseSocket());
}

Task<std::unique_ptr<Connection>> Connector::connectTo(const Origin& origin, const Limit& limit) {
  auto socket = co_await addresses_.connect(origin.host, origin.port, limit);
  co_return std::make_unique<Connection>(std::move(socket));
}

Task<> Connector::openTunnel(Connection& proxy, const Origin& origin, const Limit& limit) {
  const std::string target = origin.hostAndPort();
  std::string request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\nUser-Agent: " + kUserAgent + "\r\n";
  if (!setup_.proxyAuthorization.empty()) request += "Proxy-Authorization: " + setup_.proxyAuthorization + "\r\n";
  request += "\r\n";
  int status = 0;
  try {
    const HttpResponse response = co_await proxy.exchange("CONNECT", request, {}, Connection::kUsualAnswer, limit);
    status = response.status;
    if (status >= 200 && status < 300) co_return;
  } catch (const std::exception&) {
    status = proxy.takeAnswer().status;
    if (status < 300) throw;  // a refusal counts, also if its text does not arrive
  }
  const bool refused = status == 401 || status == 403 || status == 407;
  throw Failure(refused ? Outcome::Verdict::Hold : Outcome::Verdict::Retry,
                "the proxy " + setup_.proxy->text() + " opened no tunnel to " + origin.authority() + " (" +
                    std::to_string(status) + "): check the option proxy and the rules of the proxy");
}

Task<> Connector::secure(Connection& connection, const Origin& origin, const Limit& limit, bool mayAsk) {
  connection.startTls(tls_.begin(origin.host));
  const Limit silence = shortly(limit);
  try {
    while (const std::uint32_t waitsFor = connection.handshake()) {
      const bool asksIfSilent = std::exchange(mayAsk, false);
      const Limit& bound = asksIfSilent ? silence : limit;
      bool isReady = co_await connection.until(waitsFor, bound);
      if (!isReady && asksIfSilent && !limit.over()) {
        const bool isPlain = co_await speaksPlainHttp(origin, limit);
        if (isPlain) throw speaksNoTls(origin);
        isReady = true;
      }
      if (!isReady) throwOver();
    }
  } catch (const Poco::Net::SSLException&) {
    tls_.checkCertificate(connection.tlsSession(), origin.host);
    throw;
  }
}

Limit Connector::shortly(const Limit& limit) const { return limit.until(Clock::now() + patience()); }

// A TLS server may answer a plain request too: with 400.
Task<bool> Connector::speaksPlainHttp(const Origin& origin, const Limit& limit) {
  const Limit probe = shortly(limit);
  const std::string request = "HEAD / HTTP/1.1\r\nHost: " + origin.authority() + "\r\nUser-Agent: " + kUserAgent +
                              "\r\nConnection: close\r\n\r\n";
  try {
    const auto connection = co_await reach(origin, probe);
    const HttpResponse answer = co_await connection->exchange("HEAD", request, {}, Connection::kUsualAnswer, probe);
    co_return answer.status != Poco::Net::HTTPResponse::HTTP_BAD_REQUEST;
  } catch (const std::exception&) {
    co_return false;
  }
}

Task<bool> Connector::speaksTls(const Origin& origin, const Limit& limit) {
  if (setup_.proxy) co_return false;  // the proxy has answered
  const Limit probe = shortly(limit);
  try {
    const auto connection = co_await connectTo(origin, probe);
    co_await secure(*connection, origin, probe, false);
    co_return true;
  } catch (const Failure& failure) {
    co_return failure.verdict() == Outcome::Verdict::Hold;  // it has shown a certificate
  } catch (const Poco::Net::SSLException& error) {
    co_return error.message().find("alert") != std::string::npos;
  } catch (const std::exception&) {
    co_return false;
  }
}

void Connector::remember(const Origin& origin, const Connection& connection) {
  if (SSL* session = connection.tlsSession()) tls_.remember(session, origin.host);
}

}  // namespace herald::inline v1
