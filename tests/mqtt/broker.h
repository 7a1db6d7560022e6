// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <memory>
#include <string>

#include "harness/ports.h"
#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// A mosquitto of this test alone, with one user who may write below `printers/`, `herald/` and `homeassistant/`, and
/// read everything. It keeps sessions and retained messages over a restart. For one thread.
class Broker {
 public:
  static constexpr const char* kUser = "herald";
  static constexpr const char* kPassword = "hunter22";

  Broker();  ///< starts it

  int port() const { return port_; }
  std::string url() const { return "mqtt://127.0.0.1:" + std::to_string(port_); }

  /// With a certificate for localhost, signed by an authority of its own.
  std::string tlsUrl(const std::string& host = "localhost") const {
    return "mqtts://" + host + ":" + std::to_string(tlsPort_);
  }
  std::string certificate() const { return (folder_.path() / "server.pem").string(); }

  std::string key() const { return (folder_.path() / "key.pem").string(); }  ///< of certificate()

  /// The same, and it wants clientCertificate() from each client.
  std::string strictUrl() const { return "mqtts://localhost:" + std::to_string(strictPort_); }
  std::string clientCertificate() const { return (folder_.path() / "client.pem").string(); }
  std::string clientKey() const { return (folder_.path() / "client-key.pem").string(); }

  void start();
  void stop();                                  ///< with SIGTERM: it writes down what it keeps
  void kill();                                  ///< with SIGKILL: it forgets
  void freeze() { process_->signal(SIGSTOP); }  ///< it no longer answers, and keeps its connections
  void goOn() { process_->signal(SIGCONT); }

  /// Subscribes to everything, and stays subscribed over a restart. Each line of the output is a topic, 1 if the
  /// message was retained, otherwise 0, and the payload.
  Process& subscriber();

  /// Publishes with QoS 1, and waits until the broker has the message.
  void publish(const std::string& topic, const std::string& payload);

 private:
  TemporaryFolder folder_{};
  int port_ = freePort();
  int tlsPort_ = freePort();
  int strictPort_ = freePort();
  std::string config_{};
  std::unique_ptr<Process> process_{};
  std::unique_ptr<Process> subscriber_{};
};

}  // namespace herald::testing
