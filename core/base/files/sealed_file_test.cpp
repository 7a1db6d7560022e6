// SPDX-License-Identifier: Apache-2.0
#include "base/files/sealed_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "base/files/open_file.h"
#include "base/files/read_file.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;

TEST(SealedFile, HasItsBytesAtAPathOfThisProcess) {
  const SealedFile file("a.so", "some bytes");
  EXPECT_EQ(readFile(file.path(), 100), "some bytes");
  EXPECT_EQ(file.path().parent_path(), fs::path("/proc") / std::to_string(::getpid()) / "fd");
}

TEST(SealedFile, CanBeTakenOverByItsDescriptor) {
  const SealedFile file("a.so", "some bytes");
  const SealedFile same(::dup(file.fd()));
  EXPECT_NE(same.fd(), file.fd());
  EXPECT_EQ(readFile(same.path(), 100), "some bytes");
}

TEST(SealedFile, IsKnownByItsNameHoweverLongThatIs) {
  EXPECT_EQ(fs::read_symlink(SealedFile("a.so", "").path()), "/memfd:a.so (deleted)");
  const std::string longest(255, 'x');
  EXPECT_THAT(fs::read_symlink(SealedFile(longest, "").path()).string(), ::testing::StartsWith("/memfd:xxx"));
}

TEST(SealedFile, CannotBeChangedByThisProcessEither) {
  const SealedFile file("a.so", "bytes");
  const auto fd = openFile(file.path(), O_RDWR);
  EXPECT_EQ(::pwrite(fd.get(), "B", 1, 0), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(::ftruncate(fd.get(), 0), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(::mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0), MAP_FAILED);
  EXPECT_EQ(::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SEAL), -1);
  EXPECT_EQ(readFile(file.path(), 100), "bytes");
}

TEST(SealedFile, EndsWithItsObjectUnlessItIsToStayOpen) {
  fs::path gone;
  {
    const SealedFile file("gone.so", "bytes");
    gone = file.path();
  }
  std::error_code none;
  EXPECT_NE(fs::read_symlink(gone, none).string(), "/memfd:gone.so (deleted)");

  fs::path kept;
  {
    SealedFile file("kept.so", "bytes");
    file.stayOpen();
    kept = file.path();
  }
  EXPECT_EQ(readFile(kept, 100), "bytes");
  ::close(std::stoi(kept.filename()));
}

}  // namespace
}  // namespace herald::core
