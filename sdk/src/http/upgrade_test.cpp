// SPDX-License-Identifier: Apache-2.0
#include <Poco/Net/NetException.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "herald/http.h"
#include "herald/upgrade.h"
#include "http/testing/test_authority.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::Peer;
using ::testing::StartsWith;
using testing::TestAuthority;
using testing::TestServer;

Upgradable open(const std::string& url, Settings::Values values = {},
                Clock::time_point deadline = Clock::time_point::max(), std::stop_token stop = {}) {
  return openUpgradable(Settings(httpOptions(), std::move(values)), url, deadline, std::move(stop));
}

std::string failureOf(const std::string& url, Settings::Values values = {},
                      Clock::time_point deadline = Clock::time_point::max(), std::stop_token stop = {}) {
  try {
    open(url, std::move(values), deadline, std::move(stop));
  } catch (const Failure& failure) {
    return std::string(toString(failure.verdict())) + ": " + failure.what();
  }
  return "no failure";
}

TEST(Upgradable, BringsTheRequestThatBeginsTheSwitch) {
  TestServer server([](Peer& peer) { peer.waitForClose(); });
  const Upgradable plain = open(server.url("/a%20b?c=d"));
  EXPECT_EQ(plain.request.getMethod(), "GET");
  EXPECT_EQ(plain.request.getURI(), "/a%20b?c=d");
  EXPECT_EQ(plain.request.get("Host"), "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_FALSE(plain.request.has("Authorization"));
  EXPECT_FALSE(plain.request.has("Origin"));
  EXPECT_EQ(open(server.url(), {{"auth.bearer", "t0ken"}}).request.get("Authorization"), "Bearer t0ken");
}

TEST(Upgradable, CarriesBytesOverVerifiedTls) {
  TestAuthority authority;
  const auto context = authority.serverContext({});
  TestServer server([&](Peer& peer) {
    peer.startTls(context);
    peer.send("hello");
    peer.waitForClose();
  });
  Upgradable connection = open(server.url("/", "https", "localhost"), {{"tls.ca", authority.file()}});
  char bytes[5];
  EXPECT_EQ(connection.socket.receiveBytes(bytes, sizeof bytes), 5);
  EXPECT_EQ(std::string(bytes, 5), "hello");
}

TEST(Upgradable, MovesNoBytesOverASocketThatWasClosed) {
  TestAuthority authority;
  const auto context = authority.serverContext({});
  TestServer server([&](Peer& peer) {
    peer.startTls(context);
    peer.waitForClose();
  });
  Upgradable connection = open(server.url("/", "https", "localhost"), {{"tls.ca", authority.file()}});
  connection.socket.close();
  char byte = 'x';
  EXPECT_THROW(connection.socket.sendBytes(&byte, 1), Poco::Net::InvalidSocketException);
  EXPECT_THROW(connection.socket.receiveBytes(&byte, 1), Poco::Net::InvalidSocketException);
}

TEST(Upgradable, RefusesTheCertificateOfAnotherHost) {
  TestAuthority authority;
  const auto context = authority.serverContext({.names = "DNS:other.example"});
  TestServer server([&](Peer& peer) {
    peer.startTls(context);
    ADD_FAILURE() << "the handshake ended well";
  });
  EXPECT_THAT(failureOf(server.url("/", "https", "localhost"), {{"tls.ca", authority.file()}}),
              AllOf(StartsWith("hold: "), HasSubstr("is for another host")));
}

TEST(Upgradable, EndsAtItsDeadlineAndWithAStop) {
  TestServer silent([](Peer& peer) { peer.waitForClose(); });
  EXPECT_THAT(failureOf(silent.url("/", "https"), {}, Clock::now() + 20ms), StartsWith("retry: "));
  std::stop_source stop;
  TestServer stopping([&](Peer& peer) {
    peer.waitForBytes();
    stop.request_stop();
    peer.waitForClose();
  });
  EXPECT_THAT(failureOf(stopping.url("/", "https"), {}, Clock::time_point::max(), stop.get_token()),
              AllOf(StartsWith("retry: "), HasSubstr("Herald is stopping")));
}

TEST(Upgradable, HoldsForWhatIsNoAddress) { EXPECT_THAT(failureOf("octopi.local"), StartsWith("hold: ")); }

}  // namespace
}  // namespace herald
