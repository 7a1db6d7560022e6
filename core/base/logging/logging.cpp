// SPDX-License-Identifier: Apache-2.0
#include "base/logging/logging.h"

#include <Poco/AutoPtr.h>
#include <Poco/ConsoleChannel.h>
#include <Poco/Exception.h>
#include <Poco/FormattingChannel.h>
#include <Poco/Logger.h>
#include <Poco/PatternFormatter.h>
#include <Poco/Util/LoggingConfigurator.h>
#include <Poco/Util/MapConfiguration.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/logging/private_file_channel.h"
#include "base/logging/safe_channel.h"

namespace herald::core {

namespace {

using Poco::Logger;
using Poco::Message;
using Poco::Util::AbstractConfiguration;
using Poco::Util::MapConfiguration;

const std::string kStage{"herald-logging-setup"};
constexpr const char* kJournalPattern = "<%l>%s: %t";
constexpr const char* kConsolePattern = "%Y-%m-%d %H:%M:%S.%i %p %s: %t";

Poco::Channel::Ptr defaultChannel() {
  const bool journal = isJournal(std::getenv("JOURNAL_STREAM"), STDERR_FILENO);
  Poco::AutoPtr<Poco::PatternFormatter> formatter(
      new Poco::PatternFormatter(journal ? kJournalPattern : kConsolePattern));
  formatter->setProperty(Poco::PatternFormatter::PROP_TIMES, "local");
  return new Poco::FormattingChannel(formatter, Poco::Channel::Ptr(new Poco::ConsoleChannel));
}

void copy(const AbstractConfiguration& from, const std::string& key, MapConfiguration& to) {
  if (from.hasProperty(key)) {
    const auto value = from.getString(key);
    to.setString(key, key.ends_with(".class") ? privateChannelClass(value) : value);
  }
  AbstractConfiguration::Keys keys;
  from.keys(key, keys);
  for (const auto& child : keys) copy(from, key + "." + child, to);
}

void refuseAsyncChannel(const AbstractConfiguration& configuration) {
  AbstractConfiguration::Keys channels;
  configuration.keys("logging.channels", channels);
  for (const auto& channel : channels) {
    const std::string key = "logging.channels." + channel + ".class";
    if (configuration.getString(key, "") == "AsyncChannel") {
      throw std::runtime_error(key +
                               ": an AsyncChannel can hang when the daemon ends; name its target channel instead");
    }
  }
}

/// Loggers with names that nothing logs to. Poco's configurator changes loggers, which is not allowed while other
/// threads log. So it configures these, and their channels and levels become the targets.
class Stage {
 public:
  Stage() {
    Logger& root = Logger::get(kStage);
    root.setChannel(defaultChannel());
    root.setLevel(Message::PRIO_INFORMATION);
  }

  ~Stage() {
    for (const auto& name : names()) Logger::destroy(name);
  }

  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  LogTargets targets(const AbstractConfiguration& configuration) {
    Poco::AutoPtr<MapConfiguration> staged(new MapConfiguration);
    copy(configuration, "logging", *staged);
    AbstractConfiguration::Keys loggers;
    staged->keys("logging.loggers", loggers);
    for (const auto& logger : loggers) {
      const std::string key = "logging.loggers." + logger + ".name";
      const std::string name = staged->getString(key, "");
      staged->setString(key, name.empty() ? kStage : kStage + "." + name);
    }
    Poco::Util::LoggingConfigurator().configure(staged);
    LogTargets targets;
    for (const auto& name : names()) {
      const Logger& logger = Logger::get(name);
      targets[name.size() > kStage.size() ? name.substr(kStage.size() + 1) : ""] = {logger.getChannel(),
                                                                                    logger.getLevel()};
    }
    return targets;
  }

 private:
  static std::vector<std::string> names() {
    std::vector<std::string> all;
    Logger::names(all);
    std::erase_if(all, [](const auto& name) { return name != kStage && !name.starts_with(kStage + "."); });
    return all;
  }
};

LogTargets targetsOf(const AbstractConfiguration& configuration) {
  try {
    refuseAsyncChannel(configuration);
    return Stage().targets(configuration);
  } catch (const Poco::Exception& error) {
    throw std::runtime_error("the properties logging.* are wrong: " + error.displayText() +
                             "; see the documentation of Poco's LoggingConfigurator");
  }
}

/// The channel of the root logger. Each logger without it gets it; new loggers inherit it.
Poco::AutoPtr<SafeChannel> safeChannel() {
  Poco::AutoPtr<SafeChannel> channel = Logger::root().getChannel().cast<SafeChannel>();
  if (!channel) channel = new SafeChannel;
  std::vector<std::string> names;
  Logger::names(names);
  for (const auto& name : names) {
    Logger& logger = Logger::get(name);
    if (logger.getChannel().get() == channel.get()) continue;
    logger.setChannel(channel);
    logger.setLevel(Message::PRIO_TRACE);  // the SafeChannel knows the levels
  }
  return channel;
}

}  // namespace

void setupLogging(const AbstractConfiguration& configuration, std::shared_ptr<const SecretMask> mask) {
  LogTargets targets = targetsOf(configuration);
  safeChannel()->configure(std::move(mask), std::move(targets));
}

void checkLogging(const AbstractConfiguration& configuration) { targetsOf(configuration); }

bool isJournal(const char* journalStream, int fd) {
  struct stat info {};
  if (!journalStream || ::fstat(fd, &info) != 0) return false;
  return std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino) == journalStream;
}

}  // namespace herald::core
