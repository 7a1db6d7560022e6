// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/AutoPtr.h>
#include <Poco/Util/MapConfiguration.h>
#include <Poco/Util/ServerApplication.h>

#include <memory>
#include <string>
#include <vector>

#include "base/logging/secret_mask.h"
#include "engine/config/configuration.h"
#include "heraldd/daemon.h"

namespace herald::core {

/// The process heraldd: command line, configuration file, logging, signals and exit code. It runs one Daemon.
///
/// Before the first thread begins, its caller has to call blockSignals().
class HeralddProcess : public Poco::Util::ServerApplication {
 public:
  HeralddProcess();
  ~HeralddProcess() override;

 protected:
  void defineOptions(Poco::Util::OptionSet& options) override;
  void handleOption(const std::string& name, const std::string& value) override;
  void initialize(Poco::Util::Application& self) override;
  int main(const std::vector<std::string>& arguments) override;

 private:
  void configureLogging();
  void showHelp() const;
  int check();
  int serve();
  void reload(Daemon& daemon);

  std::string configFile_;
  std::string pidFile_;
  bool showHelp_ = false, showVersion_ = false, checkOnly_ = false;
  std::string refusal_;  ///< why Herald cannot use the configuration, one line for each problem
  Configuration configuration_;
  Poco::AutoPtr<Poco::Util::MapConfiguration> properties_;
  std::shared_ptr<SecretMask> mask_;
};

/// Runs heraldd with the arguments of main(), and returns the exit code. Call it once, before any thread begins.
int runHeraldd(std::vector<char*> arguments);

}  // namespace herald::core
