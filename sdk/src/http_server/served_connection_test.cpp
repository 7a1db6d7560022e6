// SPDX-License-Identifier: Apache-2.0
#include "http_server/served_connection.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <string_view>

namespace herald {
namespace {

class SilentService : public HttpService {
 public:
  std::optional<ServerAnswer> refusal(const ServerRequest&) override { return std::nullopt; }
  ServerAnswer answer(ServerRequest) override { return {}; }
};

/// A connection whose client is the test.
class ServedConnectionTest : public ::testing::Test {
 protected:
  ServedConnectionTest() : connection_({.socket = pair()}, {service_, limits_, text_}) {}

  void say(std::string_view bytes) {
    EXPECT_EQ(::send(client_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    connection_.notice(true, false);
    EXPECT_EQ(connection_.advance(), ServedConnection::Next::Wait);
  }

 private:
  FileDescriptor pair() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    client_ = FileDescriptor(ends[0]);
    return FileDescriptor(ends[1]);
  }

  FileDescriptor client_{};
  SilentService service_{};
  const HttpServerLimits limits_{};
  AnswerText text_{};

 protected:
  ServedConnection connection_;
};

TEST_F(ServedConnectionTest, the_time_of_a_request_begins_with_its_first_byte) {
  const auto silent = connection_.deadline();
  say("G");
  const auto begun = connection_.deadline();
  EXPECT_GT(begun, silent);
  say("ET / HTTP/1.1\r\n");
  EXPECT_EQ(connection_.deadline(), begun);
}

/// RFC 9112 §2.2 allows an empty line before a request. A client with nothing else must not keep its place.
TEST_F(ServedConnectionTest, empty_lines_before_a_request_give_it_no_more_time) {
  say("\r\n");
  const auto deadline = connection_.deadline();
  const auto since = connection_.since();
  say("\r\n");
  say("\r\n");
  say("G");
  EXPECT_EQ(connection_.deadline(), deadline);
  EXPECT_EQ(connection_.since(), since) << "who is idle for longest gives way first";
}

}  // namespace
}  // namespace herald
