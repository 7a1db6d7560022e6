// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <fstream>
#include <optional>

#include "crash/crash_fixture.h"
#include "crash/private_mount.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// The data folder is on its own file system of 48 MiB, which only the daemon sees.
class FullDiskTest : public CrashTest {
 protected:
  /// `prepare` is a command of the shell. Its $1 is the data folder.
  void startOnSmallDisk(const std::string& text, const std::string& prepare = "true") {
    configure(text);
    const auto data = (folder_.path() / "data").string();
    fs::create_directory(data);
    const auto script =
        "mount -t tmpfs -o size=48m,mode=700 none \"$1\" && { " + prepare + "; } && exec \"$2\" --config \"$3\"";
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

  fs::path disk_{};
  std::optional<PrivateMount> mount_{};
  std::atomic<bool> back_ = false;
  Receiver away_{[this](const Received&) { return back_ ? 204 : 503; }};
};

TEST_F(FullDiskTest, IsReportedAndReplacedByMemoryUntilThereIsRoom) {
  startOnSmallDisk("outbox.reserveMiB = 0\n" + setup(away_.url()));
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
      "outbox.reserveMiB = 0\n" + setup(away_.url()),
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
  startOnSmallDisk("outbox.reserveMiB = 1000\n" + setup(away_.url()));
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
