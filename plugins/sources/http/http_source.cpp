// SPDX-License-Identifier: Apache-2.0
#include "http_source.h"

#include <Poco/Exception.h>
#include <Poco/NumberParser.h>

#include <optional>
#include <string_view>

#include "event_intake.h"
#include "event_service.h"
#include "server_socket.h"

namespace herald::http_source {
namespace {

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;

constexpr int kWorkers = 16;
constexpr std::size_t kMostConnections = 256;

/// ADDRESS:PORT, where the address is 127.0.0.1, [::1] or localhost, for example. Looks up no name.
std::optional<SocketAddress> parseAddress(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  auto host = text.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  IPAddress address = IPAddress::wildcard(IPAddress::IPv6);
  unsigned port = 0;
  const bool isPort = Poco::NumberParser::tryParseUnsigned(text.substr(colon + 1), port) && port <= 65535;
  if (!isPort || (host != "::" && !IPAddress::tryParse(host, address))) return std::nullopt;  // Poco cannot parse ::
  return SocketAddress(address, static_cast<Poco::UInt16>(port));
}

}  // namespace

std::vector<Option> HttpSource::options() const {
  return {
      {.name = "listen",
       .fallback = "127.0.0.1:8585",
       .help = "The address and port to listen at; port 0 takes any free port. To let other machines in, use 0.0.0.0 "
               "or an address of this machine, and set token."},
      {.name = "path", .fallback = "/events", .help = "The path of the URL that takes requests."},
      {.name = "token",
       .type = Type::Secret,
       .help = "The token that each request must send, as `Authorization: Bearer TOKEN`."},
      {.name = "mostBytes",
       .type = Type::Size,
       .fallback = "1 MiB",
       .help = "The largest body of a request: as sent, and when decompressed.",
       .least = "1",
       .most = "64 MiB"},
      {.name = "timeout",
       .type = Type::Duration,
       .fallback = "10s",
       .help = "The longest time for a request to arrive, for its answer to be read, and for a connection to be idle.",
       .least = "100ms",
       .most = "10m"},
      {.name = "tls.certificate",
       .type = Type::Path,
       .help =
           "A PEM file with the server's certificate and its chain. Herald then listens with TLS. It reads the file "
           "again when it changes."},
      {.name = "tls.key",
       .type = Type::Path,
       .help = "A PEM file with the key of tls.certificate, without a passphrase; the default is the same file."},
  };
}

void HttpSource::configure(const Settings& settings, Host&) {
  const auto address = parseAddress(settings.text("listen"));
  if (!address) settings.reject("listen", "must be an IP address and a port, such as 127.0.0.1:8585");
  address_ = *address;
  access_ = {settings.text("path"), settings.text("token")};
  if (!address_.host().isLoopback() && access_.token.empty()) {
    settings.reject("listen", "lets other machines in: set `token`, or listen at 127.0.0.1");
  }
  if (!access_.path.starts_with('/')) settings.reject("path", "must begin with a slash, such as /events");
  mostBytes_ = static_cast<std::size_t>(settings.size("mostBytes"));
  timeout_ = settings.duration("timeout");
  tls_ = {.certificate = settings.text("tls.certificate"), .key = settings.text("tls.key")};
  if (tls_.certificate.empty() && !tls_.key.empty()) {
    settings.reject("tls.certificate", "is missing, but tls.key is set: set the certificate of that key");
  }
}

/// Null without TLS. The feed outlives it.
std::unique_ptr<ServerCertificate> HttpSource::makeCertificate(Feed& feed) const {
  if (tls_.certificate.empty()) return nullptr;
  const auto report = [&feed](Level level, std::string_view sentence) { feed.log(level, sentence); };
  return std::make_unique<ServerCertificate>(tls_, "", report);
}

void HttpSource::run(Feed& feed) {
  EventIntake intake(feed);
  const auto certificate = makeCertificate(feed);
  const auto socket = listenAt(address_, certificate.get());
  EventService service(access_, mostBytes_, intake, feed);
  const HttpServer server(socket, service, {timeout_, mostBytes_, kWorkers, kMostConnections});
  const auto* scheme = certificate ? "https" : "http";
  const auto where = "requests at " + std::string(scheme) + "://" + socket.address().toString() + access_.path;
  feed.log(Level::Notice, "takes " + where);
  feed.ready(where);
  while (feed.waitFor(std::chrono::hours(1))) {
  }
}

}  // namespace herald::http_source
