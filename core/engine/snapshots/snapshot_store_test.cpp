// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/snapshot_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <limits>
#include <set>

#include "engine/snapshots/testing/scripted_camera.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Jpeg jpegOf(const std::string& text) { return std::make_shared<const std::string>(pictureOf(text)); }

const std::size_t kSize = pictureOf("a").size();

enum class Kind { Memory, Disk };

class SnapshotStoreTest : public ::testing::TestWithParam<Kind> {
 protected:
  SnapshotPlace place() {
    SnapshotPlace place;
    if (GetParam() == Kind::Disk) place.folder = pictures();
    return place;
  }
  fs::path pictures() { return folder_.path() / "snapshots"; }

  std::set<std::string> files() {
    std::set<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(pictures(), none)) names.insert(entry.path().filename().string());
    return names;
  }

  static std::string found(SnapshotStore& store, const std::string& event) {
    const auto jpeg = store.find(event);
    return jpeg ? *jpeg : "";
  }

  const testing::TemporaryFolder folder_{};
};

INSTANTIATE_TEST_SUITE_P(All, SnapshotStoreTest, ::testing::Values(Kind::Memory, Kind::Disk),
                         [](const auto& one) { return one.param == Kind::Disk ? "disk" : "memory"; });

TEST_P(SnapshotStoreTest, keeps_pictures_until_they_are_forgotten) {
  SnapshotStore store(place());
  EXPECT_EQ(store.find("a"), nullptr);
  store.put("a", jpegOf("a"));
  store.put("b", jpegOf("b"));
  store.put("a", jpegOf("c"));
  EXPECT_EQ(found(store, "a"), pictureOf("a")) << "the first one is that of the event";
  EXPECT_EQ(store.facts("a")->bytes, kSize);
  EXPECT_EQ(store.facts("a")->sha256.size(), 64u);
  EXPECT_NE(store.facts("a")->sha256, store.facts("b")->sha256);
  EXPECT_EQ(store.facts("c"), std::nullopt);
  EXPECT_THAT(store.events(), ElementsAre("a", "b"));
  EXPECT_EQ(store.counts().kept, 2u);
  EXPECT_EQ(store.counts().bytes, 2 * kSize);

  store.forget({"a", "unknown"});
  EXPECT_EQ(store.find("a"), nullptr);
  EXPECT_TRUE(store.has("b"));
  EXPECT_EQ(store.counts().bytes, kSize);
  store.forget({"b"});
  EXPECT_EQ(store.counts().kept, 0u);
  EXPECT_EQ(store.counts().dropped, 0u);
  EXPECT_THAT(files(), IsEmpty());
}

TEST_P(SnapshotStoreTest, keeps_one_picture_of_several_events_once) {
  SnapshotStore store(place());
  const auto jpeg = jpegOf("a");
  for (const auto* event : {"a", "b", "c"}) store.put(event, jpeg);
  EXPECT_EQ(store.counts().kept, 1u);
  EXPECT_EQ(store.counts().bytes, kSize);
  store.forget({"a"});
  EXPECT_EQ(found(store, "b"), *jpeg);
  EXPECT_EQ(found(store, "c"), *jpeg);
  EXPECT_EQ(store.counts().kept, 1u);
  if (GetParam() == Kind::Memory) return;
  struct stat facts {};
  ASSERT_EQ(::stat((pictures() / "b.jpg").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_nlink, 2u) << "one file with two names";
}

TEST_P(SnapshotStoreTest, drops_the_oldest_above_its_bound) {
  auto small = place();
  small.bytes = 2 * kSize;
  SnapshotStore store(small);
  for (const auto* event : {"b", "a", "c"}) store.put(event, jpegOf(event));
  EXPECT_THAT(store.events(), ElementsAre("a", "c"));
  EXPECT_EQ(store.counts().dropped, 1u);
  if (GetParam() == Kind::Disk) {
    EXPECT_THAT(files(), ElementsAre("a.jpg", "c.jpg"));
  }

  store.put("huge", std::make_shared<const std::string>(3 * kSize, 'x'));
  EXPECT_THAT(store.events(), ElementsAre("a", "c")) << "it pushes out none";
  EXPECT_EQ(store.counts().dropped, 2u);
}

TEST_P(SnapshotStoreTest, without_room_keeps_none) {
  auto none = place();
  none.bytes = 0;
  SnapshotStore store(none);
  store.put("a", jpegOf("a"));
  EXPECT_EQ(store.find("a"), nullptr);
  EXPECT_THAT(files(), IsEmpty());
}

class SnapshotFolderTest : public SnapshotStoreTest {};

INSTANTIATE_TEST_SUITE_P(All, SnapshotFolderTest, ::testing::Values(Kind::Disk),
                         [](const auto&) { return std::string("disk"); });

TEST_P(SnapshotFolderTest, is_for_this_user_alone) {
  SnapshotStore store(place());
  EXPECT_FALSE(fs::exists(pictures())) << "it is made for the first picture";
  store.put("a", jpegOf("a"));
  struct stat facts {};
  ASSERT_EQ(::stat(pictures().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777U, 0700U);
}

TEST_P(SnapshotFolderTest, counts_each_file_where_events_cannot_share_one) {
  SnapshotStore store(place());
  const auto jpeg = jpegOf("x");
  store.put("a", jpeg);
  fs::remove(pictures() / "a.jpg");  // so that it cannot get another name
  store.put("b", jpeg);
  EXPECT_EQ(store.counts().kept, 2u);
  EXPECT_EQ(store.counts().bytes, 2 * kSize);
}

TEST_P(SnapshotFolderTest, survives_a_restart) {
  {
    SnapshotStore store(place());
    const auto shared = jpegOf("x");
    store.put("b", shared);
    store.put("d", shared);
    store.put("a", jpegOf("a"));
    std::ofstream(pictures() / "c.jpg.new") << "half";
    std::ofstream(pictures() / "notes.txt") << "not ours";
  }
  struct timespec old[2] = {{1, 0}, {1, 0}};
  ::utimensat(AT_FDCWD, (pictures() / "a.jpg").c_str(), old, 0);
  auto small = place();
  small.bytes = 2 * kSize;
  SnapshotStore store(small);
  EXPECT_THAT(store.events(), ElementsAre("a", "b", "d"));
  EXPECT_EQ(store.counts().kept, 2u) << "two names of one file are one picture";
  EXPECT_EQ(found(store, "d"), pictureOf("x"));
  EXPECT_THAT(files(), ElementsAre("a.jpg", "b.jpg", "d.jpg", "notes.txt"));
  store.put("e", jpegOf("e"));
  EXPECT_THAT(store.events(), ElementsAre("b", "d", "e")) << "the oldest one goes first";
}

TEST_P(SnapshotFolderTest, has_only_the_newest_pictures_in_memory_too) {
  auto small = place();
  small.memoryBytes = kSize;
  SnapshotStore store(small);
  store.put("a", jpegOf("a"));
  store.put("b", jpegOf("b"));
  fs::remove(pictures() / "b.jpg");
  EXPECT_EQ(found(store, "b"), pictureOf("b"));
  EXPECT_EQ(found(store, "a"), pictureOf("a")) << "from its file";
  EXPECT_EQ(store.counts().kept, 2u);
}

TEST_P(SnapshotFolderTest, a_damaged_file_costs_only_its_picture) {
  auto small = place();
  small.memoryBytes = 0;
  SnapshotStore store(small);
  store.put("a", jpegOf("a"));
  store.put("b", jpegOf("b"));
  std::ofstream(pictures() / "a.jpg") << "zeros";
  EXPECT_EQ(store.find("a"), nullptr);
  EXPECT_EQ(found(store, "b"), pictureOf("b"));
  EXPECT_EQ(store.counts().dropped, 1u);
  EXPECT_THAT(files(), ElementsAre("b.jpg"));
}

TEST_P(SnapshotFolderTest, while_the_disk_refuses_memory_keeps_the_newest) {
  auto full = place();
  full.reserve = std::numeric_limits<std::uint64_t>::max() / 2;
  full.memoryBytes = 2 * kSize;
  SnapshotStore store(full);
  for (const auto* event : {"a", "b", "c"}) store.put(event, jpegOf(event));
  EXPECT_THAT(files(), IsEmpty());
  EXPECT_THAT(store.events(), ElementsAre("b", "c"));
  EXPECT_EQ(found(store, "c"), pictureOf("c"));
  EXPECT_EQ(store.counts().dropped, 1u);
}

TEST_P(SnapshotFolderTest, comes_back_if_it_was_removed) {
  SnapshotStore store(place());
  store.put("a", jpegOf("a"));
  fs::remove_all(pictures());
  store.put("b", jpegOf("b"));
  EXPECT_THAT(files(), ElementsAre("b.jpg"));
}

}  // namespace
}  // namespace herald::core
