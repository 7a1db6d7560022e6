// SPDX-License-Identifier: Apache-2.0
#include "octoprint/cut_line.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>
#include <gtest/gtest.h>

namespace herald::testing {
namespace {

using Poco::Net::ServerSocket;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

StreamSocket connectTo(const CutLine& line) {
  StreamSocket client(SocketAddress(Poco::URI(line.url()).getAuthority()));
  client.setReceiveTimeout(Poco::Timespan(60, 0));
  return client;
}

TEST(CutLine, ServesOnAfterItFoundNoServer) {
  const int port = ServerSocket(SocketAddress("127.0.0.1", 0)).address().port();
  CutLine line(port);
  char byte = 0;
  EXPECT_EQ(connectTo(line).receiveBytes(&byte, 1), 0) << "hung up on";
  ServerSocket server(SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port)), 64);
  StreamSocket client = connectTo(line);
  ASSERT_TRUE(server.poll(Poco::Timespan(60, 0), Poco::Net::Socket::SELECT_READ)) << "the line is dead";
  server.acceptConnection().sendBytes("x", 1);
  EXPECT_EQ(client.receiveBytes(&byte, 1), 1);
}

}  // namespace
}  // namespace herald::testing
