// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/snapshot_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <stdexcept>

#include "engine/snapshots/testing/scripted_camera.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

TEST(SnapshotFile, has_the_id_of_its_event_as_its_name) {
  const std::pair<std::string, std::string> names[] = {
      {"01980a3c-7b1e-7c55-9d3e-1f2a3b4c5d6e", "01980a3c-7b1e-7c55-9d3e-1f2a3b4c5d6e.jpg"},
      {"01980a3c-2", "01980a3c-2.jpg"},
      {"../x", "%2E%2E%2Fx.jpg"},
      {"a b", "a%20b.jpg"},
      {std::string("a\0b", 3), "a%00b.jpg"},
      {"\xC3\xBC", "%C3%BC.jpg"},
      {"100%", "100%25.jpg"},
  };
  for (const auto& [id, name] : names) {
    EXPECT_EQ(snapshotFileName(id), name);
    EXPECT_EQ(eventOfSnapshotFile(name), id);
  }
  EXPECT_EQ(snapshotFileName(""), "");
  EXPECT_EQ(snapshotFileName(std::string(300, 'a')), "") << "too long for a file";
}

TEST(SnapshotFile, of_nobody_is_left_alone) {
  for (const auto* name : {"x", "x.png", "x.jpg.new", ".jpg", "a%2fb.jpg", "a%2.jpg", "a%ZZ.jpg", "a.b.jpg"}) {
    EXPECT_EQ(eventOfSnapshotFile(name), std::nullopt) << name;
  }
}

TEST(SnapshotFile, is_for_this_user_alone_and_there_completely) {
  const testing::TemporaryFolder folder;
  const auto file = folder.path() / "a.jpg";
  writeSnapshot(file, pictureOf("one"));
  struct stat facts {};
  ASSERT_EQ(::stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777U, 0600U);
  EXPECT_EQ(readSnapshot(file), pictureOf("one"));

  std::ofstream(file) << pictureOf("one").substr(0, 100);
  EXPECT_THROW(readSnapshot(file), std::runtime_error) << "only a part of it";
  std::ofstream(file) << "";
  EXPECT_THROW(readSnapshot(file), std::runtime_error);
  EXPECT_THROW(readSnapshot(folder.path() / "b.jpg"), std::runtime_error);
  EXPECT_THROW(writeSnapshot(folder.path() / "none" / "a.jpg", "x"), std::runtime_error);
}

}  // namespace
}  // namespace herald::core
