// SPDX-License-Identifier: Apache-2.0
#include "heraldd/crash_report.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <cstdlib>
#include <stdexcept>

#include "engine/plugin_host/plugin_call.h"
#include "herald/testing/builders.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::KilledBySignal;
using ::testing::Not;

/// Each crash happens in a process of its own.
class CrashReportDeathTest : public ::testing::Test {
 protected:
  CrashReportDeathTest() {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    ::setenv(kFile, (folder_.path() / "crash").c_str(), 0);
    file_ = std::getenv(kFile);
    event_.device = "mk3";
    event_.id = "e1";
    event_.payload = R"({"key": "s3cret"})";
  }

  [[noreturn]] void crashInSink(int signal) const {
    const CrashReport report(file_);
    const PluginCall call("sink", "phone", "webhook", &event_);
    ::raise(signal);
    ::abort();
  }

  ~CrashReportDeathTest() override { ::unsetenv(kFile); }

  std::string left() const { return CrashReport(file_).earlier(); }

  testing::TemporaryFolder folder_{};
  // The process that crashes has a folder_ of its own, so it gets this path in its environment.
  static constexpr auto kFile = "HERALD_TEST_CRASH_FILE";
  std::filesystem::path file_{};
  Event event_ = test::event("PrintDone");
};

TEST_F(CrashReportDeathTest, namesThePluginAndTheEventAtOnceAndAtTheNextStart) {
  const std::string line = "Herald crashed (SIGFPE) in sink phone (plugin webhook) with PrintDone of mk3, event e1";
  EXPECT_EXIT(crashInSink(SIGFPE), KilledBySignal(SIGFPE), "in sink phone");
  EXPECT_EQ(left(), line);
  EXPECT_THAT(left(), IsEmpty()) << "it is said once";
}

TEST_F(CrashReportDeathTest, knowsThatTheProcessBeforeWasKilled) {
  const auto kill = [this] {
    const CrashReport report(file_);
    ::raise(SIGKILL);
  };
  EXPECT_FALSE(CrashReport(file_).wasKilled()) << "there was none";
  EXPECT_FALSE(CrashReport(file_).wasKilled()) << "it has stopped";
  EXPECT_EXIT(kill(), KilledBySignal(SIGKILL), "");
  EXPECT_TRUE(CrashReport(file_).wasKilled());
  EXPECT_FALSE(CrashReport(file_).wasKilled()) << "it is said once";
  EXPECT_EXIT(crashInSink(SIGFPE), KilledBySignal(SIGFPE), "");
  EXPECT_FALSE(CrashReport(file_).wasKilled()) << "it has crashed, which is another sentence";
}

TEST_F(CrashReportDeathTest, isNotTakenForKilledIfAThreadHangsAtTheStop) {
  const auto stop = [this] {
    const CrashReport report(file_);
    CrashReport::ends();
    std::_Exit(0);
  };
  EXPECT_EXIT(stop(), ::testing::ExitedWithCode(0), "");
  EXPECT_FALSE(CrashReport(file_).wasKilled());
}

TEST_F(CrashReportDeathTest, namesTheSignal) {
  for (const auto& [signal, name] :
       std::vector<std::pair<int, std::string>>{{SIGILL, "SIGILL"}, {SIGABRT, "SIGABRT"}}) {
    EXPECT_EXIT(crashInSink(signal), KilledBySignal(signal), name);
    EXPECT_THAT(left(), HasSubstr("(" + name + ") in sink phone"));
  }
}

TEST_F(CrashReportDeathTest, namesTheTypeOfAnExceptionAndNotItsText) {
  const auto crash = [this] {
    const CrashReport report(file_);
    const PluginCall call("transform", "long", "filter", &event_);
    [](void (*apply)()) noexcept { apply(); }([] { throw std::runtime_error("s3cret"); });
  };
  EXPECT_EXIT(crash(), KilledBySignal(SIGABRT), "std::runtime_error");
  const auto said = left();
  EXPECT_THAT(said,
              HasSubstr("(an exception that nobody caught, std::runtime_error) in transform long (plugin filter)"));
  EXPECT_THAT(said, Not(HasSubstr("s3cret")));
}

TEST_F(CrashReportDeathTest, saysWhenNoCallIsToBlame) {
  const auto crash = [this] {
    const CrashReport report(file_);
    ::abort();
  };
  EXPECT_EXIT(crash(), KilledBySignal(SIGABRT), "outside of all calls to plugins");
  EXPECT_THAT(left(), HasSubstr("in Herald itself, or in a thread that a plugin has started"));
}

TEST_F(CrashReportDeathTest, worksWithoutItsFile) {
  const auto crash = [this] {
    const CrashReport report(folder_.path() / "missing" / "crash");
    const PluginCall call("source", "mk3", "octoprint");
    ::abort();
  };
  EXPECT_EXIT(crash(), KilledBySignal(SIGABRT), "in source mk3");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they report it themselves
int deeper(int depth) {
  volatile char room[1024];
  room[0] = static_cast<char>(depth);
  return depth == 0 ? 0 : deeper(depth + 1) + room[0];
}

TEST_F(CrashReportDeathTest, namesAFaultOfMemory) {
  EXPECT_EXIT(crashInSink(SIGSEGV), KilledBySignal(SIGSEGV), "SIGSEGV. in sink phone");
  EXPECT_EXIT(crashInSink(SIGBUS), KilledBySignal(SIGBUS), "SIGBUS. in sink phone");
}

TEST_F(CrashReportDeathTest, hasAStackIfTheThreadHasUsedUpItsOwn) {
  const auto crash = [this] {
    const CrashReport report(file_);
    const PluginCall call("sink", "phone", "webhook", &event_);
    deeper(1);
  };
  EXPECT_EXIT(crash(), KilledBySignal(SIGSEGV), "in sink phone");
}
#endif

}  // namespace
}  // namespace herald::core
