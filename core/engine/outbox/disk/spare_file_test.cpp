// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/spare_file.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

class SpareFileTest : public ::testing::Test {
 protected:
  static std::string image(std::size_t size) {
    const std::string begin("SQLite format 3\0", 16);
    return begin + std::string(size - begin.size(), 'x');
  }
  std::string content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  testing::TemporaryFolder folder_{};
  const std::filesystem::path path_ = folder_.path() / "spare";
  const SpareFile spare_{path_};
};

TEST_F(SpareFileTest, needs_no_new_room_and_keeps_what_fits) {
  spare_.reserve();
  EXPECT_FALSE(spare_.isUsed());
  for (const auto size : {std::size_t{8192}, SpareFile::kRoom}) {
    EXPECT_TRUE(spare_.keep(image(size)));
    EXPECT_EQ(std::filesystem::file_size(path_), SpareFile::kRoom);
    EXPECT_TRUE(SpareFile(path_).isUsed());
    EXPECT_EQ(content().substr(0, size), image(size));
    spare_.reserve();
    EXPECT_TRUE(spare_.isUsed()) << "it has its room already";
    spare_.clear();
    EXPECT_FALSE(SpareFile(path_).isUsed());
  }
  EXPECT_FALSE(spare_.keep(image(SpareFile::kRoom + 1)));
  EXPECT_FALSE(spare_.isUsed());
}

TEST_F(SpareFileTest, has_more_room_for_more_deliveries_up_to_a_limit) {
  constexpr std::size_t kMiB = 1 << 20;
  for (const auto& [bytes, room] : std::vector<std::pair<std::size_t, std::size_t>>{
           {0, kMiB}, {1, 2 * kMiB}, {3 * kMiB, 5 * kMiB}, {kMiB, 5 * kMiB}, {100 * kMiB, SpareFile::kMostRoom}}) {
    spare_.reserve(bytes);
    EXPECT_EQ(std::filesystem::file_size(path_), room) << bytes;
  }
  EXPECT_TRUE(spare_.keep(image(5 * kMiB)));
  EXPECT_FALSE(spare_.keep(image(SpareFile::kMostRoom + 1)));
}

TEST_F(SpareFileTest, without_its_room_it_keeps_nothing) {
  EXPECT_FALSE(spare_.keep(image(8192)));
  std::ofstream(path_, std::ios::binary) << std::string(8192, '\0');
  EXPECT_FALSE(spare_.keep(image(8192)));
  EXPECT_FALSE(spare_.isUsed());
  spare_.reserve();
  EXPECT_TRUE(spare_.keep(image(8192)));
}

TEST_F(SpareFileTest, is_used_though_its_first_bytes_are_damaged) {
  spare_.reserve();
  EXPECT_TRUE(spare_.keep(image(8192)));
  std::fstream(path_, std::ios::in | std::ios::out | std::ios::binary) << "xxx";
  EXPECT_TRUE(spare_.isUsed());
  spare_.clear();
  std::fstream(path_, std::ios::in | std::ios::out | std::ios::binary) << "xxx";
  EXPECT_FALSE(spare_.isUsed());
}

TEST_F(SpareFileTest, is_private) {
  spare_.reserve();
  EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms(0600));
}

TEST_F(SpareFileTest, without_a_folder_there_is_none) {
  const SpareFile spare(folder_.path() / "missing" / "spare");
  spare.reserve();
  EXPECT_FALSE(spare.keep(image(8192)));
  EXPECT_FALSE(spare.isUsed());
  spare.clear();
}

}  // namespace
}  // namespace herald::core
