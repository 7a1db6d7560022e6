// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <set>

#include "crash/crash_fixture.h"
#include "crash/private_mount.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// The data folder goes away while the daemon runs. The daemon delivers the events that it accepts then, reports that
/// they are in memory only, and writes them as soon as there is a disk again.
class LostDiskTest : public CrashTest {
 protected:
  void startOnDisk() {
    const auto text = setup(away_.url()) + webhook("desk", receiver_.url()) + "sink.desk.events = *\n";
    configure(text + "admin.listen = 127.0.0.1:" + std::to_string(adminPort_) + "\n");
    const std::map<std::string, std::string> environment{
        {"LD_PRELOAD", std::string(HERALD_BUILD) + "/tests/read_only_disk.so"},
        {"HERALD_DISK", data_.string()},
        {"ASAN_OPTIONS", "verify_asan_link_order=0"},
    };
    daemon_.reset();  // one that still runs has the data folder
    daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()}, environment);
    daemon_->waitForLine("runs with");
  }

  /// Publishes some events of one device, and waits until the sink that works has them.
  void publish(const std::string& device) {
    Publisher publisher(port_, device);
    while (publisher.accepted() < 5) std::this_thread::yield();
    accepted_ += publisher.stop();
    receiver_.waitFor(static_cast<std::size_t>(accepted_));
  }

  /// A page of the admin port, followed by its status.
  std::string page(const std::string& path) const {
    const auto url = "http://127.0.0.1:" + std::to_string(adminPort_) + path;
    return runToEnd({"curl", "-sS", "-w", " status %{http_code}", url}).output;
  }

  void expectMemoryOnly(int count, const std::string& why) const {
    EXPECT_THAT(page("/readyz"), AllOf(HasSubstr(why), HasSubstr("memory only"), HasSubstr("status 503")));
    EXPECT_THAT(page("/metrics"),
                AllOf(HasSubstr("herald_outbox_durable 0"),
                      HasSubstr("herald_waiting_in_memory_only{sink=\"phone\"} " + std::to_string(count))));
  }

  void expectOnDisk() const {
    EXPECT_THAT(page("/metrics"), AllOf(HasSubstr("herald_outbox_durable 1"),
                                        HasSubstr("herald_waiting_in_memory_only{sink=\"phone\"} 0")));
  }

  /// Kills the daemon. Expects that the next process delivers all accepted events to the sink that was away.
  void killAndExpectAll() {
    daemon_->signal(SIGKILL);
    daemon_->wait();
    back_ = true;
    auto seen = away_.received().size();
    startOnDisk();
    std::set<std::string> arrived;
    for (; static_cast<int>(arrived.size()) < accepted_; ++seen) {
      arrived.insert(away_.waitFor(seen + 1)[seen].headers.at("webhook-id"));
    }
    EXPECT_EQ(stop(), 0);
  }

  const fs::path data_ = folder_.path() / "data";
  const int adminPort_ = freePort();
  int accepted_ = 0;
  std::atomic<bool> back_ = false;
  Receiver away_{[this](const Received&) { return back_ ? 204 : 503; }};
};

TEST_F(LostDiskTest, BecomesReadOnlyAndWritableAgain) {
  startOnDisk();
  publish("before");
  const auto readOnly = folder_.write("data.read-only", "");
  const auto before = accepted_;
  publish("meanwhile");
  daemon_->waitForLine("new deliveries are in memory only until the disk works again");
  expectMemoryOnly(accepted_ - before, "outbox.db");
  const auto status = ctl({"status", "--json"});
  EXPECT_EQ(status.code, 1);
  EXPECT_THAT(status.output, HasSubstr("new deliveries are in memory only, and Herald tries the disk again"));
  EXPECT_THAT(status.output, HasSubstr("\"inMemoryOnly\": " + std::to_string(accepted_ - before)));
  fs::remove(readOnly);
  daemon_->waitForLine("the outbox is on disk again");
  expectOnDisk();
  publish("after");
  killAndExpectAll();
}

TEST_F(LostDiskTest, LosesTheFilesOfTheOutbox) {
  startOnDisk();
  publish("before");
  for (const auto* end : {"", "-wal", "-shm"}) fs::remove(data_ / (std::string("outbox.db") + end));
  publish("meanwhile");
  daemon_->waitForLine("was deleted or replaced");
  EXPECT_THAT(page("/metrics"), HasSubstr("herald_outbox_durable 0"));
  daemon_->waitForLine("the outbox is on disk again");
  expectOnDisk();
  killAndExpectAll();
}

TEST_F(LostDiskTest, LosesTheWholeFolderUntilItExistsAgain) {
  startOnDisk();
  publish("before");
  fs::remove_all(data_);
  publish("meanwhile");
  daemon_->waitForLine("was deleted or replaced");
  publish("later");
  EXPECT_THAT(page("/readyz"), AllOf(HasSubstr("memory only"), HasSubstr("status 503")));
  fs::create_directory(data_);
  fs::permissions(data_, fs::perms::owner_all);
  daemon_->waitForLine("the outbox is on disk again");
  expectOnDisk();
  killAndExpectAll();
}

TEST_F(LostDiskTest, IsReadOnlyAtTheStartAndRejectedInOneSentence) {
  startOnDisk();
  EXPECT_EQ(stop(), 0);
  const PrivateMount mount(data_);
  const auto refused = runToEnd(
      mount.command("mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" && exec \"$2\" --config \"$3\"",
                    {heraldd(), config()}));
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.output, HasSubstr("cannot use the data folder " + data_.string() + ": Read-only file system"));
}

}  // namespace
}  // namespace herald::testing
