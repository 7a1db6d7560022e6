// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "herald/socket_guard.h"
#include "herald/testing/enough_time.h"

namespace herald {
namespace {

/// Two ends that are connected to each other.
struct Ends {
  Ends() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()), 0); }
  ~Ends() {
    ::close(fds[0]);
    ::close(fds[1]);
  }
  /// What a blocking read of the near end returns.
  ssize_t read() {
    char byte = 0;
    return ::recv(fds[0], &byte, 1, 0);
  }
  bool open() const { return ::send(fds[0], "x", 1, MSG_NOSIGNAL) == 1; }

  std::array<int, 2> fds{};
};

TEST(SocketGuard, EndsABlockedReadAtTheDeadline) {
  Ends ends;
  const SocketGuard guard(ends.fds[0], {}, Clock::now() + Millis(20));
  EXPECT_EQ(ends.read(), 0);
  EXPECT_TRUE(guard.expired());
}

TEST(SocketGuard, EndsABlockedReadWhenAskedToStop) {
  Ends ends;
  std::stop_source stop;
  const SocketGuard guard(ends.fds[0], stop.get_token());
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_EQ(ends.read(), 0);
  EXPECT_FALSE(guard.expired());
}

TEST(SocketGuard, EndsTheSocketAtOnceWhereItIsLateAlready) {
  Ends late;
  const SocketGuard byTime(late.fds[0], {}, Clock::now() - Millis(1));
  EXPECT_EQ(late.read(), 0);
  Ends stopped;
  std::stop_source stop;
  stop.request_stop();
  const SocketGuard byStop(stopped.fds[0], stop.get_token());
  EXPECT_EQ(stopped.read(), 0);
}

TEST(SocketGuard, LeavesTheSocketAloneOnceItIsGone) {
  EXPECT_TRUE(test::hasEnoughTime(Millis(20), [](Millis limit) {
    Ends ends;
    Ends later;
    std::stop_source stop;
    const Clock::time_point deadline = Clock::now() + limit;
    const SocketGuard watcher(later.fds[0], {}, deadline + limit);
    { const SocketGuard guard(ends.fds[0], stop.get_token(), deadline); }
    if (Clock::now() >= deadline) return false;  // it may have ended the socket, and rightly so
    EXPECT_EQ(later.read(), 0) << "by now the first deadline has passed too";
    stop.request_stop();
    EXPECT_TRUE(ends.open());
    return true;
  }));
}

TEST(SocketGuard, ManyDeadlinesEndEachItsOwnSocket) {
  std::array<Ends, 50> ends;
  std::array<std::unique_ptr<SocketGuard>, 50> guards;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const bool soon = i % 2 == 0;
    const auto time = soon ? Millis(50 - static_cast<int>(i)) : Millis(std::chrono::hours(1));
    guards[i] = std::make_unique<SocketGuard>(ends[i].fds[0], std::stop_token(), Clock::now() + time);
  }
  for (std::size_t i = 0; i < ends.size(); i += 2) EXPECT_EQ(ends[i].read(), 0);
  for (std::size_t i = 0; i < ends.size(); ++i) EXPECT_EQ(guards[i]->expired(), i % 2 == 0);
  for (std::size_t i = 1; i < ends.size(); i += 2) EXPECT_TRUE(ends[i].open());
}

TEST(SocketGuard, ManyThreadsMayGuardAtOnce) {
  std::stop_source stop;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&stop] {
      Ends ends;
      for (int i = 0; i < 500; ++i)
        const SocketGuard guard(ends.fds[0], stop.get_token(), Clock::now() + std::chrono::hours(1));
      EXPECT_TRUE(ends.open());
    });
  }
}

}  // namespace
}  // namespace herald
