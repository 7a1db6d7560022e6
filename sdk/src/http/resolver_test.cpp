// SPDX-License-Identifier: Apache-2.0
#include <latch>
#include <thread>

#include "http/testing/test_client.h"
#include "http/testing/test_names.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using ::testing::HasSubstr;
using testing::kOk;
using testing::Peer;
using ::testing::StartsWith;
using testing::TestClient;
using testing::TestNames;
using testing::TestServer;

TEST(Resolver, FindsAHostByItsName) {
  const TestNames found([](const std::string&) { return true; });
  TestServer server([](Peer& peer) { peer.answerAll(kOk); });
  EXPECT_EQ(TestClient().post(server.url("/", "http", "Printer.Test")).status, 200);
}

TEST(Resolver, SaysThatAHostWasNotFoundAndThatItIsWorthAnotherTry) {
  const TestNames none([](const std::string&) { return false; });
  const std::string failure = TestClient().failure("http://nowhere.test/secret");
  EXPECT_THAT(failure, StartsWith("retry: "));
  EXPECT_THAT(failure, HasSubstr("the host nowhere.test was not found"));
  EXPECT_THAT(failure, ::testing::Not(HasSubstr("secret")));
}

// The lookup waits for a shared latch, since it may outlive the test.
struct Hanging {
  std::shared_ptr<std::latch> began = std::make_shared<std::latch>(1);
  std::shared_ptr<std::latch> end = std::make_shared<std::latch>(1);
  std::shared_ptr<std::atomic<int>> lookUps = std::make_shared<std::atomic<int>>(0);
  TestNames names{[began = began, end = end, lookUps = lookUps](const std::string&) {
    if (++*lookUps == 1) began->count_down();
    end->wait();
    return true;
  }};
};

TEST(Resolver, ALookUpThatHangsEndsWithTheDeadline) {
  Hanging hanging;
  TestClient client;
  std::stop_source stop;
  std::jthread first([&] {
    EXPECT_THAT(client.failure({.url = "http://hangs.test/"}, Clock::time_point::max(), stop.get_token()),
                HasSubstr("canceled"));
  });
  hanging.began->wait();
  for (int i = 0; i < 2; ++i)
    EXPECT_THAT(client.failure({.url = "http://hangs.test/"}, Clock::now() + Millis(50)),
                StartsWith("retry: http://hangs.test gave no complete"));
  EXPECT_EQ(*hanging.lookUps, 1) << "the others have to wait for the look-up that runs already";
  stop.request_stop();
  first.join();
  hanging.end->count_down();
}

TEST(Resolver, ALookUpThatHangsEndsWhenAskedToStop) {
  Hanging hanging;
  std::stop_source stop;
  std::jthread stopper([&] {
    hanging.began->wait();
    stop.request_stop();
  });
  EXPECT_THAT(TestClient().failure({.url = "http://hangs.test/"}, Clock::time_point::max(), stop.get_token()),
              HasSubstr("canceled"));
  hanging.end->count_down();
}

TEST(Resolver, CallersThatWaitedGetTheAddressOnceItIsThere) {
  Hanging hanging;
  TestServer server([](Peer& peer) { peer.answerAll(kOk); });
  TestClient client;
  std::atomic<int> delivered = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        if (client.post(server.url("/", "http", "hangs.test")).status == 200) ++delivered;
      });
    }
    hanging.began->wait();
    hanging.end->count_down();
  }
  EXPECT_EQ(delivered, 4);
}

}  // namespace
}  // namespace herald
