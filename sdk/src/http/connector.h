#pragma once

#include <memory>

#include "http/connection.h"
#include "http/http_setup.h"
#include "http/limit.h"
#include "http/resolver.h"
#include "http/tls_contexts.h"

namespace herald::inline v1 {

/// Opens connections: name, TCP, the proxy's tunnel, TLS. Any thread may call it.
class Connector {
 public:
  /// Throws BadSettings.
  Connector(const Settings& settings, const HttpSetup& setup);

  /// A connection to `origin` that is ready for its first request. Throws Failure and Poco's exceptions, at the latest
  /// soon after `limit`.
  std::unique_ptr<Connection> open(const Origin& origin, const Limit& limit);

  /// To be called after the first answer of a connection that open() made.
  void remember(const Origin& origin, Connection& connection);

 private:
  Poco::Net::StreamSocket connectTo(const Origin& origin, const Limit& limit);
  Poco::Net::StreamSocket tunnel(const Poco::Net::StreamSocket& proxy, const Origin& origin, const Limit& limit);

  const HttpSetup& setup_;
  Resolver resolver_;
  TlsContexts tls_;
};

}  // namespace herald::inline v1
