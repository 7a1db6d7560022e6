// SPDX-License-Identifier: Apache-2.0
#include "herald/tcp_connector.h"

#include <Poco/Net/ServerSocket.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>

#include <chrono>
#include <thread>

namespace herald::inline v1 {
namespace {

using ::testing::HasSubstr;

std::string whyNot(TcpConnector& connector, const std::string& host, std::uint16_t port, std::stop_token stop,
                   Clock::time_point deadline) {
  try {
    connector.connect(host, port, std::move(stop), deadline);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Retry);
    return failure.what();
  }
  return "it is connected";
}

class TcpConnectorTest : public ::testing::Test {
 protected:
  std::uint16_t port() const { return server_.address().port(); }
  static Clock::time_point later() { return Clock::now() + std::chrono::minutes(2); }

  Poco::Net::ServerSocket server_{Poco::Net::SocketAddress("127.0.0.1", 0)};
  TcpConnector connector_{};
  std::stop_source stop_;
};

TEST_F(TcpConnectorTest, ConnectsByNameAndByAddress) {
  for (const auto* host : {"127.0.0.1", "localhost"}) {
    const auto socket = connector_.connect(host, port(), {}, later());
    auto peer = server_.acceptConnection();
    ASSERT_EQ(::send(socket.get(), "hi", 2, 0), 2);
    std::array<char, 2> bytes{};
    EXPECT_EQ(peer.receiveBytes(bytes.data(), 2), 2);
    EXPECT_NE(::fcntl(socket.get(), F_GETFD) & FD_CLOEXEC, 0);
  }
}

TEST_F(TcpConnectorTest, SaysThatNobodyListens) {
  const auto gone = port();
  server_.close();
  EXPECT_THAT(whyNot(connector_, "127.0.0.1", gone, {}, later()), HasSubstr("refused"));
}

TEST_F(TcpConnectorTest, SaysThatAHostIsUnknown) {
  EXPECT_THAT(whyNot(connector_, "no-such-host.invalid", 1, {}, later()),
              HasSubstr("the host no-such-host.invalid was not found"));
}

TEST_F(TcpConnectorTest, EndsAtItsDeadline) {
  EXPECT_THAT(whyNot(connector_, "127.0.0.1", port(), {}, Clock::now()), HasSubstr("it does not answer in time"));
}

/// A port where nobody answers: the one connection that the system keeps for its listener is taken.
class FullPort {
 public:
  FullPort() { taken_.connect(server_.address()); }
  std::uint16_t number() const { return server_.address().port(); }

 private:
  Poco::Net::ServerSocket server_{Poco::Net::SocketAddress("127.0.0.1", 0), 0};
  Poco::Net::StreamSocket taken_{};
};

TEST_F(TcpConnectorTest, AConnectThatNobodyAnswersEndsAtADeadlineThatHasPassedAndAtALaterOne) {
  const FullPort full;
  for (const auto wait : {std::chrono::milliseconds(-1), std::chrono::milliseconds(20)})
    EXPECT_THAT(whyNot(connector_, "127.0.0.1", full.number(), {}, Clock::now() + wait),
                HasSubstr("it does not answer in time"));
}

TEST_F(TcpConnectorTest, AConnectThatNobodyAnswersEndsAtAStopBeforeItAndDuringIt) {
  const FullPort full;
  std::jthread stopping([this] { stop_.request_stop(); });
  for (int i = 0; i < 2; ++i)
    EXPECT_THAT(whyNot(connector_, "127.0.0.1", full.number(), stop_.get_token(), later()),
                HasSubstr("Herald is stopping"));
}

TEST_F(TcpConnectorTest, EndsAtAStop) {
  stop_.request_stop();
  EXPECT_THAT(whyNot(connector_, "127.0.0.1", port(), stop_.get_token(), later()), HasSubstr("Herald is stopping"));
}

}  // namespace
}  // namespace herald::inline v1
