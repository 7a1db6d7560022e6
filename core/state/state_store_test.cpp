#include "core/state/state_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

#include "core/files/files.h"
#include "core/files/temporary_folder.h"

namespace herald::core {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

class StateStoreTest : public testing::Test {
 protected:
  /// What a daemon that starts now would read: without what is still in memory.
  std::string onDisk(const std::string& key) const { return StateStore(folder_).load(key); }

  TemporaryFolder temporary_;
  std::filesystem::path folder_ = temporary_.path() / "state" / "sink" / "slack";
  std::mutex mutex_;
  std::vector<std::string> errors_;
  std::shared_ptr<StateWriter> writer_ = std::make_shared<StateWriter>([this](const std::string& text) {
    const std::lock_guard lock(mutex_);
    errors_.push_back(text);
  });
};

TEST_F(StateStoreTest, LoadsNothingThatWasNeverSaved) { EXPECT_EQ(StateStore(folder_).load("token"), ""); }

TEST_F(StateStoreTest, KeepsEachValueUnderItsOwnKey) {
  StateStore store(folder_, writer_);
  store.save("token", std::string("a\0b\n", 4));
  store.save("../token", "other");
  EXPECT_EQ(onDisk("token"), std::string("a\0b\n", 4));
  EXPECT_EQ(onDisk("../token"), "other");
  EXPECT_FALSE(std::filesystem::exists(folder_.parent_path() / "token"));
}

TEST_F(StateStoreTest, IsReadableByTheDaemonsUserAlone) {
  StateStore(folder_, writer_).save("token", "x");
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(folder_).permissions(), perms::owner_all);
  EXPECT_EQ(std::filesystem::status(folder_ / "token").permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(StateStoreTest, IgnoresTheHalfWrittenFileOfACrash) {
  StateStore(folder_, writer_).save("token", "whole");
  temporary_.write("state/sink/slack/.token.tmp", "ha");
  EXPECT_EQ(onDisk("token"), "whole");
}

TEST_F(StateStoreTest, SeesALaterValueAtOnceAndHasItOnDiskAfterAFlush) {
  StateStore store(folder_, writer_);
  store.saveLater("job", "1");
  EXPECT_EQ(store.load("job"), "1");
  writer_->flush();
  EXPECT_EQ(onDisk("job"), "1");
}

TEST_F(StateStoreTest, WritesWhatWaitsBeforeTheWriterGoes) {
  StateStore(folder_).saveLater("job", "last words");
  EXPECT_EQ(onDisk("job"), "last words");
}

TEST_F(StateStoreTest, AValueThatIsSavedAtOnceIsNotOverwrittenByAnOlderOneThatWaited) {
  StateStore store(folder_, writer_);
  store.saveLater("job", "older");
  store.save("job", "newer");
  EXPECT_EQ(store.load("job"), "newer");
  writer_->flush();
  EXPECT_EQ(onDisk("job"), "newer");
}

TEST_F(StateStoreTest, SaysWhatToDoWhereTheDiskRefuses) {
  temporary_.write("state", "a file in the way");
  try {
    StateStore(folder_, writer_).save("token", "s3cret");
    FAIL() << "saved into a file";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(),
                HasSubstr((folder_ / "token").string() + ": Not a directory; check the disk's free space"));
    EXPECT_THAT(error.what(), Not(HasSubstr("s3cret")));
  }
}

TEST_F(StateStoreTest, SaysWhatToDoWhereAFileCannotBeRead) {
  StateStore store(folder_, writer_);
  store.save("token", "x");
  std::filesystem::permissions(folder_ / "token", std::filesystem::perms::none);
  const WithoutPrivileges rights;
  try {
    store.load("token");
    FAIL() << "read a file without permission";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("token: Permission denied; it has to be a file that belongs to the daemon's user"));
  }
}

TEST_F(StateStoreTest, ReportsARefusedLaterValueOnceAndTriesItAgainWithTheNext) {
  const auto obstacle = temporary_.write("state", "a file in the way");
  StateStore store(folder_, writer_);
  store.saveLater("a", "1");
  writer_->flush();
  store.saveLater("b", "2");
  writer_->flush();
  EXPECT_EQ(store.load("a"), "1");
  {
    const std::lock_guard lock(mutex_);
    EXPECT_THAT(errors_, ElementsAre(HasSubstr("cannot save the state file")));
  }
  std::filesystem::remove(obstacle);
  store.saveLater("c", "3");
  writer_->flush();
  EXPECT_EQ(onDisk("a") + onDisk("b") + onDisk("c"), "123");
}

TEST_F(StateStoreTest, IsWholeAtEveryMomentWhileManyThreadsUseIt) {
  const std::string first(10000, 'a'), second(5000, 'b');
  StateStore store(folder_, writer_);
  store.save("k", first);
  std::latch begin(4);
  const auto work = [&](auto step) {
    return std::thread([&, step] {
      begin.arrive_and_wait();
      for (int i = 0; i < 20; ++i) step();
    });
  };
  std::vector<std::thread> threads;
  threads.push_back(work([&] { store.save("k", first); }));
  threads.push_back(work([&] { store.saveLater("k", second); }));
  threads.push_back(work([&] { EXPECT_THAT(store.load("k"), AnyOf(first, second)); }));
  threads.push_back(work([&] { EXPECT_THAT(onDisk("k"), AnyOf(first, second)); }));
  for (auto& thread : threads) thread.join();
  writer_->flush();
  EXPECT_EQ(onDisk("k"), store.load("k"));
}

}  // namespace
}  // namespace herald::core
