// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "http/address_connector.h"
#include "http/connection.h"
#include "http/http_setup.h"
#include "http/limit.h"
#include "http/task.h"
#include "http/tls_context.h"

namespace herald::inline v1 {

/// Opens connections: resolves the name, connects, opens the tunnel through a proxy, starts TLS. Any thread may call
/// it.
class Connector {
 public:
  /// `setup` must outlive it. Throws BadSettings if a file of the TLS options cannot be read.
  Connector(const Settings& settings, const HttpSetup& setup, std::shared_ptr<HttpEngine> engine);

  /// A connection to `origin`, ready for its first request. Ends soon after `limit`. Throws Failure and Poco's network
  /// exceptions. If a server is silent when it should begin with TLS, it asks over another connection whether the port
  /// speaks plain HTTP: many such servers wait for the end of a line for ever.
  Task<std::unique_ptr<Connection>> open(const Origin& origin, const Limit& limit);

  /// True if the server of an http `origin` speaks TLS. It opens a connection of its own to find out, for a short time.
  Task<bool> speaksTls(const Origin& origin, const Limit& limit);

  /// Keeps the TLS session of a connection from open(). Call it after the first answer.
  void remember(const Origin& origin, const Connection& connection);

 private:
  Task<std::unique_ptr<Connection>> reach(const Origin& origin, const Limit& limit);
  Task<std::unique_ptr<Connection>> connectTo(const Origin& origin, const Limit& limit);
  Task<> openTunnel(Connection& proxy, const Origin& origin, const Limit& limit);
  Task<> secure(Connection& connection, const Origin& origin, const Limit& limit, bool mayAsk);
  Task<bool> speaksPlainHttp(const Origin& origin, const Limit& limit);
  Limit shortly(const Limit& limit) const;
  Millis patience() const { return setup_.timeout / 10; }  ///< how long a server may be silent

  const HttpSetup& setup_;
  AddressConnector addresses_;
  TlsContext tls_;
};

}  // namespace herald::inline v1
