#include <dlfcn.h>
#include <netdb.h>

#include <latch>
#include <mutex>
#include <string_view>
#include <thread>

#include "http/testing_client.h"
#include "http/testing_resolver.h"
#include "http/testing_server.h"

namespace herald {
namespace {

std::mutex namesMutex;
std::shared_ptr<const std::function<bool(const std::string&)>> names;

std::shared_ptr<const std::function<bool(const std::string&)>> currentNames() {
  const std::lock_guard lock(namesMutex);
  return names;
}

}  // namespace

// Stands before the C library's, for the SDK's library too: the real thing is tested, but for the network.
extern "C" HERALD_API int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** result) {
  static const auto real = reinterpret_cast<decltype(&::getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  const auto lookUp = currentNames();
  if (!lookUp || name == nullptr || !std::string_view(name).ends_with(".test"))
    return real(name, service, hints, result);
  return (*lookUp)(name) ? real("127.0.0.1", service, hints, result) : EAI_NONAME;
}

namespace testing {

TestNames::TestNames(std::function<bool(const std::string&)> lookUp) {
  const std::lock_guard lock(namesMutex);
  names = std::make_shared<const std::function<bool(const std::string&)>>(std::move(lookUp));
}

TestNames::~TestNames() {
  const std::lock_guard lock(namesMutex);
  names = nullptr;
}

}  // namespace testing

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

// The look-up hangs on a shared latch, since it outlives the test's own frame.
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
  const auto deadline = [] { return Clock::now() + Millis(50); };
  EXPECT_THAT(client.failure({.url = "http://hangs.test/"}, deadline()),
              StartsWith("retry: http://hangs.test gave no whole"));
  EXPECT_THAT(client.failure({.url = "http://hangs.test/"}, deadline()), StartsWith("retry: "));
  EXPECT_EQ(*hanging.lookUps, 1) << "a second caller has to wait for the look-up that runs already";
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
              HasSubstr("given up"));
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
