// SPDX-License-Identifier: Apache-2.0
#include "http/connector.h"

#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "herald/file_descriptor.h"
#include "herald/socket_guard.h"
#include "http/http_failure.h"
#include "http/request_head.h"

namespace herald::inline v1 {
namespace {

using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

/// A socket that no program inherits which a plugin starts. Poco itself opens one without SOCK_CLOEXEC.
class PrivateSocket final : public StreamSocket {
 public:
  explicit PrivateSocket(int family)
      : StreamSocket(new Poco::Net::StreamSocketImpl(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0))) {}
};

/// The same connection, for a guard that outlives Poco's socket.
FileDescriptor another(const StreamSocket& socket) {
  return FileDescriptor(::fcntl(socket.impl()->sockfd(), F_DUPFD_CLOEXEC, 0));
}

StreamSocket connectOne(const SocketAddress& address, const Limit& limit) {
  PrivateSocket socket(address.af());
  const SocketGuard guard(socket.impl()->sockfd(), limit.stop, limit.deadline);
  socket.connect(address);
  socket.setNoDelay(true);
  return socket;
}

/// True if nothing has arrived after this time.
bool isSilent(int fd, Millis time) {
  pollfd state{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&state, 1, static_cast<int>(time.count())) == 0;
}

}  // namespace

Connector::Connector(const Settings& settings, const HttpSetup& setup) : setup_(setup), tls_(settings) {}

std::unique_ptr<Connection> Connector::open(const Origin& origin, const Limit& limit) {
  const StreamSocket socket = reach(origin, limit);
  if (!origin.secure) return std::make_unique<Connection>(socket);
  // Poco closes the socket of a failed handshake immediately, so the guard gets a descriptor of its own.
  const FileDescriptor watched = another(socket);
  const SocketGuard guard(watched.get(), limit.stop, limit.deadline);
  const auto ifSilent = [&] {
    if (isSilent(watched.get(), patience()) && speaksPlainHttp(origin, shortly(limit))) throw speaksNoTls(origin);
  };
  return std::make_unique<Connection>(tls_.connect(socket, origin.host, ifSilent));
}

/// A connection on which the server of `origin` answers, through the proxy if there is one.
StreamSocket Connector::reach(const Origin& origin, const Limit& limit) {
  const StreamSocket socket = connectTo(setup_.proxy.value_or(origin), limit);
  return setup_.proxy && origin.secure ? tunnel(socket, origin, limit) : socket;
}

Millis Connector::patience() const { return setup_.timeout / 10; }

Limit Connector::shortly(const Limit& limit) const {
  return {std::min(limit.deadline, Clock::now() + patience()), limit.stop};
}

// A TLS server may answer a plain request too: with 400.
bool Connector::speaksPlainHttp(const Origin& origin, const Limit& limit) {
  try {
    Connection connection(reach(origin, limit));
    const SocketGuard guard(connection.socket().impl()->sockfd(), limit.stop, limit.deadline);
    Poco::Net::HTTPRequest request("HEAD", "/", Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Host", origin.authority());
    request.set("User-Agent", kUserAgent);
    request.set("Connection", "close");
    return connection.exchange(request, {}).status != Poco::Net::HTTPResponse::HTTP_BAD_REQUEST;
  } catch (const std::exception&) {
    return false;
  }
}

bool Connector::speaksTls(const Origin& origin, const Limit& limit) {
  if (setup_.proxy) return false;  // the proxy has answered
  const Limit probe = shortly(limit);
  try {
    const StreamSocket socket = connectTo(origin, probe);
    const FileDescriptor watched = another(socket);
    const SocketGuard guard(watched.get(), probe.stop, probe.deadline);
    tls_.connect(socket, origin.host);
    return true;
  } catch (const Failure& failure) {
    return failure.verdict() == Outcome::Verdict::Hold;  // it has shown a certificate
  } catch (const Poco::Net::SSLException& error) {
    return error.message().find("alert") != std::string::npos;
  } catch (const std::exception&) {
    return false;
  }
}

// Tries the addresses in turn. Each gets its share of the remaining time, so an address that never answers leaves time
// for the next.
StreamSocket Connector::connectTo(const Origin& origin, const Limit& limit) {
  const std::vector<SocketAddress> addresses = resolver_.resolve(origin.host, origin.port, limit);
  for (std::size_t i = 0; i + 1 < addresses.size(); ++i) {
    const auto share = (limit.deadline - Clock::now()) / static_cast<long>(addresses.size() - i);
    try {
      return connectOne(addresses[i], {Clock::now() + share, limit.stop});
    } catch (const Poco::Exception&) {
      if (limit.over()) throw;
    }
  }
  return connectOne(addresses.back(), limit);
}

StreamSocket Connector::tunnel(const StreamSocket& proxy, const Origin& origin, const Limit& limit) {
  const std::string target = origin.hostAndPort();
  Poco::Net::HTTPRequest request("CONNECT", target, Poco::Net::HTTPMessage::HTTP_1_1);
  request.set("Host", target);
  request.set("User-Agent", kUserAgent);
  if (!setup_.proxyAuthorization.empty()) request.set("Proxy-Authorization", setup_.proxyAuthorization);
  Connection connection(proxy);
  const SocketGuard guard(proxy.impl()->sockfd(), limit.stop, limit.deadline);
  const HttpResponse response = connection.exchange(request, {});
  if (response.status < 200 || response.status > 299) {
    const bool refused = response.status == 401 || response.status == 403 || response.status == 407;
    throw Failure(refused ? Outcome::Verdict::Hold : Outcome::Verdict::Retry,
                  "the proxy " + setup_.proxy->text() + " opened no tunnel to " + origin.authority() + " (" +
                      std::to_string(response.status) + "): check the option proxy and the rules of the proxy");
  }
  return connection.detachSocket();
}

void Connector::remember(const Origin& origin, Connection& connection) {
  if (origin.secure) tls_.remember(origin.host, Poco::Net::SecureStreamSocket(connection.socket()));
}

}  // namespace herald::inline v1
