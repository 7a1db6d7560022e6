// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <memory>
#include <string>

#include "harness/process.h"
#include "harness/receiver.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// Has a folder for a configuration, a heraldd that reads it, and a receiver for its webhooks.
class DaemonTest : public ::testing::Test {
 protected:
  /// Writes herald.properties for this user alone, with a data folder beside it. The admin port is off unless `text`
  /// sets it, because several tests may run at the same time.
  std::filesystem::path configure(const std::string& text) {
    const bool hasPort = text.find("admin.listen") != std::string::npos;
    auto file = folder_.write("herald.properties", "herald.dataDir = " + (folder_.path() / "data").string() + "\n" +
                                                       text + (hasPort ? "" : "\nadmin.listen = off\n"));
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    return file;
  }

  std::string config() const { return (folder_.path() / "herald.properties").string(); }

  /// Starts heraldd and waits until it runs. Its sources may have said something by then: the next search finds it.
  Process& start(const std::string& text) {
    configure(text);
    daemon_.reset();  // one that still runs has the data folder
    daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()});
    daemon_->findLine("runs with");
    return *daemon_;
  }

  /// Reloads a new configuration. Returns the line in which the daemon reports the result. The next search finds what
  /// it has printed since the reload began.
  std::string reload(const std::string& text) {
    configure(text);
    daemon_->skipLines();
    daemon_->signal(SIGHUP);
    return daemon_->findLine("new configuration");
  }

  /// Stops heraldd. Returns its exit code.
  int stop() {
    daemon_->signal(SIGTERM);
    return daemon_->wait();
  }

  /// Runs heraldctl with this configuration.
  Finished ctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), heraldctl());
    arguments.insert(arguments.end(), {"--config", config()});
    return runToEnd(arguments);
  }

  /// Posts an event with this number for each of so many devices, device0 on, to the http source at this port, once it
  /// takes requests.
  void postToAll(int port, int devices, int number) {
    daemon_->findLine("takes requests at http://127.0.0.1:" + std::to_string(port));
    std::string lines;
    for (int i = 0; i < devices; ++i) {
      const auto device = "device" + std::to_string(i), n = std::to_string(number);
      lines += R"({"device":")" + device + R"(","id":")" + device + '-' + n + R"(","type":"Tick","payload":{"n":)" + n +
               "}}\n";
    }
    const auto file = folder_.write("events", lines).string();
    const auto posted = runToEnd({"curl", "-s", "-f", "http://127.0.0.1:" + std::to_string(port) + "/events", "-H",
                                  "Content-Type: application/x-ndjson", "--data-binary", "@" + file});
    ASSERT_EQ(posted.code, 0) << posted.output;
  }

  static std::string webhook(const std::string& name, const std::string& url) {
    return "sink." + name + ".type = webhook\nsink." + name + ".url = " + url + "\n";
  }

  /// A source that prints once, in 100 ms.
  static std::string demo(const std::string& more = {}) {
    return "source.mk3.type = demo\nsource.mk3.duration = 100ms\n" + more;
  }

  /// A source that prints once a second and never ends.
  static std::string busyDemo() {
    return "source.mk3.type = demo\nsource.mk3.duration = 1s\nsource.mk3.repeat = true\n";
  }

  TemporaryFolder folder_;
  Receiver receiver_;
  std::unique_ptr<Process> daemon_;
};

}  // namespace herald::testing
