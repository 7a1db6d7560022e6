// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <atomic>
#include <filesystem>
#include <future>
#include <iterator>
#include <latch>
#include <memory>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "herald/link_local_ban.h"
#include "http/testing/test_client.h"
#include "http/testing/test_names.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using ::testing::HasSubstr;
using testing::kOk;
using testing::Peer;
using ::testing::StartsWith;
using testing::TestNames;
using testing::TestServer;

constexpr auto kNoDeadline = Clock::time_point::max();

std::unique_ptr<HttpClient> newClient(Settings::Values values = {}) {
  return makeHttpClient(Settings(httpOptions(), std::move(values)));
}

std::string textOf(const HttpResult& result) {
  if (const auto* failure = std::get_if<Failure>(&result)) return failure->what();
  return std::to_string(std::get<HttpResponse>(result).status);
}

/// Starts one exchange after the other, each from the end of the one before.
class Chain {
 public:
  Chain(HttpClient& client, std::string url, int count) : client_(client), url_(std::move(url)), left_(count) {}

  void next() {
    if (left_-- == 0) return ended_.count_down();
    client_.start({.url = url_}, kNoDeadline, {}, [this](const HttpResult& result) {
      threads_.insert(std::this_thread::get_id());
      answers_.insert(textOf(result));
      next();
    });
  }
  void wait() { ended_.wait(); }

  const std::multiset<std::string>& answers() const { return answers_; }
  const std::set<std::thread::id>& threads() const { return threads_; }

 private:
  HttpClient& client_;
  const std::string url_;
  int left_;
  std::latch ended_{1};
  std::multiset<std::string> answers_;
  std::set<std::thread::id> threads_;
};

TEST(HttpStart, KeepsHundredsUnderWayInOneThread) {
  constexpr int kMany = 200;
  std::latch arrived(kMany);
  std::latch ended(kMany);
  TestServer server([&](Peer& peer) {
    peer.request();
    arrived.arrive_and_wait();
    peer.send(kOk);
    peer.waitForClose();
  });
  const auto client = newClient({{"timeout", "60s"}});
  std::atomic<int> right = 0;
  std::mutex mutex;
  std::set<std::thread::id> threads;
  for (int i = 0; i < kMany; ++i) {
    client->start({.url = server.url()}, kNoDeadline, {}, [&](const HttpResult& result) {
      if (textOf(result) == "200") ++right;
      {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
      }
      ended.count_down();
    });
  }
  ended.wait();
  EXPECT_EQ(right, kMany);
  EXPECT_EQ(threads.size(), 1U);
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST(HttpStart, GoesOnFromTheEndOfAnExchangeOverTheSameConnection) {
  TestServer server([](Peer& peer) { peer.answerAll(kOk); });
  const auto client = newClient();
  Chain chain(*client, server.url(), 50);
  chain.next();
  chain.wait();
  EXPECT_EQ(chain.answers().count("200"), 50U);
  EXPECT_EQ(chain.threads().size(), 1U);
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpStart, OpensNothingBeforeTheFirstRequest) {
  const auto openDescriptors = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto before = openDescriptors();
  const auto client = newClient();
  EXPECT_EQ(openDescriptors(), before);
}

TEST(HttpStart, TellsAtOnceWhatCannotBeSent) {
  const auto client = newClient();
  std::string failure;
  client->start({.url = "octopi.local"}, kNoDeadline, {}, [&](const HttpResult& result) { failure = textOf(result); });
  EXPECT_THAT(failure, StartsWith("the URL is not an http or https URL"));
}

TEST(HttpStart, LetsTheEndOfAnExchangeWaitForAnother) {
  TestServer server([](Peer& peer) { peer.answerAll(kOk); });
  const auto client = newClient();
  std::promise<int> second;
  std::promise<std::string> third;
  client->start({.url = server.url()}, kNoDeadline, {}, [&](const HttpResult&) {
    client->start({.url = server.url()}, kNoDeadline, {},
                  [&](const HttpResult& result) { third.set_value(textOf(result)); });
    second.set_value(client->send({.url = server.url()}, kNoDeadline, {}).status);
  });
  EXPECT_EQ(second.get_future().get(), 200);
  EXPECT_EQ(third.get_future().get(), "200");
}

TEST(HttpStart, EndsWhatIsUnderWayWithTheClient) {
  constexpr int kMany = 20;
  std::latch connected(kMany);
  TestServer server([&](Peer& peer) {
    peer.request();
    connected.count_down();
    peer.waitForClose();
  });
  std::atomic<int> canceled = 0;
  {
    const auto client = newClient({{"timeout", "1h"}});
    for (int i = 0; i < kMany; ++i) {
      client->start({.url = server.url()}, kNoDeadline, {}, [&](const HttpResult& result) {
        if (textOf(result).find("canceled") != std::string::npos) ++canceled;
      });
    }
    connected.wait();
  }
  EXPECT_EQ(canceled, kMany);
}

TEST(HttpStart, EndsEachWithItsOwnStop) {
  std::latch connected(2);
  TestServer server([&](Peer& peer) {
    peer.request();
    connected.count_down();
    peer.waitForClose();
  });
  const auto client = newClient({{"timeout", "1h"}});
  std::stop_source one;
  std::promise<std::string> stopped;
  std::atomic<bool> otherEnded = false;
  client->start({.url = server.url()}, kNoDeadline, one.get_token(),
                [&](const HttpResult& result) { stopped.set_value(textOf(result)); });
  client->start({.url = server.url()}, kNoDeadline, {}, [&](const HttpResult&) { otherEnded = true; });
  connected.wait();
  one.request_stop();
  EXPECT_THAT(stopped.get_future().get(), HasSubstr("canceled: Herald is stopping"));
  EXPECT_FALSE(otherEnded);
}

TEST(HttpStart, LetsTheClientGoInTheEndOfAnExchange) {
  TestServer server([](Peer& peer) {
    if (peer.request()->starts_with("POST /one")) return peer.answerAll(kOk), peer.send(kOk);
    peer.waitForClose();
  });
  std::promise<std::string> other;
  std::promise<void> gone;
  auto client = newClient({{"timeout", "1h"}});
  client->start({.url = server.url("/silent")}, kNoDeadline, {},
                [&](const HttpResult& result) { other.set_value(textOf(result)); });
  client->start({.url = "http://127.0.0.1:1/"}, kNoDeadline, {}, [&](const HttpResult&) {
    client.reset();
    gone.set_value();
  });
  gone.get_future().wait();
  EXPECT_THAT(other.get_future().get(), HasSubstr("canceled"));
}

TEST(HttpStart, LetsTheClientGoInAnEndOnTheCallingThread) {
  TestServer server([](Peer& peer) { peer.waitForClose(); });
  std::promise<std::string> other;
  auto client = newClient({{"timeout", "1h"}});
  HttpClient& same = *client;
  same.start({.url = server.url()}, kNoDeadline, {},
             [&](const HttpResult& result) { other.set_value(textOf(result)); });
  std::string failure;
  same.start({.url = "octopi.local"}, kNoDeadline, {}, [&](const HttpResult& result) {
    client.reset();
    failure = textOf(result);
  });
  EXPECT_THAT(failure, StartsWith("the URL is not"));
  EXPECT_THAT(other.get_future().get(), HasSubstr("canceled")) << "it ended with the client";
}

/// Ends each connection in another way, or does not end it.
void misbehave(Peer& peer, int way) {
  if (way == 0) return;
  if (way == 1) return peer.socket().setLinger(true, 0), peer.socket().close();  // resets it
  if (!peer.request() || way == 2) return;
  if (way == 3) return peer.send("\x15\x03\x03\x00\x02\x02\x46");
  if (way == 4) return peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
  if (way == 5) return peer.waitForClose();
  peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
  if (way == 6) return;
  peer.answerAll(kOk);
}

TEST(HttpStart, EndsEachExchangeOnceWhateverTheServerDoes) {
  constexpr int kThreads = 4, kEach = 40;
  std::atomic<int> connections = 0;
  TestServer server([&](Peer& peer) { misbehave(peer, connections++ % 9); });
  std::array<std::atomic<int>, std::size_t{kThreads} * kEach * 2> ends{};
  std::atomic<std::size_t> ended = 0;
  std::stop_source stop;
  {
    const auto client = newClient({{"timeout", "300ms"}});
    const auto end = [&](int number) {
      ++ends.at(static_cast<std::size_t>(number));
      ++ended;
      ended.notify_one();
    };
    const auto begin = [&](int number, HttpDone done) {
      client->start({.url = server.url(), .body = std::string(static_cast<std::size_t>(number) * 97, 'x')}, kNoDeadline,
                    number % 5 == 0 ? stop.get_token() : std::stop_token(), std::move(done));
    };
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          const int number = (t * kEach + i) * 2;
          begin(number, [&, number](const HttpResult&) {
            begin(number + 1, [&, number](const HttpResult&) { end(number + 1); });
            end(number);
          });
        }
      });
    }
    threads.clear();
    stop.request_stop();
    for (std::size_t now = ended; now < ends.size(); now = ended) ended.wait(now);
  }
  for (const auto& count : ends) EXPECT_EQ(count, 1);
}

TEST(HttpStart, KeepsTheBanOnLinkLocalAddressesInTheOtherThread) {
  const TestNames names([](const std::string&) { return true; });
  TestServer server([](Peer& peer) { peer.answerAll(kOk); });
  const auto client = newClient();
  std::promise<std::string> refused;
  std::promise<bool> held;
  {
    const LinkLocalBan ban;
    client->start({.url = "http://link-local.test/"}, kNoDeadline, {},
                  [&](const HttpResult& result) { refused.set_value(textOf(result)); });
    client->start({.url = server.url()}, kNoDeadline, {},
                  [&](const HttpResult&) { held.set_value(LinkLocalBan::holds()); });
  }
  EXPECT_THAT(refused.get_future().get(), HasSubstr("link-local address"));
  EXPECT_TRUE(held.get_future().get());
  std::promise<bool> later;
  client->start({.url = server.url()}, kNoDeadline, {},
                [&](const HttpResult&) { later.set_value(LinkLocalBan::holds()); });
  EXPECT_FALSE(later.get_future().get());
}

TEST(HttpStart, GoesOnAfterAnEndThatThrows) {
  TestServer server([](Peer& peer) { peer.answerAll(kOk); });
  const auto client = newClient();
  client->start({.url = server.url()}, kNoDeadline, {}, [](const HttpResult&) { throw std::runtime_error("no"); });
  client->start({.url = server.url()}, kNoDeadline, {}, [](const HttpResult&) { throw 1; });
  EXPECT_EQ(client->send({.url = server.url()}, kNoDeadline, {}).status, 200);
}

TEST(HttpStart, BeginsInTheThreadThatAsksIfAConnectionIsKept) {
  std::latch second(1);
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    while (peer.request()) {
      peer.send(kOk);
      if (++requests == 2) second.count_down();
    }
  });
  const auto client = newClient();
  std::promise<void> idle;
  std::latch go(1);
  client->start({.url = server.url()}, kNoDeadline, {}, [&](const HttpResult&) {});
  while (requests == 0) std::this_thread::yield();
  client->send({.url = server.url()}, kNoDeadline, {});
  second.wait();
  // The thread of the client is busy in the end of an exchange, and another request goes out all the same.
  client->start({.url = server.url()}, kNoDeadline, {}, [&](const HttpResult&) {
    idle.set_value();
    go.wait();
  });
  idle.get_future().wait();
  std::promise<void> answered;
  client->start({.url = server.url()}, kNoDeadline, {}, [&](const HttpResult&) { answered.set_value(); });
  while (requests < 4) std::this_thread::yield();
  go.count_down();
  answered.get_future().wait();
  EXPECT_LE(server.connections(), 2);
}

}  // namespace
}  // namespace herald
