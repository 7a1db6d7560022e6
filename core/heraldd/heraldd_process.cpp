// SPDX-License-Identifier: Apache-2.0
#include "heraldd/heraldd_process.h"

#include <Poco/Util/HelpFormatter.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "base/logging/logging.h"
#include "engine/config/standard_paths.h"
#include "engine/pipeline/data_folder_review.h"
#include "engine/pipeline/dry_run.h"
#include "engine/pipeline/logging_review.h"
#include "engine/plugin_host/hanging_call.h"
#include "herald/safe_text.h"
#include "heraldd/crash_report.h"
#include "heraldd/last_end.h"
#include "heraldd/pid_file.h"
#include "heraldd/quiet_times.h"
#include "heraldd/service_manager.h"
#include "heraldd/signals.h"
#include "heraldd/unused_memory.h"

namespace herald::core {

namespace {

using Poco::Util::Option;

/// Runs in this process. Poco wants a null pointer behind the last argument.
int runHere(std::vector<char*> arguments) {
  HeralddProcess process;
  restoreCrashSignals();
  arguments.push_back(nullptr);
  return process.run(static_cast<int>(arguments.size()) - 1, arguments.data());
}

bool isDaemonOption(const char* argument) { return std::string_view(argument) == "--daemon"; }

/// Adds the warnings about logging.* to those of the configuration. Throws BadConfiguration if logging.* or the data
/// folder is wrong, with all other errors.
void reviewProcess(Configuration& configuration) {
  auto problems = reviewLogging(configuration);
  for (auto& problem : reviewDataFolder(configuration, ::geteuid())) problems.push_back(std::move(problem));
  configuration.problems.insert(configuration.problems.end(), problems.begin(), problems.end());
  if (hasErrors(problems)) throw BadConfiguration(configuration.problems);
}

/// Checks the configuration in a process of its own, while there is still a terminal for its errors. Returns the exit
/// code.
int checkInChild(std::vector<char*> arguments) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::erase_if(arguments, isDaemonOption);
    static char check[] = "--check";
    arguments.push_back(check);
    ::_exit(runHere(std::move(arguments)));
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return HeralddProcess::EXIT_OSERR;
  return WEXITSTATUS(status);
}

Millis usedTime() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::duration_cast<Millis>(std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec));
}

/// Returns the number of the signal. Meanwhile, it gives back memory while the other threads have little to do.
int idleUntilSignal() {
  QuietTimes quiet(usedTime());
  for (;;) {
    if (const int signal = waitForSignal(QuietTimes::kLength); signal != 0) return signal;
    if (quiet.endsOne(usedTime())) giveBackUnusedMemory();
  }
}

}  // namespace

HeralddProcess::HeralddProcess()
    : configFile_(defaultConfigFile()),
      properties_(new Poco::Util::MapConfiguration),
      mask_(std::make_shared<SecretMask>()) {}

HeralddProcess::~HeralddProcess() = default;

void HeralddProcess::defineOptions(Poco::Util::OptionSet& options) {
  // ServerApplication has such options too, but writes its pid file before anything is checked.
  options.addOption(Option("help", "h", "Show this help and end."));
  options.addOption(Option("version", "", "Show the version and end."));
  options.addOption(
      Option("config", "c", "Read this configuration. The default is " + defaultConfigFile().string() + ".")
          .argument("FILE"));
  options.addOption(
      Option("check", "", "Check the configuration and end. The exit code is 0 if it is right, otherwise 78."));
  options.addOption(Option("daemon", "", "Check the configuration, then run in the background."));
  options.addOption(Option("pidfile", "", "Write the process number to this file.").argument("FILE"));
}

void HeralddProcess::handleOption(const std::string& name, const std::string& value) {
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

void HeralddProcess::initialize(Application& self) {
  if (showHelp_ || showVersion_) return;
  try {
    configuration_ = readConfiguration(configFile_);
    reviewProcess(configuration_);
  } catch (const BadConfiguration& bad) {
    refusal_ = bad.what();
    return;
  }
  config().add(properties_, PRIO_DEFAULT);
  for (const auto& [key, value] : configuration_.properties) properties_->setString(key, value);
  ServerApplication::initialize(self);
  configureLogging();
}

void HeralddProcess::configureLogging() { setupLogging(config(), mask_); }

void HeralddProcess::showHelp() const {
  Poco::Util::HelpFormatter help(options());
  help.setCommand("heraldd");
  help.setUsage("[OPTIONS]");
  help.setHeader(
      "Herald sends what happens on 3D printers to other systems. SIGHUP reloads the configuration. SIGTERM stops.");
  help.format(std::cout);
}

int HeralddProcess::main(const std::vector<std::string>& arguments) {
  if (showHelp_) return showHelp(), EXIT_OK;
  if (showVersion_) return std::cout << "Herald " HERALD_VERSION "\n", EXIT_OK;
  if (!arguments.empty())
    refusal_ = "heraldd: unknown argument `" + safeText(arguments.front()) + "`: see heraldd --help";
  if (!refusal_.empty()) return std::cerr << safeLines(refusal_) << std::endl, EXIT_CONFIG;
  try {
    return checkOnly_ ? check() : serve();
  } catch (const BadConfiguration& bad) {
    std::cerr << safeLines(bad.what()) << std::endl;
    return EXIT_CONFIG;
  } catch (const std::exception& error) {
    logger().fatal(std::string(error.what()));
    return EXIT_UNAVAILABLE;
  }
}

int HeralddProcess::check() {
  const Plan plan = DryRun().plan(configuration_);
  for (const auto& warning : plan.warnings) std::cerr << safeLines(toString(warning)) << std::endl;
  return EXIT_OK;
}

int HeralddProcess::serve() {
  std::optional<CrashReport> crashes;  // ends last: destructors of plugins may crash, too
  // Not on the stack: a hanging plugin may still use it, so it is then never destroyed.
  auto daemon = std::make_unique<Daemon>(configuration_, mask_);
  crashes.emplace(configuration_.dataDir / "crash");
  if (!crashes->earlier().empty()) logger().error("at the last run, " + crashes->earlier());
  if (crashes->wasKilled()) logger().error(killedSentence(daemon->interrupted(), configuration_));
  daemon->start(configuration_);
  {
    const PidFile pidFile(pidFile_);
    logger().notice("Herald " HERALD_VERSION " runs with %s", configFile_);
    notifyServiceManager("READY=1");
    giveBackUnusedMemory();
    while (idleUntilSignal() == SIGHUP) reload(*daemon);
    notifyServiceManager("STOPPING=1");
    logger().notice("Herald stops");
  }
  if (daemon->stop()) return EXIT_OK;
  auto hanging = hangingNames();
  if (hanging.empty()) hanging = {"a thread"};
  for (const auto& who : hanging) logger().error(who + " hangs: Herald ends without waiting for it");
  static_cast<void>(daemon.release());
  CrashReport::ends();
  std::_Exit(EXIT_OK);
}

void HeralddProcess::reload(Daemon& daemon) {
  notifyReloading();
  daemon.reloadBegins();
  try {
    Configuration fresh = readConfiguration(configFile_);
    reviewProcess(fresh);
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
    logger().error("Herald did not take over the new configuration: it runs on with the old one");
  }
  notifyServiceManager("READY=1");
  giveBackUnusedMemory();
}

int runHeraldd(std::vector<char*> arguments) {
  keepLittleFreeMemory();
  blockSignals();
  if (std::any_of(arguments.begin(), arguments.end(), isDaemonOption)) {
    if (const int code = checkInChild(arguments); code != HeralddProcess::EXIT_OK) return code;
  }
  return runHere(std::move(arguments));
}

}  // namespace herald::core
