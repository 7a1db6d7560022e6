// SPDX-License-Identifier: Apache-2.0
#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "crash/crash_fixture.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

/// A heraldd that gets only a few more threads, or none.
class FewThreadsTest : public CrashTest {
 protected:
  /// More threads than a heraldd with two sources starts, also for each look at a plugin. So a test that tries each
  /// number of threads ends.
  static constexpr int kMost = 200;

  void permit(int threads) { folder_.write("threads", std::to_string(threads)); }
  void permitAll() { fs::remove(threads_); }

  std::unique_ptr<Process> run() {
    const std::map<std::string, std::string> environment{
        {"LD_PRELOAD", std::string(HERALD_BUILD) + "/tests/few_threads.so"},
        {"HERALD_THREADS", threads_.string()},
        {"ASAN_OPTIONS", "verify_asan_link_order=0"},
    };
    return std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()}, environment);
  }
  void startWith(const std::string& text) {
    configure(text);
    daemon_ = run();
    daemon_->waitForLine("runs with");
  }
  /// False if heraldd ended instead.
  bool runs() {
    try {
      daemon_->waitForLine("runs with");
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }

  int onDisk(const std::string& sink) const {
    SQLite::Database file((folder_.path() / "data/outbox.db").string(), SQLite::OPEN_READONLY, 5000);
    SQLite::Statement count(file, "SELECT count(*) FROM delivery WHERE sink = ?1");
    count.bind(1, sink);
    count.executeStep();
    return count.getColumn(0).getInt();
  }

  std::size_t publish() {
    Publisher publisher(port_, "mk3-" + std::to_string(++devices_));  // Herald takes an event only once
    while (publisher.accepted() < 20) std::this_thread::yield();
    return static_cast<std::size_t>(publisher.stop());
  }

  int devices_ = 0;
  const fs::path threads_ = folder_.path() / "threads";
  std::atomic<bool> back_ = false;
  Receiver away_{[this](const Received&) { return back_ ? 200 : 503; }};
};

using EitherSinkFewThreadsTest = WithEitherSink<FewThreadsTest>;
INSTANTIATE_TEST_SUITE_P(Of, EitherSinkFewThreadsTest, kSinkKinds, nameOf);

TEST_P(EitherSinkFewThreadsTest, WithoutAnotherThreadAStopStillFlushes) {
  startWith(setup(receiver_.url()) + webhook("desk", away_.url()) +
            "sink.desk.events = *\nadmin.listen = 127.0.0.1:0\n");
  const auto accepted = publish();
  receiver_.waitFor(accepted);
  permit(0);
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(),
              AllOf(HasSubstr(std::to_string(accepted) + " deliveries were not done when Herald stopped; they wait"),
                    Not(HasSubstr("could not stop"))));
  EXPECT_EQ(onDisk("phone"), 0) << "the ends are on disk";
  EXPECT_EQ(onDisk("desk"), static_cast<int>(accepted));
}

/// Each start gets one more thread than the one before, until the daemon runs.
TEST_P(EitherSinkFewThreadsTest, AStartWithTooFewThreadsSaysWhyAndOneWithFewDeliversAsSoonAsItCan) {
  const auto text = setup(away_.url());
  startWith(text);
  const auto accepted = std::to_string(publish());
  EXPECT_EQ(stop(), 0);
  int most = 0;
  for (; most < kMost; ++most) {
    permit(most);
    daemon_ = run();
    if (runs()) break;
    EXPECT_EQ(daemon_->wait(), 69) << most;
    const auto output = daemon_->wholeOutput();
    EXPECT_THAT(output, ContainsRegex("cannot start a thread: .*: .*raise")) << most;
    EXPECT_EQ(std::count(output.begin(), output.end(), '\n'), 1) << most << ": " << output;
  }
  EXPECT_GT(most, 0);
  EXPECT_THAT(daemon_->output(), HasSubstr("no worker: cannot start a thread: "));
  back_ = true;
  permitAll();
  away_.waitForBody("\"n\":" + accepted + "}");
  EXPECT_EQ(stop(), 0);
}

/// The limit does not hold for root, so a plain user starts this one. It may read the build, wherever that is.
TEST_F(FewThreadsTest, ALimitOfTheSystemOnAPlainUserIsNamed) {
  configure(setup(receiver_.url()));
  std::vector<std::string> command{"prlimit", "--nproc=2"};
  if (::geteuid() == 0) {
    command.insert(command.end(), {"setpriv", "--reuid=4711", "--regid=4711", "--clear-groups",
                                   "--inh-caps=+dac_override", "--ambient-caps=+dac_override"});
  }
  command.insert(command.end(), {heraldd(), "--config", config()});
  const auto finished = runToEnd(command, {{"ASAN_OPTIONS", "detect_leaks=0"}});  // the search for leaks needs a thread
  EXPECT_EQ(finished.code, 69);
  EXPECT_THAT(finished.output,
              HasSubstr("cannot start a thread: this user has all threads that RLIMIT_NPROC allows, 2: "
                        "raise `ulimit -u`, or LimitNPROC in the systemd unit"));
}

/// However far a reload gets: it changes nothing, or says what does not run, and the next one makes up for it.
TEST_P(EitherSinkFewThreadsTest, AReloadWithTooFewThreadsLosesNothing) {
  const auto before = setup(receiver_.url());
  const auto after =
      before + "source.mk4.type = demo\nsource.mk4.duration = 100ms\n" +
      "transform.slow.type = cooldown\ntransform.slow.period = 1s\nroute.r.transforms = slow\nroute.r.to = phone\n";
  startWith(before);
  std::size_t expected = 0;
  int most = 0;
  configure(after);
  for (; most < kMost; ++most) {
    permit(most);
    const bool taken = ctl({"reload"}).code == 0;
    permitAll();
    expected += publish();
    if (taken) break;
    EXPECT_THAT(ctl({"status"}).output, HasSubstr("cannot start a thread: "));
  }
  EXPECT_GT(most, 0);
  EXPECT_EQ(ctl({"reload"}).code, 0);
  receiver_.waitForBody("mk4");
  EXPECT_EQ(stop(), 0);
  std::size_t arrived = 0;
  for (const auto& request : receiver_.received()) arrived += request.body.find("\"mk3-") != std::string::npos ? 1 : 0;
  EXPECT_GE(arrived, expected);
}

}  // namespace
}  // namespace herald::testing
