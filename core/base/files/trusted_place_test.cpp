// SPDX-License-Identifier: Apache-2.0
#include "base/files/trusted_place.h"

#include <gmock/gmock.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <optional>

#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// The user of the folders. Only root can give them to somebody else.
uid_t owner() { return ::geteuid() == 0 ? 4711 : ::geteuid(); }

/// A user to whom no folder of these tests belongs.
uid_t stranger() { return owner() + 1; }

/// A user with a group of the same name that has no other member; nothing if this test can give files to none.
std::optional<passwd> userWithOwnGroup() {
  for (const passwd* user = ::getpwuid(::geteuid()); user; user = ::geteuid() == 0 ? ::getpwent() : nullptr) {
    const group* its = ::getgrgid(user->pw_gid);
    if (user->pw_uid != 0 && its && std::string(its->gr_name) == user->pw_name && !*its->gr_mem) return *user;
  }
  return std::nullopt;
}

/// The folder `place` in the folder `above` in a folder of this test, all of them with mode 0700 and of one owner.
class TrustedPlace : public ::testing::Test {
 protected:
  TrustedPlace() {
    fs::create_directories(place_);
    own(owner(), static_cast<gid_t>(-1));
  }

  void own(uid_t user, gid_t group) const {
    for (const auto& folder : {top_, above_, place_}) {
      fs::permissions(folder, fs::perms::owner_all);
      ASSERT_EQ(::chown(folder.c_str(), user, group), 0);
    }
  }

  static void allow(const fs::path& folder, unsigned mode) { fs::permissions(folder, fs::perms(mode)); }

  static std::string openOf(const fs::path& folder) {
    return "a folder that others can write to: chmod go-w " + folder.string();
  }

  const testing::TemporaryFolder folder_{};
  const fs::path top_ = folder_.path(), above_ = top_ / "above", place_ = above_ / "place";
};

TEST_F(TrustedPlace, IsAFolderOfTheUserAlone) {
  EXPECT_EQ(whyUntrusted(place_, owner()), "");
  allow(place_, 0755);
  allow(above_, 0755);
  EXPECT_EQ(whyUntrusted(place_, owner()), "");
  EXPECT_EQ(whyUntrusted("/", owner()), "");
  EXPECT_EQ(whyUntrusted("/usr", owner()), "");
}

TEST_F(TrustedPlace, IsNoFolderThatOthersCanWriteTo) {
  for (const unsigned mode : {0777U, 01777U, 0775U, 0702U}) {
    allow(place_, mode);
    EXPECT_EQ(whyUntrusted(place_, owner()), "is " + openOf(place_)) << std::oct << mode;
  }
}

TEST_F(TrustedPlace, IsInNoFolderThatOthersCanWriteTo) {
  for (const auto& folder : {above_, top_}) {
    allow(folder, 0777);
    EXPECT_EQ(whyUntrusted(place_, owner()), "lies in " + openOf(folder));
    allow(folder, 01777);
    EXPECT_EQ(whyUntrusted(place_, owner()), "") << "the sticky bit";
    allow(folder, 0700);
  }
}

TEST_F(TrustedPlace, IsNotBelowAFolderOfRootThatEverybodyCouldMove) {
  own(::geteuid(), static_cast<gid_t>(-1));  // of root, if this test can do so
  allow(top_, 0777);
  EXPECT_EQ(whyUntrusted(place_, ::geteuid()), "lies in " + openOf(top_));
}

TEST_F(TrustedPlace, LetsAGroupOfTheUserAloneWriteAboveIt) {
  const auto user = userWithOwnGroup();
  if (user) own(user->pw_uid, user->pw_gid);
  allow(above_, 0775);
  EXPECT_EQ(whyUntrusted(place_, user ? user->pw_uid : owner()), user ? "" : "lies in " + openOf(above_));
  EXPECT_THAT(whyUntrusted(place_, stranger()), HasSubstr("belongs to user"));

  if (::geteuid() == 0) own(owner(), 4712);  // a group without a name
  allow(above_, ::geteuid() == 0 ? 0775 : 0777);
  EXPECT_EQ(whyUntrusted(place_, owner()), "lies in " + openOf(above_));
}

TEST_F(TrustedPlace, AndTheFoldersAboveItBelongToTheUserOrRoot) {
  const std::string why =
      "a folder that belongs to user " + std::to_string(owner()) + ", not to root or the user that Herald runs as: ";
  EXPECT_EQ(whyUntrusted(place_, stranger()), "is " + why + "give it to one of them (chown)");
  EXPECT_EQ(whyUntrusted(place_ / "new", stranger()), "lies in " + why + "chown root " + place_.string());
}

TEST_F(TrustedPlace, ThatDoesNotExistIsJudgedByWhereItWouldBe) {
  EXPECT_EQ(whyUntrusted(place_ / "a" / "b", owner()), "");
  allow(place_, 0777);
  EXPECT_EQ(whyUntrusted(place_ / "a" / "b", owner()), "lies in " + openOf(place_));
}

TEST_F(TrustedPlace, IsJudgedOnEveryWayThatLinksTake) {
  const testing::TemporaryFolder other;
  const fs::path open = other.path() / "open", first = above_ / "first", second = open / "second";
  const fs::path way = above_ / "." / "first" / ".." / "place" / "data";
  fs::create_directory(open);
  fs::create_directory(place_ / "data");
  fs::create_directory_symlink(fs::path("../..") / other.path().filename() / "open" / "second", first);
  fs::create_directory_symlink(place_, second);
  for (const auto& entry : {other.path(), open, place_ / "data", first, second})
    ASSERT_EQ(::lchown(entry.c_str(), owner(), static_cast<gid_t>(-1)), 0);
  EXPECT_EQ(whyUntrusted(way, owner()), "");
  allow(open, 0777);
  EXPECT_EQ(whyUntrusted(way, owner()), "lies in " + openOf(open));
  allow(open, 0700);
  allow(place_ / "data", 0777);
  EXPECT_EQ(whyUntrusted(way, owner()), "is " + openOf(place_ / "data"));
}

TEST_F(TrustedPlace, IsNoWayOverALinkOfAStranger) {
  const testing::TemporaryFolder shared;
  allow(shared.path(), 01777);
  const fs::path link = shared.path() / "link";
  fs::create_directory_symlink("/usr", link);
  ASSERT_EQ(::lchown(link.c_str(), owner(), static_cast<gid_t>(-1)), 0);
  EXPECT_EQ(whyUntrusted(link / "lib", owner()), "");
  const auto flaw = flawOf(link / "lib", stranger());
  ASSERT_TRUE(flaw);
  EXPECT_EQ(flaw->folder, link);
  EXPECT_EQ(flaw->advice, "chown -h root " + link.string());
}

TEST_F(TrustedPlace, EndsALoopOfLinks) {
  fs::create_directory_symlink("loop", above_ / "loop");
  ASSERT_EQ(::lchown((above_ / "loop").c_str(), owner(), static_cast<gid_t>(-1)), 0);
  EXPECT_EQ(whyUntrusted(above_ / "loop" / "x", owner()), "");
}

}  // namespace
}  // namespace herald::core
