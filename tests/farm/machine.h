// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <memory>
#include <string>
#include <utility>

#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// One machine of a farm: a heraldd with a disk of its own. For one thread.
class Machine {
 public:
  /// Installs heraldd with this configuration; it does not run yet.
  explicit Machine(std::string configuration) : configuration_(std::move(configuration)) {}

  /// Starts heraldd, and waits until it runs. `more` is added to the configuration for this start.
  void start(const std::string& more = {}) {
    const auto file = disk_->write("herald.properties", "herald.dataDir = " + (disk_->path() / "data").string() +
                                                            "\nadmin.listen = off\n" + configuration_ + more);
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    process_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", file.string()});
    process_->waitForLine("runs with");
  }

  void kill() {
    process_->signal(SIGKILL);
    process_->wait();
  }

  /// The next start has an empty disk.
  void losesDisk() { disk_ = std::make_unique<TemporaryFolder>(); }

  int stop() {  ///< returns the exit code
    process_->signal(SIGTERM);
    return process_->wait();
  }

  void freeze() { process_->signal(SIGSTOP); }  ///< it no longer answers, and keeps its connections
  void goOn() { process_->signal(SIGCONT); }

  Process& process() { return *process_; }

  /// Runs heraldctl on it.
  Finished ctl(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), heraldctl());
    arguments.insert(arguments.end(), {"--config", (disk_->path() / "herald.properties").string()});
    return runToEnd(arguments);
  }

 private:
  std::string configuration_;
  std::unique_ptr<TemporaryFolder> disk_ = std::make_unique<TemporaryFolder>();
  std::unique_ptr<Process> process_{};
};

}  // namespace herald::testing
