// SPDX-License-Identifier: Apache-2.0
#include "thread_limits.h"

#include <gmock/gmock.h>

#include "herald/testing/temporary_folder.h"

namespace herald {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::uint64_t kMiB = 1 << 20;

TEST(ThreadLimits, the_reason_names_the_limit_and_how_to_raise_it) {
  ThreadLimits limits{.used = 100 * kMiB, .stack = 8 * kMiB};
  EXPECT_THAT(whyNoThread(limits), HasSubstr("kernel.threads-max"));
  limits.threads = 50;
  limits.running = 49;
  EXPECT_THAT(whyNoThread(limits), HasSubstr("kernel.threads-max"));
  limits.running = 50;
  EXPECT_THAT(whyNoThread(limits), AllOf(HasSubstr("RLIMIT_NPROC"), HasSubstr("50"), HasSubstr("LimitNPROC")));
  limits.addressSpace = 108 * kMiB;
  EXPECT_THAT(whyNoThread(limits), HasSubstr("RLIMIT_NPROC")) << "a thread fits into the memory";
  limits.addressSpace = 107 * kMiB;
  EXPECT_THAT(whyNoThread(limits), AllOf(HasSubstr("RLIMIT_AS"), HasSubstr("107 MiB"), HasSubstr("LimitAS")));
  limits.tasks = {"/system.slice/herald.service", 20, 19};
  EXPECT_THAT(whyNoThread(limits), HasSubstr("RLIMIT_AS"));
  limits.tasks->now = 20;
  EXPECT_THAT(whyNoThread(limits), AllOf(HasSubstr("herald.service has its 20 threads"), HasSubstr("TasksMax")));
}

TEST(ThreadLimits, the_fullest_group_of_all_above_the_process_counts) {
  const testing::TemporaryFolder folder;
  folder.write("user.slice/pids.max", "100\n");
  folder.write("user.slice/pids.current", "99\n");
  folder.write("user.slice/one.scope/pids.max", "max\n");
  folder.write("user.slice/one.scope/pids.current", "7\n");
  folder.write("user.slice/one.scope/app/pids.max", "10\n");
  folder.write("user.slice/one.scope/app/pids.current", "7\n");
  const auto tasks = ThreadLimits::tasksOf(folder.path(), "/user.slice/one.scope/app");
  ASSERT_TRUE(tasks);
  EXPECT_EQ(tasks->group, "/user.slice");
  EXPECT_EQ(tasks->most, 100u);
  EXPECT_EQ(tasks->now, 99u);
  EXPECT_FALSE(ThreadLimits::tasksOf(folder.path(), "/"));
  EXPECT_FALSE(ThreadLimits::tasksOf(folder.path(), ""));
  EXPECT_FALSE(ThreadLimits::tasksOf(folder.path(), "/missing"));
}

TEST(ThreadLimits, a_thread_takes_memory) {
  const auto limits = ThreadLimits::ofThisProcess();
  EXPECT_GT(limits.used, 0u);
  EXPECT_GT(limits.stack, 0u);
  EXPECT_GT(limits.running, 0u);
}

}  // namespace
}  // namespace herald
