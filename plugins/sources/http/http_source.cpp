#include "http_source.h"

#include <Poco/Exception.h>
#include <Poco/NumberParser.h>

#include <optional>

#include "intake.h"
#include "server.h"
#include "server_socket.h"

namespace herald::http_source {
namespace {

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;

constexpr std::int64_t kMostBytes = 64 << 20;

/// An IP address, in brackets if it is one of version 6, or localhost; a colon; a port. No name is looked up.
std::optional<SocketAddress> parseAddress(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  auto host = text.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  IPAddress address = IPAddress::wildcard(IPAddress::IPv6);
  unsigned port = 0;
  const bool isPort = Poco::NumberParser::tryParseUnsigned(text.substr(colon + 1), port) && port <= 65535;
  if (!isPort || (host != "::" && !IPAddress::tryParse(host, address))) return std::nullopt;  // Poco knows no ::
  return SocketAddress(address, static_cast<Poco::UInt16>(port));
}

}  // namespace

std::vector<Option> HttpSource::options() const {
  return {
      {.name = "listen",
       .fallback = "127.0.0.1:8585",
       .help =
           "The address and port to listen at; port 0 is any free one. Other machines reach only an address of this "
           "machine's own or 0.0.0.0, which needs a token."},
      {.name = "path", .fallback = "/events", .help = "Where requests go."},
      {.name = "token", .type = Type::Secret, .help = "What a request has to show, as `Authorization: Bearer TOKEN`."},
      {.name = "mostBytes",
       .type = Type::Integer,
       .fallback = "1048576",
       .help = "The largest body of a request, in bytes."},
      {.name = "timeout",
       .type = Type::Duration,
       .fallback = "10s",
       .help = "How long a request may take to arrive, its answer to be taken, and a connection to be silent."},
      {.name = "tls.certificate", .help = "A PEM file with the server's certificate and its chain: listens with TLS."},
      {.name = "tls.key",
       .help = "A PEM file with the key of tls.certificate, without a passphrase; by default it is in the same file."},
  };
}

void HttpSource::configure(const Settings& settings, Host&) {
  const auto address = parseAddress(settings.text("listen"));
  if (!address) settings.reject("listen", "has to be an IP address and a port, as 127.0.0.1:8585");
  address_ = *address;
  gate_ = {settings.text("path"), settings.text("token")};
  if (!address_.host().isLoopback() && gate_.token.empty()) {
    settings.reject("listen", "can be reached by other machines: set `token`, or listen at 127.0.0.1");
  }
  if (!gate_.path.starts_with('/')) settings.reject("path", "has to begin with a slash, as /events");
  const auto mostBytes = settings.integer("mostBytes");
  if (mostBytes < 1 || mostBytes > kMostBytes)
    settings.reject("mostBytes", "has to be between 1 and 67108864 (64 MiB)");
  mostBytes_ = static_cast<std::size_t>(mostBytes);
  timeout_ = settings.duration("timeout");
  if (timeout_ < Millis(100) || timeout_ > std::chrono::minutes(10)) {
    settings.reject("timeout", "has to be between 100ms and 10m");
  }
  certificate_ = settings.text("tls.certificate");
  key_ = settings.text("tls.key");
  if (certificate_.empty() && !key_.empty()) {
    settings.reject("tls.certificate", "is missing, but tls.key is given: name the certificate of that key");
  }
}

void HttpSource::run(Feed& feed) {
  Intake intake(feed);
  const auto socket = listenAt(address_, certificate_, key_);
  Service service{.gate = gate_, .mostBytes = mostBytes_, .timeout = timeout_, .intake = intake, .feed = feed};
  const Server server(socket, service);
  const auto* scheme = certificate_.empty() ? "http" : "https";
  const auto what = "requests at " + std::string(scheme) + "://" + socket.address().toString() + gate_.path;
  feed.log(Level::Notice, "takes " + what);
  feed.ready(what);
  while (feed.waitFor(std::chrono::hours(1))) {
  }
}

}  // namespace herald::http_source
