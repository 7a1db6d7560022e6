// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "connection.h"
#include "herald/host.h"
#include "herald/mutex.h"
#include "home_assistant.h"
#include "turn.h"

namespace herald::mqtt {

/// The connection of a sink to its broker, which all instances of the sink share: a broker lets each client id in once.
/// It connects with the first message, and again after a failure.
///
/// With a presence it has a thread, the keeper. The keeper answers the broker's pings, so the broker does not take
/// Herald for gone, and connects again after a failure. For Home Assistant, it announces the devices again when that
/// starts, and takes back the devices that are gone. It begins with start(), or with the first message after it, and
/// ends with the object. Without start(), as for a test from the console, the connection says nothing of Herald itself:
/// the sink that runs does.
///
/// Its end says that Herald is gone, unless another link says the opposite at the same place. What Home Assistant was
/// told of devices that no source has any longer, it takes back first. That takes 7 s at most.
///
/// Any thread may call it; calls that publish wait for each other, within their limits. `host` outlives it.
class BrokerLink {
 public:
  /// `home` is null for a sink without Home Assistant; otherwise `presence` is its own.
  BrokerLink(ConnectionSetup setup, std::optional<Presence> presence, std::unique_ptr<HomeAssistant> home, Host& host);
  ~BrokerLink();
  BrokerLink(const BrokerLink&) = delete;
  BrokerLink& operator=(const BrokerLink&) = delete;

  const BrokerAddress& broker() const { return setup_.broker; }

  /// Publishes the messages in their order, and returns when the broker has acknowledged all. If a kept connection
  /// turns out to be closed, it sends all of them over a new one. Throws as Connection does.
  void publish(const std::vector<Message>& messages, const Limits& limits);

  /// The same for what Home Assistant shows of an event; `jpeg` is its picture, or null. Without start(), only what the
  /// broker does not keep. Returns what it has published.
  std::vector<Message> publishHome(const Event& event, const std::string* jpeg, const Limits& limits);

  /// Begins to say that Herald is there, if there is something to say. Takes the sources for Home Assistant. Never
  /// waits for the broker.
  void start(std::vector<ConfiguredSource> sources);

 private:
  void send(const std::vector<Message>& messages, const Limits& limits) HERALD_REQUIRES(turn_);
  void sendAll(const std::vector<Message>& messages, const Limits& limits) HERALD_REQUIRES(turn_);
  void sendOver(Connection& connection, const std::vector<Message>& messages, const Limits& limits)
      HERALD_REQUIRES(turn_);
  void connect(const Limits& limits) HERALD_REQUIRES(turn_);
  void drop() HERALD_REQUIRES(turn_);
  bool isUsable() HERALD_REQUIRES(turn_);
  bool isPresent();
  std::string clientId();
  std::vector<Message> trial(const Event& event) const HERALD_REQUIRES(turn_);
  void announce(const Message& announcement, const Limits& limits) HERALD_REQUIRES(turn_);
  void settle(const Limits& limits) HERALD_REQUIRES(turn_);
  void startKeeper();
  void keep();
  void tendInTurn();
  void tend() HERALD_REQUIRES(turn_);
  void listen() HERALD_REQUIRES(turn_);
  void takeBackTheGone(const Limits& limits) HERALD_REQUIRES(turn_);
  void recall() HERALD_REQUIRES(turn_);
  void remember() HERALD_REQUIRES(turn_);
  void sayGoodbye(bool isLast) HERALD_REQUIRES(turn_);
  bool takeBackAtTheEnd() HERALD_REQUIRES(turn_);

  const ConnectionSetup setup_;
  const std::optional<Presence> presence_;
  const std::string stateKey_;  ///< of the known devices in the state of the sink
  const Millis announceDelay_;
  Host& host_;
  TcpConnector connector_{};
  Turn turn_{};
  const std::unique_ptr<HomeAssistant> home_;                        ///< used in turn
  std::unique_ptr<Connection> connection_ HERALD_GUARDED_BY(turn_);  ///< open, or null
  bool isOfPresence_ HERALD_GUARDED_BY(turn_) = false;               ///< the connection says that Herald is there
  Clock::time_point lastUse_ HERALD_GUARDED_BY(turn_){};
  Clock::time_point connectAgain_ HERALD_GUARDED_BY(turn_){};
  Clock::time_point announceAt_ HERALD_GUARDED_BY(turn_) = Clock::time_point::max();
  int settlesLeft_ HERALD_GUARDED_BY(turn_) = 10;  ///< so that hundreds of new devices do not wait for each other
  bool isRecalled_ HERALD_GUARDED_BY(turn_) = false;
  std::string saved_ HERALD_GUARDED_BY(turn_){};  ///< what the state has of the known devices
  std::stop_source stop_{};
  Mutex keeperMutex_{};
  std::optional<std::vector<ConfiguredSource>> newSources_ HERALD_GUARDED_BY(keeperMutex_){};
  bool isStarted_ HERALD_GUARDED_BY(keeperMutex_) = false;
  std::thread keeper_ HERALD_GUARDED_BY(keeperMutex_);
};

}  // namespace herald::mqtt
