// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mosquitto.h>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "connection_setup.h"
#include "herald/outcome.h"
#include "herald/tcp_connector.h"
#include "refusal.h"
#include "tls_context.h"

namespace herald::mqtt {

/// A message that the broker has sent. A value.
struct Received {
  std::string topic{};
  std::string payload{};
  int qos = 0;
  bool isRetained = false;  ///< the broker kept it from before the subscription
  std::size_t leftOut = 0;  ///< how long the payload was that is longer than the session wants

  bool operator==(const Received&) const = default;
};

/// When a call has to return.
struct Limits {
  std::stop_token stop{};
  Clock::time_point deadline = Clock::time_point::max();

  bool areOver() const { return stop.stop_requested() || Clock::now() >= deadline; }
};

/// One connection to a broker, over libmosquitto. It has no thread: packets move only within a call, so the broker gets
/// no acknowledgement that the caller has not earned. For one thread at a time.
///
/// Each call throws Refusal if the broker says no, ConnectionLost if the connection ends or the limits are over, and
/// Failure (Hold) if TLS fails for good. After an exception, destroy the object. Without close(), the broker publishes
/// the last will.
class Connection {
 public:
  /// Reads the files of TLS. `setup` outlives the object.
  Connection(const ConnectionSetup& setup, SessionSetup session);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Connects and logs in. Call it once, before anything else.
  void open(TcpConnector& connector, const Limits& limits);

  /// After open(): true if the broker had kept the session, with its subscriptions.
  bool hasOldSession() const { return hasOldSession_; }

  /// Publishes a message, and waits until the broker has it: until it is sent with QoS 0, PUBACK with 1, PUBCOMP
  /// with 2. Acknowledges what has been received.
  void publish(const Message& message, const Limits& limits);

  /// Subscribes, and waits for the answer.
  void subscribe(const std::string& filter, int qos, const Limits& limits);

  /// Acknowledges the messages that the last call returned, then waits for more. Looks at least once. Returns none when
  /// the limits are over. So make the messages safe before the next call: if it never comes, the broker sends them
  /// again.
  std::vector<Received> receive(const Limits& limits);

  /// Sends what waits to be sent, then DISCONNECT: the broker drops the last will. Does not wait for an answer. Throws
  /// nothing.
  void close() noexcept;

  /// The socket, for poll(2); -1 without a connection. Owned by this object.
  int fd() const { return mosquitto_socket(client_.get()); }

 private:
  enum class Writing : std::uint8_t { Always, WithEmptyInbox };

  struct Destroyer {
    void operator()(mosquitto* client) const { mosquitto_destroy(client); }
  };

  void prepare();
  void setCallbacks();
  void begin(const std::string& address);
  void awaitPeer(const Limits& limits) const;
  bool wantsToWrite() const;
  void check(int error);
  void drive(const Limits& limits, Writing writing, const std::function<bool()>& isDone);
  void step(const Limits& limits, Writing writing, const std::function<bool()>& isDone);
  void readAll(const std::function<bool()>& isDone);
  void checkAnswer(Step step, const std::string& about);
  [[noreturn]] void fail(int error);
  void failTls() const;
  void onMessage(const mosquitto_message& message);

  /// What the broker answered: a reason code, and its own sentence.
  struct Answer {
    int code = 0;
    std::string detail{};
  };
  static Answer answerOf(int code, const mosquitto_property* properties);

  const ConnectionSetup& setup_;
  const SessionSetup session_;
  std::unique_ptr<TlsContext> tls_{};
  std::unique_ptr<mosquitto, Destroyer> client_{};
  bool hasOldSession_ = false;
  std::optional<Answer> welcome_{};     ///< CONNACK
  std::optional<Answer> answer_{};      ///< to the packet that is awaited
  std::optional<Answer> disconnect_{};  ///< the broker's DISCONNECT
  int awaited_ = 0;                     ///< the id of that packet
  std::string lastError_{};             ///< of libmosquitto's log
  std::vector<Received> inbox_{};
};

}  // namespace herald::mqtt
