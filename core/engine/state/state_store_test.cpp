// SPDX-License-Identifier: Apache-2.0
#include "engine/state/state_store.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "engine/outbox/kinds/memory_outbox.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "engine/state/plugin_note.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::AnyOf;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StateStoreTest : public ::testing::Test {
 protected:
  MemoryOutbox outbox_{};
  StateStore store_{outbox_, stateOwner("sink", "slack")};
};

TEST_F(StateStoreTest, loads_nothing_that_was_never_saved) { EXPECT_EQ(store_.load("token"), ""); }

TEST_F(StateStoreTest, keeps_each_value_under_its_owner_and_key) {
  StateStore other(outbox_, stateOwner("source", "slack"));
  store_.save("token", std::string("a\0b\n", 4));
  store_.saveLater("../token", "second");
  other.save("token", "other");
  EXPECT_EQ(store_.load("token"), std::string("a\0b\n", 4));
  EXPECT_EQ(store_.load("../token"), "second");
  EXPECT_EQ(other.load("token"), "other");
  EXPECT_EQ(StateStore(outbox_, "sink.slack").load("token"), store_.load("token"));
}

TEST_F(StateStoreTest, refuses_a_value_that_is_not_small) {
  const std::string most(kMostNote - 5, 'x');
  store_.save("token", most);
  EXPECT_EQ(store_.load("token"), most);
  EXPECT_THROW(store_.save("token", most + "x"), std::length_error);
  EXPECT_THROW(store_.saveLater("token", most + "x"), std::length_error);
  EXPECT_THROW(store_.saveWithEvent("token", most + "x"), std::length_error);
  EXPECT_EQ(store_.load("token"), most);
  EXPECT_THAT(store_.takeNotes(), IsEmpty());
}

TEST_F(StateStoreTest, an_empty_value_is_forgotten) {
  store_.save("token", "t");
  store_.save("token", "");
  EXPECT_EQ(store_.load("token"), "");
}

TEST_F(StateStoreTest, a_value_for_an_event_is_seen_at_once_and_taken_once) {
  store_.saveWithEvent("job", "1");
  store_.saveWithEvent("job", "2");
  EXPECT_EQ(store_.load("job"), "2");
  EXPECT_EQ(outbox_.note("sink.slack", "job"), "");
  const auto notes = store_.takeNotes();
  ASSERT_THAT(notes, SizeIs(1));
  EXPECT_EQ(notes[0].owner + " " + notes[0].key + " " + notes[0].value, "sink.slack job 2");
  EXPECT_THAT(store_.takeNotes(), IsEmpty());
}

TEST_F(StateStoreTest, a_saved_value_survives_any_end_of_the_process) {
  const testing::TemporaryFolder folder;
  FakeTime time;
  const auto running = openDisk(folder.path(), time);
  StateStore(*running, "sink.slack").save("token", "t");
  const auto copy = folder.path() / "copy";
  std::filesystem::create_directory(copy);
  for (const auto* name : {"outbox.db", "outbox.db-wal"}) std::filesystem::copy(folder.path() / name, copy / name);
  EXPECT_EQ(StateStore(*openDisk(copy, time), "sink.slack").load("token"), "t");
}

TEST_F(StateStoreTest, many_threads_always_see_whole_values) {
  const std::string first(10000, 'a'), second(5000, 'b');
  store_.save("k", first);
  std::latch begin(3);
  const auto work = [&](const std::function<void()>& step) {
    return std::thread([&begin, step] {
      begin.arrive_and_wait();
      for (int i = 0; i < 200; ++i) step();
    });
  };
  std::vector<std::thread> threads;
  threads.push_back(work([&] { store_.save("k", first); }));
  threads.push_back(work([&] { store_.saveWithEvent("k", second); }));
  threads.push_back(work([&] { EXPECT_THAT(store_.load("k"), AnyOf(first, second)); }));
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace herald::core
