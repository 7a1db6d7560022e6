// SPDX-License-Identifier: Apache-2.0
#include "base/logging/logging.h"

#include <Poco/AutoPtr.h>
#include <Poco/Logger.h>
#include <Poco/LoggingRegistry.h>
#include <Poco/Util/MapConfiguration.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <latch>
#include <thread>

#include "herald/testing/temporary_folder.h"
#include "testing/capture_channel.h"

namespace herald::core {
namespace {

using Poco::Logger;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

using Properties = std::vector<std::pair<std::string, std::string>>;

Poco::AutoPtr<Poco::Util::MapConfiguration> configuration(const Properties& properties) {
  Poco::AutoPtr<Poco::Util::MapConfiguration> map(new Poco::Util::MapConfiguration);
  for (const auto& [key, value] : properties) map->setString(key, value);
  return map;
}

/// Poco's loggers are the process's, so each test ends as it began: without any.
class LoggingTest : public ::testing::Test {
 protected:
  LoggingTest() {
    for (const char* name : {"first", "second"})
      Poco::LoggingRegistry::defaultRegistry().registerChannel(name, new CaptureChannel);
    mask_->set({"s3cret"});
  }
  ~LoggingTest() override {
    Logger::shutdown();
    Poco::LoggingRegistry::defaultRegistry().clear();
  }

  void setup(const Properties& properties) { setupLogging(*configuration(properties), mask_); }

  std::vector<std::string> linesOf(const std::string& channel) const {
    return Poco::LoggingRegistry::defaultRegistry().channelForName(channel).cast<CaptureChannel>()->lines();
  }

  std::shared_ptr<SecretMask> mask_ = std::make_shared<SecretMask>();
};

/// The flags of each descriptor that this process has for a file in this folder.
std::vector<int> flagsIn(const std::filesystem::path& folder) {
  std::vector<int> flags;
  const auto inside = std::filesystem::canonical(folder).string() + "/";
  for (const auto& open : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code closed;
    if (!std::filesystem::read_symlink(open.path(), closed).string().starts_with(inside)) continue;
    flags.push_back(::fcntl(std::stoi(open.path().filename()), F_GETFD));
  }
  return flags;
}

TEST_F(LoggingTest, KeepsLogFilesFromTheProgramsOfPluginsAlsoAfterARotation) {
  for (const auto* kind : {"FileChannel", "SimpleFileChannel"}) {
    const testing::TemporaryFolder folder;
    setup({{"logging.loggers.root.channel", "file"},
           {"logging.channels.file.class", kind},
           {"logging.channels.file.path", (folder.path() / "herald.log").string()},
           {"logging.channels.file.rotation", "2 K"}});
    for (int i = 0; i < 60; ++i) {
      Logger::root().warning(kind + std::string(100, 'x') + std::to_string(i));
      EXPECT_THAT(flagsIn(folder.path()), ElementsAre(FD_CLOEXEC)) << kind << " after message " << i;
    }
  }
}

TEST_F(LoggingTest, TakesTheLoggersAndChannelsOfTheConfiguration) {
  setup({{"logging.loggers.root.channel", "first"},
         {"logging.loggers.root.level", "warning"},
         {"logging.loggers.l.name", "sink.slack"},
         {"logging.loggers.l.channel", "second"},
         {"logging.loggers.m.name", "sink.slack.http"},
         {"logging.loggers.m.level", "debug"}});
  Logger::root().warning("1");
  Logger::root().information("hidden");
  Logger::get("sink.other").error("2");
  Logger::get("sink.slack").warning("3");
  Logger::get("sink.slack").information("hidden");
  Logger::get("sink.slack.http").debug("4");
  EXPECT_THAT(linesOf("first"), ElementsAre("<4>: 1", "<3>sink.other: 2"));
  EXPECT_THAT(linesOf("second"), ElementsAre("<4>sink.slack: 3", "<7>sink.slack.http: 4"));
}

TEST_F(LoggingTest, SetsUpFormattersAsPocoUsersKnowThem) {
  ::testing::internal::CaptureStderr();
  setup({{"logging.channels.c.class", "ConsoleChannel"},
         {"logging.channels.c.formatter.class", "PatternFormatter"},
         {"logging.channels.c.formatter.pattern", "%s|%t"},
         {"logging.loggers.root.channel", "c"}});
  Logger::get("a").information("b");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "a|b\n");
}

TEST_F(LoggingTest, MasksAndEscapesInEveryLoggerOldOrNew) {
  Logger& old = Logger::get("old");
  setup({{"logging.loggers.root.channel", "first"}});
  old.information("s3cret\n");
  Logger::get("new").information("s3cret\n");
  EXPECT_THAT(linesOf("first"), ElementsAre("<6>old: ***\\n", "<6>new: ***\\n"));
}

TEST_F(LoggingTest, GoesToStderrFromInformationUpWithoutAConfiguration) {
  ::testing::internal::CaptureStderr();
  setup({});
  Logger::get("herald").information("hello");
  Logger::get("herald").debug("hidden");
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), MatchesRegex("[0-9-]+ [0-9:.]+ Information herald: hello\n"));
}

TEST_F(LoggingTest, WritesSyslogPrioritiesWhereStderrIsTheJournal) {
  ::testing::internal::CaptureStderr();
  struct stat info {};
  ASSERT_EQ(::fstat(STDERR_FILENO, &info), 0);
  ::setenv("JOURNAL_STREAM", (std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino)).c_str(), 1);
  setup({{"logging.loggers.root.level", "trace"}});
  ::unsetenv("JOURNAL_STREAM");
  Logger::get("herald").error("a");
  Logger::get("herald").trace("b");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "<3>herald: a\n<7>herald: b\n");
}

TEST_F(LoggingTest, NeedsNoChannelToChangeALevel) {
  ::testing::internal::CaptureStderr();
  setup({{"logging.loggers.root.level", "error"}});
  Logger::get("herald").warning("hidden");
  Logger::get("herald").error("shown");
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), ::testing::AllOf(HasSubstr("shown"), Not(HasSubstr("hidden"))));
}

TEST_F(LoggingTest, CanBeSetUpAnew) {
  Logger& logger = Logger::get("herald");
  setup({{"logging.loggers.root.channel", "first"}});
  logger.information("1");
  setup({{"logging.loggers.root.channel", "second"}, {"logging.loggers.root.level", "error"}});
  logger.information("hidden");
  logger.error("2");
  EXPECT_THAT(linesOf("first"), ElementsAre("<6>herald: 1"));
  EXPECT_THAT(linesOf("second"), ElementsAre("<3>herald: 2"));
}

TEST_F(LoggingTest, LosesNothingWhileItIsSetUpAnew) {
  setup({{"logging.loggers.root.channel", "first"}});
  Logger& logger = Logger::get("herald");
  std::latch begin(2);
  std::thread other([&] {
    begin.arrive_and_wait();
    for (int i = 0; i < 500; ++i) logger.information("tick");
  });
  begin.arrive_and_wait();
  for (int i = 0; i < 20; ++i) setup({{"logging.loggers.root.channel", i % 2 ? "first" : "second"}});
  other.join();
  EXPECT_EQ(linesOf("first").size() + linesOf("second").size(), 500U);
}

TEST_F(LoggingTest, ChangesNothingWhereThePropertiesAreWrong) {
  setup({{"logging.loggers.root.channel", "first"}});
  const std::vector<std::pair<Properties, std::string>> cases{
      {{{"logging.channels.c.class", "NoSuchChannel"}}, "the properties logging.* are wrong: .*NoSuchChannel.*"},
      {{{"logging.loggers.root.channel", "none"}}, "the properties logging.* are wrong: .*none.*"},
      {{{"logging.loggers.root.level", "loud"}}, "the properties logging.* are wrong: .*loud.*"},
      {{{"logging.channels.a.class", "AsyncChannel"}}, "logging.channels.a.class: an AsyncChannel can hang .*"}};
  for (const auto& [properties, expected] : cases) {
    try {
      setup(properties);
      ADD_FAILURE() << "no refusal: " << expected;
    } catch (const std::runtime_error& error) {
      EXPECT_THAT(error.what(), MatchesRegex(expected));
    }
    EXPECT_THROW(checkLogging(*configuration(properties)), std::runtime_error);
  }
  Logger::get("herald").information("still here");
  EXPECT_THAT(linesOf("first"), ElementsAre("<6>herald: still here"));
}

TEST_F(LoggingTest, LeavesNoLoggersBehind) {
  setup({{"logging.loggers.l.name", "sink.slack"}, {"logging.loggers.l.level", "error"}});
  std::vector<std::string> names;
  Logger::names(names);
  EXPECT_THAT(names, Not(::testing::Contains(HasSubstr("setup"))));
}

TEST(Journal, IsTheStreamThatSystemdNames) {
  struct stat info {};
  ASSERT_EQ(::fstat(0, &info), 0);
  const std::string stream = std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino);
  EXPECT_TRUE(isJournal(stream.c_str(), 0));
  EXPECT_FALSE(isJournal("8:1", 0));
  EXPECT_FALSE(isJournal("", 0));
  EXPECT_FALSE(isJournal(nullptr, 0));
}

}  // namespace
}  // namespace herald::core
