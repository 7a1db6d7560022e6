// SPDX-License-Identifier: Apache-2.0
#include "base/files/service_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <system_error>

#include "base/files/read_file.h"
#include "base/files/testing/file_facts.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;

constexpr Owner kService{4711, 4712};

void expectPrivateTo(const Owner& owner, const fs::path& path) {
  EXPECT_EQ(factsOf(path).st_uid, owner.user) << path;
  EXPECT_EQ(factsOf(path).st_gid, owner.group) << path;
  EXPECT_EQ(factsOf(path).st_mode & 0077, 0u) << path;
}

// Only root may give a file away. For another user, the test checks that a failed call leaves nothing behind.
TEST(WriteForService, GivesTheServiceItsFileAndTheFoldersThatItNeeded) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "new" / "secrets" / "mk3";
  if (::geteuid() != 0) {
    EXPECT_THROW(writeForService(file, "K3Y", kService), std::system_error);
    EXPECT_FALSE(fs::exists(folder.path() / "new"));
    return;
  }
  writeForService(file, "K3Y", kService);
  for (const fs::path& made : {file.parent_path().parent_path(), file.parent_path(), file})
    expectPrivateTo(kService, made);
  EXPECT_EQ(readFile(file, 10), "K3Y");
}

TEST(WriteForService, WhatWasThereStaysWhoseItIs) {
  const testing::TemporaryFolder folder;
  const Owner self{::geteuid(), ::getegid()};
  const fs::path file = folder.path() / "secrets" / "mk3";
  fs::create_directory(file.parent_path());
  fs::permissions(file.parent_path(), fs::perms::owner_all);
  const Owner owner = self.user == 0 ? kService : self;
  writeForService(file, "K3Y", owner);
  expectPrivateTo(self, file.parent_path());
  expectPrivateTo(owner, file);
}

TEST(WriteForService, BelongsToThisUserIfThereIsNoService) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "secrets" / "mk3";
  writeForService(file, "K3Y", {});
  expectPrivateTo({::geteuid(), ::getegid()}, file);
}

TEST(WhyNotWritable, ChecksTheFolderOrTheFolderAboveAMissingOne) {
  const testing::TemporaryFolder folder;
  folder.write("file", "no folder");
  fs::create_directory(folder.path() / "closed");
  fs::permissions(folder.path() / "closed", fs::perms::owner_read);
  EXPECT_FALSE(whyNotWritable(folder.path()));
  EXPECT_FALSE(whyNotWritable(folder.path() / "new" / "secrets"));
  EXPECT_EQ(whyNotWritable(folder.path() / "file"), std::errc::not_a_directory);
  EXPECT_EQ(whyNotWritable(folder.path() / "file" / "secrets"), std::errc::not_a_directory);
  if (::geteuid() == 0) return;  // root may write anywhere
  for (const char* name : {"closed", "closed/new"})
    EXPECT_EQ(whyNotWritable(folder.path() / name), std::errc::permission_denied) << name;
}

// The service may have put a link into its own folder, at the name that root writes.
TEST(WriteForService, GivesAwayNothingThatALinkPointsTo) {
  const testing::TemporaryFolder folder;
  const fs::path other = folder.write("other", "mine");
  const fs::path file = folder.path() / "secrets" / "mk3";
  fs::create_directory(file.parent_path());
  fs::create_symlink(other, file);
  const Owner self{::geteuid(), ::getegid()};
  const Owner owner = self.user == 0 ? kService : self;
  writeForService(file, "K3Y", owner);
  EXPECT_EQ(factsOf(other).st_uid, self.user);
  EXPECT_EQ(readFile(other, 10), "mine");
  expectPrivateTo(owner, file);
}

}  // namespace
}  // namespace herald::core
