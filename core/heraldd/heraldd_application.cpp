#include "heraldd/heraldd_application.h"

#include <Poco/Util/HelpFormatter.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "base/logging/logging.h"
#include "engine/config/standard_paths.h"
#include "engine/pipeline/dry_run.h"
#include "heraldd/daemon.h"
#include "heraldd/service_manager.h"

namespace herald::core {

namespace {

using Poco::Util::Option;

/// The file with the process number, for as long as the daemon runs.
class PidFile {
 public:
  explicit PidFile(std::string path) : path_(std::move(path)) {
    if (path_.empty()) return;
    std::ofstream file(path_);
    file << ::getpid() << '\n';
    if (!file.flush())
      throw std::runtime_error("cannot write the pid file " + path_ + ": check the folder and its permissions");
  }
  ~PidFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

 private:
  std::string path_;
};

int waitForSignal() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT, SIGHUP}) sigaddset(&set, signal);
  int signal = 0;
  sigwait(&set, &signal);
  return signal;
}

}  // namespace

HeralddApplication::HeralddApplication()
    : configFile_(defaultConfigFile()),
      properties_(new Poco::Util::MapConfiguration),
      mask_(std::make_shared<SecretMask>()) {}

HeralddApplication::~HeralddApplication() = default;

void HeralddApplication::defineOptions(Poco::Util::OptionSet& options) {
  // Not ServerApplication's own: its pid file is written before anything was checked.
  options.addOption(Option("help", "h", "Show this text."));
  options.addOption(Option("version", "", "Show the version."));
  options.addOption(Option("config", "c", "Read this configuration; " + defaultConfigFile().string() + " by default.")
                        .argument("FILE"));
  options.addOption(Option("check", "", "Check the configuration and end: 0 if it is right, 78 if not."));
  options.addOption(Option("daemon", "", "Run in the background, after the configuration was checked."));
  options.addOption(Option("pidfile", "", "Write the process number to this file.").argument("FILE"));
}

void HeralddApplication::handleOption(const std::string& name, const std::string& value) {
  if (name == "help")
    showHelp_ = true;
  else if (name == "version")
    showVersion_ = true;
  else if (name == "config")
    configFile_ = std::filesystem::absolute(value);
  else if (name == "check")
    checkOnly_ = true;
  else if (name == "pidfile")
    pidFile_ = std::filesystem::absolute(value);
  if (showHelp_ || showVersion_) stopOptionsProcessing();
}

void HeralddApplication::initialize(Application& self) {
  if (showHelp_ || showVersion_) return;
  try {
    configuration_ = readConfiguration(configFile_);
  } catch (const BadConfiguration& bad) {
    refusal_ = bad.what();
    return;
  }
  config().add(properties_, PRIO_DEFAULT);
  for (const auto& [key, value] : configuration_.properties) properties_->setString(key, value);
  ServerApplication::initialize(self);
  configureLogging();
}

void HeralddApplication::configureLogging() { setupLogging(config(), mask_); }

void HeralddApplication::showHelp() const {
  Poco::Util::HelpFormatter help(options());
  help.setCommand("heraldd");
  help.setUsage("[OPTIONS]");
  help.setHeader(
      "Herald takes what happens on 3D printers to other systems. SIGHUP reloads the configuration, SIGTERM stops.");
  help.format(std::cout);
}

int HeralddApplication::main(const std::vector<std::string>& arguments) {
  if (showHelp_) return showHelp(), EXIT_OK;
  if (showVersion_) return std::cout << "Herald " HERALD_VERSION "\n", EXIT_OK;
  if (!arguments.empty()) refusal_ = "heraldd takes no argument `" + arguments.front() + "`: see heraldd --help";
  if (!refusal_.empty()) return std::cerr << refusal_ << std::endl, EXIT_CONFIG;
  try {
    return checkOnly_ ? check() : serve();
  } catch (const BadConfiguration& bad) {
    std::cerr << bad.what() << std::endl;
    return EXIT_CONFIG;
  } catch (const std::exception& error) {
    logger().fatal(std::string(error.what()));
    return EXIT_UNAVAILABLE;
  }
}

int HeralddApplication::check() {
  DryRun().plan(configuration_);
  return EXIT_OK;
}

int HeralddApplication::serve() {
  // Not on the stack: what a hanging plugin refers to is never destroyed.
  auto daemon = std::make_unique<Daemon>(configuration_, mask_);
  daemon->start(configuration_);
  {
    const PidFile pidFile(pidFile_);
    logger().notice("Herald " HERALD_VERSION " runs with %s", configFile_);
    notifyServiceManager("READY=1");
    while (waitForSignal() == SIGHUP) reload(*daemon);
    notifyServiceManager("STOPPING=1");
    logger().notice("Herald stops");
  }
  if (daemon->stop()) return EXIT_OK;
  logger().error("a plugin hangs: Herald ends without it");
  static_cast<void>(daemon.release());
  std::_Exit(EXIT_OK);
}

void HeralddApplication::reload(Daemon& daemon) {
  notifyReloading();
  try {
    const Configuration fresh = readConfiguration(configFile_);
    Poco::AutoPtr<Poco::Util::MapConfiguration> properties(new Poco::Util::MapConfiguration);
    for (const auto& [key, value] : fresh.properties) properties->setString(key, value);
    checkLogging(*properties);
    daemon.reload(fresh);
    configuration_ = fresh;
    properties_->clear();
    for (const auto& [key, value] : configuration_.properties) properties_->setString(key, value);
    configureLogging();
    logger().notice("Herald runs with the new configuration");
  } catch (const std::exception& bad) {
    daemon.refused(bad.what());
    std::istringstream lines(bad.what());
    for (std::string line; std::getline(lines, line);) logger().error(line);
    logger().error("the new configuration was not taken over: Herald runs on with the old one");
  }
  notifyServiceManager("READY=1");
}

}  // namespace herald::core
