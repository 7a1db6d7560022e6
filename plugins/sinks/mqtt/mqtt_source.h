// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "connection.h"
#include "herald/source.h"
#include "herald/vocabulary.h"
#include "message_mapping.h"

namespace herald::mqtt {

/// Makes an event of each message that a broker sends. The broker keeps the session while Herald is away, and gets the
/// acknowledgement of a message only after Herald has accepted its event. So a message with QoS 1 may become two events
/// after a crash, but is never lost.
///
/// It subscribes with QoS 1 at most. With QoS 2, libmosquitto would keep a message in memory alone after it has told
/// the broker that it has it.
class MqttSource : public Source, public Adviser {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override { return "Makes an event of each message of an MQTT broker."; }
  void configure(const Settings& settings, Host& host) override;
  void run(Feed& feed) override;
  std::vector<Problem> advice() const override { return setup_.advice(); }

 private:
  void listen(Feed& feed);
  void open(Connection& connection, Feed& feed);
  std::string clientId(Feed& feed) const;
  std::vector<Event> eventsOf(const std::vector<Received>& messages, Feed& feed) const;
  bool isWanted(const Received& message) const;

  ConnectionSetup setup_{};
  MessageMapping mapping_{};
  TcpConnector connector_{};
  std::vector<std::string> topics_{};
  int qos_ = 1;
  std::chrono::seconds keptFor_{0};
  bool takesRetained_ = false;
  std::uint64_t mostBytes_ = 0;
};

}  // namespace herald::mqtt
