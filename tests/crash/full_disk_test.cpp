// SPDX-License-Identifier: Apache-2.0
#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <atomic>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "crash/crash_fixture.h"
#include "crash/private_mount.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// The data folder is on its own file system of 48 MiB, which only the daemon sees.
class FullDiskTest : public CrashTest {
 protected:
  /// `prepare` is a command of the shell. Its $1 is the data folder. With `lives` of 2, the shell starts a second
  /// daemon after the end of the first one.
  void startOnSmallDisk(const std::string& text, const std::string& prepare = "true", int lives = 1) {
    configure(text);
    const auto data = (folder_.path() / "data").string();
    fs::create_directory(data);
    const auto script = "mount -t tmpfs -o size=48m,mode=700 none \"$1\" && { " + prepare + "; } && " +
                        (lives > 1 ? "{ \"$2\" --config \"$3\" || true; } && " : "") + "exec \"$2\" --config \"$3\"";
    mount_.emplace(data);
    daemon_ = std::make_unique<Process>(mount_->command(script, {heraldd(), config()}));
    daemon_->waitForLine("runs with");
    disk_ = "/proc/" + std::to_string(daemon_->pid()) + "/root" + data;
  }

  void fill() const {
    std::ofstream file(disk_ / "filler", std::ios::binary);
    const std::string block(4096, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
    ASSERT_EQ(fs::space(disk_).available, 0u);
  }

  /// Ends the first of two daemons, and waits until the second one runs.
  void endFirst(int signal) {
    int pid = 0;
    std::ifstream(disk_ / "lock") >> pid;
    ASSERT_GT(pid, 0);
    ASSERT_EQ(::kill(pid, signal), 0);
    daemon_->waitForLine("runs with");
  }

  /// The numbers that a query of the outbox's file returns. It reads a copy, because SQLite does not follow the path
  /// into the mount.
  std::set<std::uint64_t> numbers(const char* query) const {
    const TemporaryFolder copy;
    for (const auto* name : {"outbox.db", "outbox.db-wal"}) fs::copy_file(disk_ / name, copy.path() / name);
    std::set<std::uint64_t> result;
    SQLite::Database file((copy.path() / "outbox.db").string(), SQLite::OPEN_READWRITE);
    SQLite::Statement row(file, query);
    while (row.executeStep()) result.insert(static_cast<std::uint64_t>(row.getColumn(0).getInt64()));
    return result;
  }

  /// How many rows of the outbox's file have no mark that they ended.
  std::size_t notEnded() const {
    auto rows = numbers("SELECT sequence FROM delivery");
    std::ifstream marks(disk_ / "ended", std::ios::binary);
    std::array<std::uint64_t, 2> mark{};
    while (marks.read(reinterpret_cast<char*>(mark.data()), sizeof(mark))) rows.erase(mark[0] >> 1);
    return rows.size();
  }

  void publishLast() const {
    const auto url = "http://127.0.0.1:" + std::to_string(port_) + "/events";
    const std::string last = R"({"device":"mk3","type":"Tick","payload":{"n":1000000}})";
    const auto sent = runToEnd({"curl", "-sS", "--fail", "-H", "Content-Type: application/json", "-d", last, url});
    ASSERT_EQ(sent.code, 0) << sent.output;
  }

  /// Herald delivers what waits while the disk is full, and ends. The next process must not deliver any of it again.
  void expectNothingRepeatedAfter(int signal, const std::string& reserve) {
    startOnSmallDisk("outbox.reserveBytes = " + reserve + " MiB\n" + setup(away_.url()), "true", 2);
    Publisher before(port_, "mk3", tick(2000));
    while (before.accepted() < 60) std::this_thread::yield();
    const auto waiting = before.stop();
    fill();
    arrivals_ = 0;
    back_ = true;
    while (arrivals_ < waiting) std::this_thread::yield();
    while (notEnded() > 0) std::this_thread::yield();
    endFirst(signal);
    publishLast();
    away_.waitForBody("\"n\":1000000}");  // it goes out behind everything else of its printer
    EXPECT_EQ(arrivals_, waiting + 1) << "something arrived again";
    EXPECT_EQ(stop(), 0);
  }

  fs::path disk_{};
  std::optional<PrivateMount> mount_{};
  std::atomic<bool> back_ = false;
  std::atomic<int> arrivals_ = 0;
  Receiver away_{[this](const Received&) {
    if (back_) ++arrivals_;
    return back_ ? 204 : 503;
  }};
};

using EitherSinkFullDiskTest = WithEitherSink<FullDiskTest>;
INSTANTIATE_TEST_SUITE_P(Of, EitherSinkFullDiskTest, kSinkKinds, nameOf);

TEST_P(EitherSinkFullDiskTest, RepeatsNothingAfterAKill) { expectNothingRepeatedAfter(SIGKILL, "1"); }
TEST_P(EitherSinkFullDiskTest, RepeatsNothingAfterAKillWithoutReserve) { expectNothingRepeatedAfter(SIGKILL, "0"); }
TEST_P(EitherSinkFullDiskTest, RepeatsNothingAfterACleanStop) { expectNothingRepeatedAfter(SIGTERM, "1"); }
TEST_P(EitherSinkFullDiskTest, RepeatsNothingAfterACleanStopWithoutReserve) {
  expectNothingRepeatedAfter(SIGTERM, "0");
}

/// Herald is killed while it delivers and the disk is full. What had ended on disk by then must not go out again.
TEST_P(EitherSinkFullDiskTest, RepeatsNothingThatHadEndedAtAKillInTheMiddle) {
  std::mutex mutex;
  int permits = 0;                 // so many more the receiver takes
  std::vector<std::string> order;  // of the first time
  std::map<std::string, int> taken;
  Receiver picky([&](const Received& request) {
    const std::lock_guard lock(mutex);
    if (permits == 0) return 503;
    --permits;
    if (++taken[request.body] == 1) order.push_back(request.body);
    return 204;
  });
  const auto take = [&](int count) {
    {
      const std::lock_guard lock(mutex);
      permits = count;
    }
    const auto left = [&] {
      const std::lock_guard lock(mutex);
      return permits;
    };
    while (left() > 0) std::this_thread::yield();
  };
  startOnSmallDisk("outbox.reserveBytes = 0\n" + setup(picky.url()), "true", 2);
  Publisher before(port_, "mk3", tick(2000));
  while (before.accepted() < 60) std::this_thread::yield();
  const auto waiting = before.stop();
  const auto half = waiting / 2;
  fill();
  take(half);
  while (notEnded() > static_cast<std::size_t>(waiting - half)) std::this_thread::yield();
  take(waiting / 4);
  endFirst(SIGKILL);
  {
    const std::lock_guard lock(mutex);
    permits = 2 * waiting;
  }
  publishLast();
  picky.waitForBody("\"n\":1000000}");
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(order.size(), static_cast<std::size_t>(waiting) + 1) << "something is lost";
  for (int i = 0; i < half; ++i) EXPECT_EQ(taken[order.at(static_cast<std::size_t>(i))], 1) << order[i];
}

/// An operator moves a queue, and the full disk refuses that. What the other sink got must not go out again.
TEST_F(FullDiskTest, RepeatsNoRefusedMoveAfterAKill) {
  const auto phone = webhook("phone", away_.url()) + "sink.phone.events = *\nsink.phone.retry.first = 10m\n" +
                     "sink.phone.retry.most = 20m\nsink.phone.data = {\"n\": \"@n\"}\n";
  startOnSmallDisk("outbox.reserveBytes = 0\n" + source() + phone + webhook("desk", receiver_.url()), "true", 2);
  Publisher before(port_, "mk3", tick(2000));
  while (before.accepted() < 60) std::this_thread::yield();
  const auto waiting = static_cast<std::size_t>(before.stop());
  while (!numbers("SELECT attempts FROM delivery").contains(1)) std::this_thread::yield();
  fill();
  const auto socket = (disk_ / "herald.sock").string();
  for (std::size_t moved = 0; moved < waiting; moved = receiver_.received().size()) {
    const auto move = runToEnd({"curl", "-sS", "--fail", "-d", R"({"to":"desk"})", "--unix-socket", socket,
                                "http://localhost/api/v1/queue/phone/move"});
    ASSERT_EQ(move.code, 0) << move.output;
  }
  while (notEnded() > 0) std::this_thread::yield();
  back_ = true;
  endFirst(SIGKILL);
  publishLast();
  away_.waitForBody("\"n\":1000000}");
  EXPECT_EQ(arrivals_, 1) << "something arrived again";
  EXPECT_EQ(receiver_.received().size(), waiting);
  EXPECT_EQ(stop(), 0);
}

/// Herald itself fills a small disk. The queue then empties, and the disk is Herald's again.
TEST_F(FullDiskTest, IsFreeAgainWhenTheQueueIsEmpty) {
  startOnSmallDisk("outbox.reserveBytes = 0\noutbox.diskBytes = 1000 MiB\n" + setup(away_.url()));
  Publisher publisher(port_, "mk3", tick(60000));
  daemon_->waitForLine("new deliveries are in memory only until the disk works again");
  const auto accepted = publisher.stop();
  back_ = true;
  away_.waitForBody("\"n\":" + std::to_string(accepted) + "}");
  daemon_->waitForLine("the outbox is on disk again");
  while (fs::space(disk_).available < (40U << 20)) std::this_thread::yield();
  EXPECT_EQ(stop(), 0);
}

TEST_P(EitherSinkFullDiskTest, IsReportedAndReplacedByMemoryUntilThereIsRoom) {
  startOnSmallDisk("outbox.reserveBytes = 0\n" + setup(away_.url()));
  Publisher publisher(port_, "mk3", tick(20000));
  while (publisher.accepted() < 20) std::this_thread::yield();
  fill();
  daemon_->waitForLine("new deliveries are in memory only until the disk works again");
  const auto accepted = publisher.stop();
  EXPECT_GE(accepted, 20);
  fs::remove(disk_ / "filler");
  daemon_->waitForLine("the outbox is on disk again");
  back_ = true;
  away_.waitForBody("\"n\":" + std::to_string(accepted) + "}");
  EXPECT_EQ(stop(), 0);
}

TEST_F(FullDiskTest, MayBeFullAtTheStart) {
  start(setup(away_.url()));
  Publisher earlier(port_, "mk4");
  while (earlier.accepted() < 3) std::this_thread::yield();
  const auto left = earlier.stop();
  EXPECT_EQ(stop(), 0);
  fs::rename(folder_.path() / "data", folder_.path() / "data.old");
  startOnSmallDisk(
      "outbox.reserveBytes = 0\n" + setup(away_.url()),
      "cp -a \"$1\".old/. \"$1\" && : > \"$1\"/lock && { cat /dev/zero > \"$1\"/filler 2>/dev/null || true; }");
  back_ = true;
  Publisher publisher(port_, "mk3", tick(20000));
  away_.waitForBody(R"({"device":"mk3","n":5})");
  publisher.stop();
  EXPECT_THAT(daemon_->output(), HasSubstr("new deliveries are in memory only until the disk works again"));
  fs::remove(disk_ / "filler");
  daemon_->waitForLine("the outbox is on disk again");
  away_.waitForBody(R"({"device":"mk4","n":)" + std::to_string(left) + "}");
  EXPECT_EQ(stop(), 0);
}

TEST_F(FullDiskTest, IsNotFilledByHerald) {
  startOnSmallDisk("outbox.reserveBytes = 1000 MiB\n" + setup(away_.url()));
  Publisher publisher(port_, "mk3");
  while (publisher.accepted() < 5) std::this_thread::yield();
  publisher.stop();
  back_ = true;
  away_.waitFor(5);
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(),
              HasSubstr("is nearly full: new deliveries are in memory only until there is room"));
}

}  // namespace
}  // namespace herald::testing
