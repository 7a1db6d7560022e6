// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <string>

#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// A real Apache Kafka for tests: three brokers on the loopback, as etc/farm/broker starts them. A topic has a copy on
/// each, and takes writes while two are there. For one thread.
class Kafka {
 public:
  static constexpr int kBrokers = 3;

  Kafka();  ///< starts the brokers; returns when all of them know each other. Throws std::runtime_error
  ~Kafka();
  Kafka(const Kafka&) = delete;
  Kafka& operator=(const Kafka&) = delete;

  std::string addresses() const;  ///< "127.0.0.1:1, 127.0.0.1:2, …"

  void makeTopic(const std::string& name, int partitions);

  /// `broker` is from 0 on.
  void kill(int broker);   ///< with SIGKILL
  void start(int broker);  ///< after kill(); does not wait
  void freeze();           ///< no broker answers, and all keep their connections
  void goOn();

  /// Returns when every broker has each partition of the topic as it is now. Throws std::runtime_error after kPatience.
  void waitForCopies(const std::string& topic, int partitions) const;

 private:
  std::string metadata(const std::string& topic = {}) const;

  TemporaryFolder folder_{};
  std::array<int, kBrokers> ports_{}, controllers_{};
  std::array<std::unique_ptr<Process>, kBrokers> brokers_{};
};

}  // namespace herald::testing
