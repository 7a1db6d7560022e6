// SPDX-License-Identifier: Apache-2.0
#include "heraldd/pid_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(PidFileTest, is_there_with_the_number_of_this_process_for_as_long_as_the_object) {
  const testing::TemporaryFolder folder;
  const auto path = folder.write("pid", "an old and much longer content");
  {
    const PidFile file(path.string());
    EXPECT_EQ(testing::readFile(path), std::to_string(::getpid()) + "\n");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(PidFileTest, without_a_path_there_is_none) { EXPECT_NO_THROW(const PidFile file("")); }

TEST(PidFileTest, says_what_to_do_if_it_cannot_write) {
  const testing::TemporaryFolder folder;
  const auto path = (folder.path() / "missing" / "pid").string();
  EXPECT_THAT([&] { const PidFile file(path); },
              ThrowsMessage<std::runtime_error>(
                  HasSubstr("cannot write the pid file " + path + ": check the folder and its permissions")));
}

TEST(PidFileTest, refuses_a_pipe_at_once_and_leaves_it) {
  const testing::TemporaryFolder folder;
  const auto pipe = (folder.path() / "pipe").string();
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT([&] { const PidFile file(pipe); },
              ThrowsMessage<std::runtime_error>(
                  HasSubstr("cannot write the pid file " + pipe + ": it is a named pipe, so name a file")));
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

}  // namespace
}  // namespace herald::core
