// SPDX-License-Identifier: Apache-2.0
#include "herald/server_stream.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <gmock/gmock.h>

#include <latch>
#include <string>

#include "herald/http_server.h"

namespace herald::inline v1 {
namespace {

using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;
using ::testing::HasSubstr;
using ::testing::Not;
using Result = ServerStream::Result;

constexpr auto kForever = std::chrono::minutes(10);

/// Says when the server has let go of it.
class ObservedStream final : public ServerStream {
 public:
  ObservedStream(std::latch& released, const std::string& keepAlive, std::size_t most)
      : ServerStream(keepAlive, most), released_(released) {}
  ~ObservedStream() override { released_.count_down(); }

 private:
  std::latch& released_;
};

/// Answers each request with the stream of the test, which it gives up: then only the server has it.
class StreamService final : public HttpService {
 public:
  std::optional<ServerAnswer> refusal(const ServerRequest&) override { return std::nullopt; }
  ServerAnswer answer(ServerRequest) override {
    return {.body = "begin\n", .headers = {{"Content-Type", "text/event-stream"}}, .stream = std::move(stream)};
  }

  std::shared_ptr<ServerStream> stream{};
};

class ServerStreamTest : public ::testing::Test {
 protected:
  /// A client that has asked for the stream. It asks before the server begins to count its time.
  void open(Millis timeout = kForever, const std::string& keepAlive = "",
            std::size_t most = ServerStream::kMostWaiting) {
    service.stream = std::make_shared<ObservedStream>(released, keepAlive, most);
    stream = service.stream.get();
    watched = service.stream;
    client.connect(socket.address());
    client.setReceiveTimeout(Poco::Timespan(60, 0));
    client.sendBytes(kRequest.data(), static_cast<int>(kRequest.size()));
    server.emplace(socket, service, HttpServerLimits{.timeout = timeout});
  }

  /// Reads until the end of what came is `end`. Returns everything that came since the last call.
  std::string readTo(std::string_view end) {
    std::string text;
    char byte = 0;
    while (!text.ends_with(end) && client.receiveBytes(&byte, 1) == 1) text += byte;
    return text;
  }
  bool isClosed() {
    char byte = 0;
    return client.receiveBytes(&byte, 1) == 0;
  }

  const std::string kRequest = "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n";
  std::latch released{1};
  StreamService service{};
  ServerStream* stream = nullptr;  // while the server, or `watched`, has it
  std::weak_ptr<ServerStream> watched{};
  Poco::Net::ServerSocket socket{SocketAddress("127.0.0.1", 0)};
  std::optional<HttpServer> server{};
  StreamSocket client{};
};

TEST_F(ServerStreamTest, sends_what_is_written_when_it_is_written) {
  open();
  const auto head = readTo("begin\n");
  EXPECT_THAT(head, HasSubstr("Connection: Close\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
  EXPECT_EQ(stream->write("one\n"), Result::Taken);
  EXPECT_EQ(readTo("one\n"), "one\n");
  EXPECT_EQ(stream->write("two\n"), Result::Taken);
  EXPECT_EQ(readTo("two\n"), "two\n");
}

TEST_F(ServerStreamTest, ends_the_answer_behind_what_waits) {
  open();
  readTo("begin\n");
  const auto mine = watched.lock();
  mine->write("last\n");
  mine->end();
  EXPECT_EQ(readTo("last\n"), "last\n");
  EXPECT_TRUE(isClosed());
  EXPECT_EQ(mine->write("more"), Result::Ended);
}

TEST_F(ServerStreamTest, leaves_out_whole_pieces_of_a_client_that_does_not_read) {
  open(kForever, "", 1000);
  const auto mine = watched.lock();
  const std::string piece(400, 'x');
  while (mine->write(piece) != Result::Full) {
  }
  EXPECT_EQ(mine->write(std::string(1001, 'y')), Result::Full) << "it never fits";
  readTo("begin\n");
  std::string text;
  char bytes[4096];
  while (mine->write("end\n") == Result::Full) {
    text.append(bytes, static_cast<std::size_t>(client.receiveBytes(bytes, sizeof bytes)));
  }
  text += readTo("end\n");
  EXPECT_EQ((text.size() - 4) % piece.size(), 0u) << "no half pieces";
}

TEST_F(ServerStreamTest, the_server_lets_go_of_the_stream_when_the_client_has_gone) {
  open();
  readTo("begin\n");
  client.close();
  released.wait();
}

TEST_F(ServerStreamTest, the_end_of_the_server_ends_the_stream) {
  open();
  readTo("begin\n");
  server.reset();
  released.wait();
  EXPECT_TRUE(isClosed());
}

TEST_F(ServerStreamTest, a_silent_stream_says_that_it_is_alive) {
  open(std::chrono::milliseconds(100), ":\n\n");
  readTo("begin\n");
  EXPECT_EQ(readTo(":\n\n"), ":\n\n");
  EXPECT_EQ(readTo(":\n\n"), ":\n\n");
}

TEST_F(ServerStreamTest, a_client_that_reads_nothing_in_time_is_given_up) {
  open(std::chrono::milliseconds(100), ":\n\n", std::size_t{64} << 20);
  auto mine = watched.lock();
  mine->write(std::string(std::size_t{64} << 20, 'x'));  // more than the sockets hold
  mine.reset();
  released.wait();
}

}  // namespace
}  // namespace herald::inline v1
