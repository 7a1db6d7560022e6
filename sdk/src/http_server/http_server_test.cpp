// SPDX-License-Identifier: Apache-2.0
#include "herald/http_server.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <new>
#include <stdexcept>

#include "herald/testing/crowd.h"
#include "herald/testing/enough_time.h"
#include "http/testing/test_authority.h"

namespace herald::inline v1 {
namespace {

using Poco::Net::ServerSocket;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;
using test::Crowd;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::size_t kMostBody = 100'000;

/// Answers with the body of the request. /hang waits until the test lets it go on, /large answers with 16 MiB. The
/// targets below /no-memory find none.
class EchoService final : public HttpService {
 public:
  explicit EchoService(int hangs = 2) : hanging(hangs) {}

  std::optional<ServerAnswer> refusal(const ServerRequest& head) override {
    if (head.target == "/no-memory/for-the-head") throw std::bad_alloc();
    if (head.target == "/refused") return ServerAnswer{.status = 403, .body = "no"};
    return std::nullopt;
  }
  bool isUrgent(const ServerRequest& head) const override {
    ++arrived;
    if (head.target == "/no-memory/to-wait") throw std::bad_alloc();
    return head.target == "/urgent";
  }
  ServerAnswer answer(ServerRequest request) override {
    const int number = ++answered;
    if (request.target == "/good") goodAt = number;
    if (request.target == "/no-memory/for-the-answer") throw std::bad_alloc();
    if (request.target == "/empty") return {.status = 204};
    if (request.target == "/known") return {.status = 304};
    if (request.target == "/hang") {
      hanging.count_down();
      go.wait();
    }
    if (request.target == "/throw") throw std::runtime_error("the disk is gone");
    if (request.target == "/large") return {.body = std::string(16 << 20, 'x')};
    return {.body = request.target + " " + request.body, .isLast = request.target == "/last"};
  }

  /// Returns when so many complete requests have arrived.
  void waitForArrivals(int count) const {
    while (arrived < count) std::this_thread::yield();
  }

  mutable std::atomic<int> arrived = 0;
  std::atomic<int> answered = 0;
  std::atomic<int> goodAt = 0;  // how many were answered with /good
  std::latch hanging, go{1};
};

/// A client that sends exactly the given bytes.
class Client {
 public:
  explicit Client(StreamSocket socket) : socket_(std::move(socket)) {
    socket_.setReceiveTimeout(Poco::Timespan(60, 0));
  }

  void send(std::string_view text) { socket_.sendBytes(text.data(), static_cast<int>(text.size())); }
  void hangUp() { socket_.shutdownSend(); }

  /// One answer: its head, and the body that the head announces. What there is if the connection ends before.
  std::string answer() {
    for (;;) {
      const auto head = buffer_.find("\r\n\r\n");
      if (head != std::string::npos) {
        const auto length = buffer_.find("Content-Length: ");
        const auto size = head + 4 + (length < head ? std::stoul(buffer_.substr(length + 16)) : 0);
        if (buffer_.size() >= size) {
          const auto whole = buffer_.substr(0, size);
          buffer_.erase(0, size);
          return whole;
        }
      }
      if (!fill()) return std::exchange(buffer_, {});
    }
  }
  std::string answerTo(std::string_view request) {
    send(request);
    return answer();
  }
  bool isClosed() { return buffer_.empty() && !fill(); }

 private:
  bool fill() {
    char bytes[4096];
    try {
      const int got = socket_.receiveBytes(bytes, sizeof bytes);
      if (got > 0) buffer_.append(bytes, static_cast<std::size_t>(got));
      return got > 0;
    } catch (const Poco::TimeoutException&) {
      throw;
    } catch (const Poco::Exception&) {  // reset
      return false;
    }
  }

  StreamSocket socket_;
  std::string buffer_{};
};

std::string get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"; }

std::string post(const std::string& body, const std::string& fields = "") {
  return "POST /echo HTTP/1.1\r\nHost: localhost\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

class HttpServerTest : public ::testing::Test {
 protected:
  void serve(HttpServerLimits limits = {}) {
    if (limits.mostBody == HttpServerLimits().mostBody) limits.mostBody = kMostBody;
    server.emplace(socket, service, limits);
  }
  Crowd::Connect connecting() const {
    return [address = socket.address()] { return StreamSocket(address); };
  }
  Client connect() const { return Client(StreamSocket(socket.address())); }

  /// A client with another address, which is of this machine, too.
  StreamSocket connectFrom(const char* address) const {
    struct Adopted : StreamSocket {
      explicit Adopted(int fd) : StreamSocket(new Poco::Net::StreamSocketImpl(fd)) {}
    };
    const SocketAddress from(address, 0), to = socket.address();
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(::bind(fd, from.addr(), from.length()), 0);
    EXPECT_EQ(::connect(fd, to.addr(), to.length()), 0);
    return Adopted(fd);
  }

  ServerSocket socket{SocketAddress("127.0.0.1", 0)};
  EchoService service{};
  std::optional<HttpServer> server{};
};

constexpr HttpServerLimits kPatient{.timeout = std::chrono::minutes(10)};

TEST_F(HttpServerTest, answers_one_request_after_the_other) {
  serve();
  auto client = connect();
  EXPECT_THAT(client.answerTo(post("one")),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\nDate: "), HasSubstr("\r\nConnection: Keep-Alive\r\n"),
                    EndsWith("\r\nContent-Length: 9\r\n\r\n/echo one")));
  client.send("\r\n" + post("two") + get("/three") + get("/refused"));
  EXPECT_THAT(client.answer(), EndsWith("/echo two"));
  EXPECT_THAT(client.answer(), EndsWith("/three "));
  EXPECT_THAT(client.answer(), AllOf(StartsWith("HTTP/1.1 403 "), HasSubstr("Keep-Alive")));
  EXPECT_THAT(client.answerTo(get("/last")), AllOf(HasSubstr("\r\nConnection: Close\r\n"), EndsWith("/last ")));
  EXPECT_TRUE(client.isClosed());
}

TEST_F(HttpServerTest, answers_a_client_that_has_closed_its_side) {
  serve();
  auto client = connect();
  client.send(post("one"));
  client.hangUp();
  EXPECT_THAT(client.answer(), EndsWith("/echo one"));
  EXPECT_TRUE(client.isClosed());
  auto half = connect();
  half.send(post("one").substr(0, 60));
  half.hangUp();
  EXPECT_THAT(half.answer(), AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("before the request was complete")));
}

TEST_F(HttpServerTest, takes_no_body_for_a_request) {
  serve();
  const std::string inner = get("/smuggled");
  const auto length = std::to_string(inner.size());
  for (const auto& request :
       {"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length : " + length + "\r\n\r\n" + inner,
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner,
        "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n" + inner,
        post(inner, "Transfer-Encoding: chunked\r\n"), post(inner, "Content-Length: 0\r\n"),
        "POST /refused HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n" + inner}) {
    auto client = connect();
    EXPECT_THAT(client.answerTo(request), AllOf(StartsWith("HTTP/1.1 40"), HasSubstr("Connection: Close"))) << request;
    EXPECT_TRUE(client.isClosed()) << request;
  }
  EXPECT_EQ(service.answered, 0);
}

TEST_F(HttpServerTest, asks_for_a_body_only_if_it_will_read_it) {
  serve();
  const std::string fields = "Host: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  auto client = connect();
  EXPECT_EQ(client.answerTo("POST /echo HTTP/1.1\r\n" + fields), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(client.answerTo("ab"), EndsWith("/echo ab"));
  EXPECT_THAT(client.answerTo("POST /refused HTTP/1.1\r\n" + fields), StartsWith("HTTP/1.1 403 "));
  EXPECT_TRUE(client.isClosed());
}

TEST_F(HttpServerTest, bounds_the_body_and_delivers_its_answer_unread) {
  serve();
  EXPECT_THAT(connect().answerTo(post(std::string(kMostBody, 'x'))), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(connect().answerTo(post(std::string(4 << 20, 'x'))),
              AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr("larger than 100000 bytes")));
}

TEST_F(HttpServerTest, turns_an_exception_into_an_answer) {
  serve();
  EXPECT_THAT(connect().answerTo(get("/throw")),
              AllOf(StartsWith("HTTP/1.1 500 "), EndsWith(R"({"error":"the disk is gone"})")));
}

TEST_F(HttpServerTest, a_request_that_finds_no_memory_ends_its_connection_and_no_other) {
  serve();
  auto other = connect();
  EXPECT_THAT(other.answerTo(post("one")), EndsWith("/echo one"));
  for (const auto* target : {"/no-memory/for-the-head", "/no-memory/to-wait"}) {
    auto client = connect();
    client.send(get(target));
    EXPECT_TRUE(client.isClosed()) << target;
  }
  auto client = connect();
  EXPECT_THAT(client.answerTo(get("/no-memory/for-the-answer")), StartsWith("HTTP/1.1 500 "));
  EXPECT_TRUE(client.isClosed());
  EXPECT_THAT(other.answerTo(post("two")), EndsWith("/echo two"));
}

TEST_F(HttpServerTest, an_answer_without_content_has_no_length) {
  serve();
  auto client = connect();
  EXPECT_THAT(client.answerTo(get("/empty")), AllOf(StartsWith("HTTP/1.1 204 "), Not(HasSubstr("Content-Length"))));
  EXPECT_THAT(client.answerTo(get("/known")), AllOf(StartsWith("HTTP/1.1 304 "), Not(HasSubstr("Content-Length"))));
  EXPECT_THAT(client.answerTo(post("next")), EndsWith("/echo next"));
}

TEST_F(HttpServerTest, sends_no_body_for_head) {
  serve();
  auto client = connect();
  client.send("HEAD /a HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/b"));
  client.hangUp();
  const auto whole = client.answer();  // this client takes the next answer for the body
  EXPECT_THAT(whole, AllOf(HasSubstr("Content-Length: 3\r\n\r\nHTT"), Not(HasSubstr("/a "))));
}

TEST_F(HttpServerTest, answers_a_good_client_among_a_thousand_silent_ones) {
  serve(kPatient);
  const Crowd silent(500, connecting());
  EXPECT_THAT(connect().answerTo(post("good")), EndsWith("/echo good"));
  const Crowd half(500, connecting(), "POST /echo HTTP/1.1\r\nHost: loc");
  EXPECT_THAT(connect().answerTo(post("good")), EndsWith("/echo good"));
}

TEST_F(HttpServerTest, answers_a_good_client_among_five_hundred_slow_ones) {
  serve(kPatient);
  auto good = connect();
  Crowd slowHeads(250, connecting(), "POST /echo HTTP/1.1\r\nX: ");
  Crowd slowBodies(250, connecting(), post("0123456789").substr(0, 62));
  for (const char byte : {'1', '2', '3'}) {
    slowHeads.drip(byte);
    slowBodies.drip(byte);
    EXPECT_THAT(connect().answerTo(post("good")), EndsWith("/echo good"));
  }
}

TEST_F(HttpServerTest, an_idle_client_that_was_served_gives_way_too) {
  serve(kPatient);
  std::vector<Client> served;
  for (std::size_t i = 0; i < kPatient.mostConnections; ++i) {
    served.push_back(connect());
    EXPECT_THAT(served.back().answerTo(post("idle")), EndsWith("/echo idle"));
  }
  EXPECT_THAT(connect().answerTo(post("good")), EndsWith("/echo good"));
  EXPECT_TRUE(served.front().isClosed()) << "it has been idle for the longest time";
  EXPECT_THAT(served.back().answerTo(post("more")), EndsWith("/echo more"));
}

TEST_F(HttpServerTest, a_flood_from_one_address_takes_no_place_of_another_address) {
  serve(kPatient);
  Client early(connectFrom("127.0.0.2"));
  EXPECT_THAT(early.answerTo(post("early")), EndsWith("/echo early"));
  const Crowd silent(500, connecting());
  EXPECT_THAT(early.answerTo(post("still there")), EndsWith("/echo still there"));
}

TEST_F(HttpServerTest, a_client_that_reads_no_answer_takes_no_worker) {
  serve({.timeout = std::chrono::minutes(10), .workers = 1});
  const Crowd greedy(20, connecting(), get("/large"));
  EXPECT_THAT(connect().answerTo(post("good")), EndsWith("/echo good"));
}

TEST_F(HttpServerTest, answers_what_is_urgent_while_all_workers_are_busy) {
  serve({.timeout = std::chrono::minutes(10), .workers = 2});
  const Crowd hanging(2, connecting(), get("/hang"));
  service.hanging.wait();
  const Crowd waiting(40, connecting(), get("/waits"));
  EXPECT_THAT(connect().answerTo(get("/urgent")), EndsWith("/urgent "));
  service.go.count_down();
}

TEST_F(HttpServerTest, bounds_the_requests_that_wait_for_each_address) {
  serve({.timeout = std::chrono::minutes(10), .workers = 2, .mostConnections = 16});
  const Crowd hanging(2, connecting(), get("/hang"));
  service.hanging.wait();
  const Crowd waiting(8, connecting(), get("/waits"));
  service.waitForArrivals(10);
  EXPECT_THAT(connect().answerTo(get("/more")), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Retry-After: 1\r\n")));
  Client good(connectFrom("127.0.0.2"));
  good.send(get("/good"));
  service.waitForArrivals(12);
  service.go.count_down();
  EXPECT_THAT(good.answer(), EndsWith("/good "));
}

TEST_F(HttpServerTest, the_addresses_take_turns) {
  EchoService one(1);
  const HttpServer withOneWorker(socket, one, {.timeout = std::chrono::minutes(10), .workers = 1});
  const Crowd hanging(1, connecting(), get("/hang"));
  one.hanging.wait();
  const Crowd greedy(6, connecting(), get("/greedy"));
  one.waitForArrivals(7);
  Client good(connectFrom("127.0.0.2"));
  good.send(get("/good"));
  one.waitForArrivals(8);
  EXPECT_THAT(connect().answerTo(get("/urgent")), EndsWith("/urgent ")) << "by now, all of them wait";
  one.go.count_down();
  EXPECT_THAT(good.answer(), EndsWith("/good "));
  EXPECT_EQ(one.goodAt, 4) << "it comes after /hang, /urgent and the first greedy one";
}

TEST_F(HttpServerTest, bounds_the_bodies_that_arrive) {
  serve(kPatient);
  auto whole = post(std::string(kMostBody, 'x'));
  const auto last = whole.back();
  whole.pop_back();
  std::vector<Client> slow;
  for (int i = 0; i < 50; ++i) {
    slow.push_back(connect());
    slow.back().send(whole);
  }
  EXPECT_THAT(slow.back().answerTo({&last, 1}), StartsWith("HTTP/1.1 200 "));
  EXPECT_TRUE(slow.front().isClosed());
}

TEST_F(HttpServerTest, bodies_from_one_address_push_out_none_of_another_address) {
  serve(kPatient);
  auto whole = post(std::string(kMostBody, 'x'));
  const auto last = whole.back();
  whole.pop_back();
  Client early(connectFrom("127.0.0.2"));
  early.send(whole);
  std::vector<Client> greedy;
  for (int i = 0; i < 50; ++i) {
    greedy.push_back(connect());
    greedy.back().send(whole);
  }
  EXPECT_TRUE(greedy.front().isClosed());
  EXPECT_THAT(early.answerTo({&last, 1}), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, bounds_the_bytes_that_wait_for_each_address) {
  serve({.timeout = std::chrono::minutes(10), .workers = 2});
  const Crowd hanging(2, connecting(), get("/hang"));
  service.hanging.wait();
  const Crowd waiting(8, connecting(), post(std::string(kMostBody, 'x')));
  service.waitForArrivals(10);
  EXPECT_THAT(connect().answerTo(get("/more")), StartsWith("HTTP/1.1 503 "));
  Client good(connectFrom("127.0.0.2"));
  good.send(get("/good"));
  service.waitForArrivals(12);
  service.go.count_down();
  EXPECT_THAT(good.answer(), EndsWith("/good "));
}

TEST_F(HttpServerTest, a_request_has_one_deadline_for_all_its_bytes) {
  serve({.timeout = std::chrono::milliseconds(100), .mostBody = 1 << 30});
  auto client = connect();
  const auto drip = [&] {
    for (;;) client.send("x");
  };
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n");
  EXPECT_THROW(drip(), Poco::Exception);
  EXPECT_TRUE(connect().isClosed()) << "a client that is silent";
}

// The clients send before the server begins to count their time.
TEST_F(HttpServerTest, says_408_to_a_client_that_has_begun_a_request) {
  std::vector<Client> clients;
  for (const auto& begun : {std::string("P"), post("0123456789").substr(0, 30), post("0123456789").substr(0, 62)}) {
    clients.push_back(connect());
    clients.back().send(begun);
  }
  auto idle = connect();
  idle.send(post("one"));
  serve({.timeout = std::chrono::milliseconds(100)});
  for (auto& client : clients) {
    EXPECT_THAT(client.answer(), AllOf(StartsWith("HTTP/1.1 408 "), HasSubstr("\r\nConnection: Close\r\n"),
                                       HasSubstr("did not arrive in time")));
    EXPECT_TRUE(client.isClosed());
  }
  EXPECT_THAT(idle.answer(), EndsWith("/echo one"));
  EXPECT_TRUE(idle.isClosed()) << "it would take a 408 for the answer to its next request";
}

/// A server that ends gives its answers half a second.
TEST(HttpServerEndTest, ends_while_clients_are_silent_slow_and_unread) {
  EXPECT_TRUE(test::hasEnoughTime(std::chrono::milliseconds(500), [](Millis) {
    const ServerSocket socket(SocketAddress("127.0.0.1", 0));
    const auto connect = [address = socket.address()] { return StreamSocket(address); };
    EchoService service;
    std::optional<HttpServer> server(std::in_place, socket, service, kPatient);
    Client silent(connect()), half(connect()), hanging(connect()), other(connect());
    half.send("POST /echo HTTP/1.1\r\n");
    hanging.send(get("/hang"));
    other.send(get("/hang"));
    const Crowd greedy(5, connect, get("/large"));
    service.hanging.wait();
    const auto begin = Clock::now();
    std::thread ends([&] { server.reset(); });
    EXPECT_TRUE(silent.isClosed());
    EXPECT_TRUE(half.isClosed());
    service.go.count_down();
    const auto answer = hanging.answer();
    const bool isLate = answer.empty() && Clock::now() >= begin + std::chrono::milliseconds(500);
    ends.join();
    if (isLate) return false;
    EXPECT_THAT(answer, AllOf(HasSubstr("Connection: Close"), EndsWith("/hang ")));
    return true;
  }));
}

TEST_F(HttpServerTest, frees_its_port_while_a_request_still_runs) {
  serve(kPatient);
  const auto address = socket.address();
  auto silent = connect(), hanging = connect(), other = connect();
  hanging.send(get("/hang"));
  other.send(get("/hang"));
  service.hanging.wait();
  std::thread ends([&] { server.reset(); });
  EXPECT_TRUE(silent.isClosed());
  ServerSocket next;
  EXPECT_NO_THROW(next.bind(address, true, false));
  service.go.count_down();
  ends.join();
}

/// With TLS, the server must not wait for a handshake either.
TEST(HttpServerTlsTest, answers_a_good_client_among_silent_ones) {
  herald::testing::TestAuthority authority;
  const Poco::Net::SecureServerSocket socket(SocketAddress("127.0.0.1", 0), 64, authority.serverContext({}));
  EchoService service;
  const HttpServer server(socket, service, kPatient);
  const Crowd silent(200, [&] { return StreamSocket(socket.address()); });
  const Crowd half(
      200, [&] { return StreamSocket(socket.address()); }, "\x16\x03\x01");
  const Poco::Net::Context::Ptr context =
      new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, authority.file(), Poco::Net::Context::VERIFY_STRICT);
  Client client(Poco::Net::SecureStreamSocket(socket.address(), "localhost", context));
  const std::string large(kMostBody, 'y');
  for (int i = 0; i < 3; ++i) EXPECT_THAT(client.answerTo(post(large)), EndsWith("/echo " + large));
}

}  // namespace
}  // namespace herald::inline v1
