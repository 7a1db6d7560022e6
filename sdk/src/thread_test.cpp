// SPDX-License-Identifier: Apache-2.0
#include "herald/thread.h"

#include <gmock/gmock.h>
#include <grp.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>

#include "thread_limits.h"

namespace herald {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// What startThread says in a process of its own, after `limit` was called there.
std::string saysAfter(const std::function<void()>& limit) {
  int ends[2] = {};
  if (::pipe(ends) != 0) return "no pipe";
  const auto child = ::fork();
  if (child == 0) {
    std::string said = "a thread";
    limit();
    try {
      startThread([] {}).join();
    } catch (const NoThread& none) {
      said = none.what();
    }
    ::_exit(::write(ends[1], said.data(), said.size()) > 0 ? 0 : 1);
  }
  ::close(ends[1]);
  char said[1000] = {};
  const auto size = ::read(ends[0], said, sizeof said);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return {said, size > 0 ? static_cast<std::size_t>(size) : 0};
}

void setLimit(__rlimit_resource_t resource, rlim_t most) {
  const rlimit limit{most, most};
  ::setrlimit(resource, &limit);
}

/// The limit of processes does not hold for root.
void becomeAnyUser() {
  constexpr id_t kNobody = 65534;
  if (::geteuid() != 0) return;
  if (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0) ::_exit(1);
}

TEST(Thread, starts) {
  std::atomic<bool> ran = false;
  startThread([&] { ran = true; }).join();
  EXPECT_TRUE(ran);
}

TEST(Thread, too_many_for_the_user_are_said) {
  EXPECT_THAT(saysAfter([] {
                becomeAnyUser();
                setLimit(RLIMIT_NPROC, 1);
              }),
              AllOf(HasSubstr("cannot start a thread: "), HasSubstr("RLIMIT_NPROC")));
}

TEST(Thread, too_much_memory_is_said) {
  EXPECT_THAT(saysAfter([] {
                constexpr std::size_t kStack = std::size_t{256} << 20;
                pthread_attr_t attributes;
                ::pthread_attr_init(&attributes);
                ::pthread_attr_setstacksize(&attributes, kStack);
                ::pthread_setattr_default_np(&attributes);
                setLimit(RLIMIT_AS, ThreadLimits::ofThisProcess().used + kStack / 2);
              }),
              AllOf(HasSubstr("cannot start a thread: "), HasSubstr("RLIMIT_AS")));
}

}  // namespace
}  // namespace herald
