// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/TCPServerConnection.h>

#include <vector>

#include "server_context.h"

namespace Poco::Net {
class HTTPServerResponseImpl;
}

namespace herald::http_source {

/// Serves one client, in a thread of the server: one request after the other, each with a time limit. Poco's own
/// connection limits only single reads, so a client that sends a byte now and then could keep its thread for ever.
class Connection final : public Poco::Net::TCPServerConnection {
 public:
  /// `context` must outlive it.
  Connection(const Poco::Net::StreamSocket& socket, ServerContext& context);
  ~Connection() override;
  void run() override;

 private:
  class Session;
  using Response = Poco::Net::HTTPServerResponseImpl;
  struct Exchange;

  int fd();
  bool awaitRequest(Session& session);
  bool serve(Session& session);
  std::vector<Event> receive(Session& session, Exchange& exchange);
  bool maySendMore(const Exchange& exchange) const;
  void discardInput();

  ServerContext& context_;
  const Clock::time_point since_ = Clock::now();
  bool hasServed_ = false;
};

}  // namespace herald::http_source
