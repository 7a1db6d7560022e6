#include <atomic>
#include <fstream>

#include "tests/crash/crash_fixture.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A data folder on a file system of its own, 48 MiB large, which only the daemon sees.
class FullDiskTest : public CrashTest {
 protected:
  void startOnSmallDisk(const std::string& text) {
    configure(text);
    const auto data = (folder_.path() / "data").string();
    fs::create_directory(data);
    daemon_ = std::make_unique<Process>(
        std::vector<std::string>{"unshare", "--map-root-user", "--mount", "sh", "-c",
                                 "mount -t tmpfs -o size=48m,mode=700 none \"$1\" && exec \"$2\" --config \"$3\"", "sh",
                                 data, heraldd(), config()});
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
  std::atomic<bool> back_ = false;
  Receiver away_{[this](const Received&) { return back_ ? 204 : 503; }};
};

TEST_F(FullDiskTest, IsSaidAndMadeUpForByMemoryUntilThereIsRoom) {
  startOnSmallDisk("outbox.reserveMiB = 0\n" + setup(away_.url()));
  Publisher publisher(port_, "mk3", tick(20000));
  while (publisher.accepted() < 20) std::this_thread::yield();
  fill();
  daemon_->waitForLine("what is accepted is in memory only until the disk takes it");
  const auto accepted = publisher.stop();
  EXPECT_GE(accepted, 20);
  fs::remove(disk_ / "filler");
  daemon_->waitForLine("the outbox is on disk again");
  back_ = true;
  const auto ended = [&] {
    std::size_t count = 0;
    for (const auto& request : away_.received()) {
      count += request.body.find("\"n\":" + std::to_string(accepted) + "}") != std::string::npos ||
               request.body.find("\"n\": " + std::to_string(accepted)) != std::string::npos;
    }
    return count;
  };
  while (ended() == 0) away_.waitFor(away_.received().size() + 1);
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
              HasSubstr("is nearly full: what is accepted is in memory only until there is room"));
}

}  // namespace
}  // namespace herald::testing
