// SPDX-License-Identifier: Apache-2.0
#include "herald/regular_file.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "herald/testing/temporary_folder.h"

namespace herald {
namespace {

TEST(InsteadOfFile, SaysWhatIsNoRegularFile) {
  const testing::TemporaryFolder folder;
  const auto in = [&](const std::string& name) { return (folder.path() / name).string(); };
  folder.write("file", "x");
  std::filesystem::create_symlink("file", in("link"));
  ASSERT_EQ(::mkfifo(in("pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("pipe", in("link to a pipe"));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  in("socket").copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(fd);
  EXPECT_EQ(insteadOfFile(in("file")), "");
  EXPECT_EQ(insteadOfFile(in("link")), "");
  EXPECT_EQ(insteadOfFile(in("nothing")), "");
  EXPECT_EQ(insteadOfFile(in("pipe")), "a named pipe");
  EXPECT_EQ(insteadOfFile(in("link to a pipe")), "a named pipe");
  EXPECT_EQ(insteadOfFile(in("socket")), "a socket");
  EXPECT_EQ(insteadOfFile(in("")), "a folder");
  EXPECT_EQ(insteadOfFile("/dev/null"), "a device");
}

}  // namespace
}  // namespace herald
