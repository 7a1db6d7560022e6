// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "herald/settings.h"
#include "kafka/handles.h"

namespace herald::kafka {

/// How to connect to Kafka: what the options that the sink and the source share say. Those of TLS and SASL have the
/// names that librdkafka gives them (https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md), so what
/// people know and find about Kafka applies here. An immutable value; any thread may use it.
class ConnectionSetup {
 public:
  /// `brokers`, `security.protocol`, `ssl.*`, `sasl.*`, and `librdkafka`, a map of all other properties.
  static std::vector<Option> options();

  ConnectionSetup() = default;

  /// Throws BadSettings. Reads the files of TLS, but connects to nobody.
  explicit ConnectionSetup(const Settings& settings);

  /// librdkafka's configuration for a new client. Set what is yours, and pass it to startClient(). A property of the
  /// user's `librdkafka` is in it. Herald's own are refused there, so yours win.
  /// `defaults` are properties that the user may change there.
  ConfPtr conf(const std::map<std::string, std::string>& defaults = {}) const;

  const std::vector<std::string>& brokers() const { return brokers_; }  ///< as the user wrote them: "a.local:9092"

  std::string text() const;                  ///< for people: "Kafka at a.local:9092, b.local:9092"
  std::vector<Problem> advice() const;       ///< as Adviser::advice: a password that everybody on the way can read
  std::vector<std::string> secrets() const;  ///< those within `librdkafka`, for Host::hide

 private:
  std::vector<std::string> brokers_{};
  std::string protocol_{};
  bool sendsPassword_ = false;
  std::map<std::string, std::string> properties_{};
};

/// Sets one property. Throws std::logic_error if librdkafka does not know it or its value: for those of our own.
void setProperty(const ConfPtr& conf, const std::string& name, const std::string& value);

}  // namespace herald::kafka
