#pragma once

#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/TCPServerConnection.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

#include "gate.h"
#include "herald/source.h"
#include "intake.h"

namespace Poco::Net {
class HTTPServerResponseImpl;
}

namespace herald::http_source {

/// How many connections are open.
class OpenCount {
 public:
  void change(int by);
  bool waitForNone(Millis most);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int open_ = 0;
};

/// What the connections of one server have in common.
struct Service {
  Gate gate;
  std::size_t mostBytes;  ///< of a body
  Millis timeout;         ///< for a request to arrive whole, for an answer to be taken, and of silence between
  Intake& intake;
  Feed& feed;
  std::function<bool()> crowded{};  ///< do others wait for a thread?
  std::stop_source cut{};           ///< even an answer is not waited for any more
  OpenCount open{};
};

/// Serves one client: request by request, each within its time. Poco's own connection has a time limit for each read
/// only, so that a client who sends a byte now and then could hold its thread for ever.
class Connection final : public Poco::Net::TCPServerConnection {
 public:
  /// `service` outlives it.
  Connection(const Poco::Net::StreamSocket& socket, Service& service);
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
  void linger();

  Service& service_;
  const Clock::time_point since_ = Clock::now();
  bool served_ = false;
};

}  // namespace herald::http_source
