#pragma once

#include <Poco/AutoPtr.h>
#include <Poco/Util/MapConfiguration.h>
#include <Poco/Util/ServerApplication.h>

#include <memory>
#include <string>

#include "base/logging/secret_mask.h"
#include "engine/config/configuration.h"

namespace herald::core {

/// The process heraldd: command line, configuration file, logging, signals, exit code. Its caller has blocked SIGTERM,
/// SIGINT, SIGQUIT and SIGHUP before any thread began.
class HeralddApplication : public Poco::Util::ServerApplication {
 public:
  HeralddApplication();
  ~HeralddApplication() override;

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
  void reload(class Daemon& daemon);

  std::string configFile_;
  std::string pidFile_;
  bool showHelp_ = false, showVersion_ = false, checkOnly_ = false;
  std::string refusal_;  ///< why the configuration cannot be used, one line for each problem
  Configuration configuration_;
  Poco::AutoPtr<Poco::Util::MapConfiguration> properties_;
  std::shared_ptr<SecretMask> mask_;
};

}  // namespace herald::core
