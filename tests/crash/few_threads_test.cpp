// SPDX-License-Identifier: Apache-2.0
#include <SQLiteCpp/SQLiteCpp.h>

#include "crash/crash_fixture.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A heraldd that gets only a few more threads, or none.
class FewThreadsTest : public CrashTest {
 protected:
  void permit(int threads) { folder_.write("threads", std::to_string(threads)); }

  void startWith(const std::string& text) {
    configure(text);
    const std::map<std::string, std::string> environment{
        {"LD_PRELOAD", std::string(HERALD_BUILD) + "/tests/few_threads.so"},
        {"HERALD_THREADS", threads_.string()},
        {"ASAN_OPTIONS", "verify_asan_link_order=0"},
    };
    daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()}, environment);
    daemon_->waitForLine("runs with");
  }

  int onDisk(const std::string& sink) const {
    SQLite::Database file((folder_.path() / "data/outbox.db").string(), SQLite::OPEN_READONLY, 5000);
    SQLite::Statement count(file, "SELECT count(*) FROM delivery WHERE sink = ?1");
    count.bind(1, sink);
    count.executeStep();
    return count.getColumn(0).getInt();
  }

  std::size_t publish() {
    Publisher publisher(port_, "mk3");
    while (publisher.accepted() < 20) std::this_thread::yield();
    return static_cast<std::size_t>(publisher.stop());
  }

  const fs::path threads_ = folder_.path() / "threads";
  Receiver away_{[](const Received&) { return 503; }};
};

TEST_F(FewThreadsTest, WithoutAnotherThreadAStopStillFlushes) {
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

}  // namespace
}  // namespace herald::testing
