// SPDX-License-Identifier: Apache-2.0
#include "websocket/web_socket_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "herald/http.h"
#include "websocket/testing/push_server.h"

namespace herald::websocket {
namespace {

using namespace std::chrono_literals;
using Poco::Net::WebSocket;
using ::testing::HasSubstr;

constexpr int kFin = WebSocket::FRAME_FLAG_FIN;

Upgradable connectTo(const PushServer& server, const std::string& path = "/sockjs/websocket",
                     std::stop_token stop = {}) {
  return openUpgradable(Settings(httpOptions(), {}), server.url() + path, Clock::now() + 1min, std::move(stop));
}

WebSocketClient::Limits smallLimits() {
  WebSocketClient::Limits limits;
  limits.message = 8 << 20;
  return limits;
}

/// The texts that the client receives from this server. `end` gets the reason why the connection ended.
std::vector<std::string> received(const PushServer::Script& script, std::string* end = nullptr,
                                  WebSocketClient::Limits limits = smallLimits()) {
  PushServer server(script);
  std::vector<std::string> texts;
  WebSocketClient socket("OctoPrint", connectTo(server), {}, limits);
  try {
    while (auto text = socket.receive(Clock::now() + 1min)) texts.push_back(std::move(*text));
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Retry);
    if (end) *end = failure.what();
  }
  return texts;
}

TEST(WebSocketClient, DeliversMessagesInOrder) {
  EXPECT_EQ(received([](PushPeer& peer) {
              peer.send("one");
              peer.send("");
              peer.send("two");
            }),
            (std::vector<std::string>{"one", "", "two"}));
}

TEST(WebSocketClient, JoinsFragmentsAndAnswersAPingBetweenThem) {
  std::promise<void> answered;
  const auto texts = received([&](PushPeer& peer) {
    peer.sendInPieces("{\"history\":{\"state\":{}}}", 3);
    peer.settle();
    answered.set_value();
  });
  EXPECT_EQ(texts, std::vector<std::string>{"{\"history\":{\"state\":{}}}"});
  EXPECT_EQ(answered.get_future().wait_for(1min), std::future_status::ready);
}

TEST(WebSocketClient, TakesAHistoryOfFourMegabytesInOneFrameAndInMany) {
  const std::string history = "{\"history\":\"" + std::string(4 << 20, 'x') + "\"}";
  const auto texts = received([&](PushPeer& peer) {
    peer.send(history);
    peer.sendInPieces(history, 16384);
    peer.settle();
  });
  ASSERT_EQ(texts.size(), 2u);
  EXPECT_TRUE(texts[0] == history);
  EXPECT_TRUE(texts[1] == history);
}

struct Broken {
  const char* name;
  PushServer::Script script;
  const char* says;
};

class BrokenPush : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenPush, EndsTheConnectionWithItsReason) {
  std::string end;
  EXPECT_EQ(received(GetParam().script, &end), std::vector<std::string>{"before"});
  EXPECT_THAT(end, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, BrokenPush,
    ::testing::Values(Broken{"CloseWithoutACloseFrame", [](PushPeer& peer) { peer.send("before"); }, "was closed"},
                      Broken{"CloseFrame",
                             [](PushPeer& peer) {
                               peer.send("before");
                               peer.frame(std::string_view("\x03\xe8", 2), kFin | WebSocket::FRAME_OP_CLOSE);
                               peer.receive();
                             },
                             "was closed by OctoPrint"},
                      Broken{"CloseInMidFrame",
                             [](PushPeer& peer) {
                               peer.send("before");
                               peer.sendRaw("\x81\x7dhalf");
                             },
                             "broke off"},
                      Broken{"Garbage",
                             [](PushPeer& peer) {
                               peer.send("before");
                               peer.sendRaw("HTTP/1.1 500 Internal Server Error\r\n" + std::string(200, 'x'));
                               peer.receive();
                             },
                             "reserved bits"},
                      Broken{"ReservedBits",
                             [](PushPeer& peer) {
                               peer.send("before");
                               peer.frame("x", WebSocket::FRAME_TEXT | 0x40);
                               peer.receive();
                             },
                             "reserved bits"},
                      Broken{"ContinuationOfNothing",
                             [](PushPeer& peer) {
                               peer.send("before");
                               peer.frame("x", kFin | WebSocket::FRAME_OP_CONT);
                               peer.receive();
                             },
                             "out of order"},
                      Broken{"NewMessageWithinAnother",
                             [](PushPeer& peer) {
                               peer.send("before");
                               peer.frame("x", WebSocket::FRAME_OP_TEXT);
                               peer.frame("y", WebSocket::FRAME_OP_TEXT);
                               peer.receive();
                             },
                             "out of order"},
                      Broken{"FragmentedPing",
                             [](PushPeer& peer) {
                               peer.send("before");
                               peer.frame("x", WebSocket::FRAME_OP_PING);
                               peer.receive();
                             },
                             "control frame"},
                      Broken{"UnknownControl",
                             [](PushPeer& peer) {
                               peer.send("before");
                               peer.frame("x", kFin | 0x0b);
                               peer.receive();
                             },
                             "control frame"},
                      Broken{"FrameBeyondTheLimit",
                             [](PushPeer& peer) {
                               peer.send("before");
                               peer.send(std::string((8 << 20) + 1, 'x'));
                               peer.receive();
                             },
                             "broke off"},
                      Broken{"MessageBeyondTheLimit",
                             [](PushPeer& peer) {
                               peer.send("before");
                               peer.sendInPieces(std::string(9 << 20, 'x'), 1 << 20);
                               peer.receive();
                             },
                             "too long"}),
    [](const auto& instance) { return instance.param.name; });

TEST(WebSocketClient, GivesUpASilentPeer) {
  WebSocketClient::Limits limits;
  limits.ping = 10ms;
  limits.silence = 30ms;
  PushServer server([](PushPeer& peer) { peer.receive(); });
  WebSocketClient socket("OctoPrint", connectTo(server), {}, limits);
  try {
    socket.receive(Clock::now() + 1min);
    ADD_FAILURE() << "nobody noticed";
  } catch (const Failure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("silent"));
  }
}

/// The caller may have been busy for longer than a peer may be silent.
TEST(WebSocketClient, ReadsArrivedDataBeforeItGivesUpASilentPeer) {
  WebSocketClient::Limits limits;
  limits.silence = 0ms;
  PushServer server([](PushPeer& peer) {
    peer.receive();
    peer.sendRaw("\x81\x03one\x81\x03two");
    peer.receive();
  });
  Upgradable connection = connectTo(server);
  Poco::Net::StreamSocket raw = connection.socket;
  WebSocketClient socket("OctoPrint", std::move(connection), {}, limits);
  socket.send("go on");
  ASSERT_TRUE(raw.poll(Poco::Timespan(60, 0), Poco::Net::Socket::SELECT_READ));
  for (const char* text : {"one", "two"}) EXPECT_EQ(socket.receive(Clock::now() + 1min), text);
  EXPECT_THROW(socket.receive(Clock::now() + 1min), Failure) << "nothing is left to read";
}

TEST(WebSocketClient, KeepsAQuietPeerThatAnswersPings) {
  WebSocketClient::Limits limits;
  limits.ping = 1ms;
  limits.silence = 1min;
  int pings = 0;
  const auto texts = received(
      [&](PushPeer& peer) {
        for (; pings < 5; ++pings) {
          Poco::Buffer<char> buffer(0);
          int flags = 0;
          peer.socket().receiveFrame(buffer, flags);
          EXPECT_EQ(flags & WebSocket::FRAME_OP_BITMASK, WebSocket::FRAME_OP_PING);
          peer.frame({buffer.begin(), buffer.size()}, kFin | WebSocket::FRAME_OP_PONG);
        }
        peer.send("after all");
        peer.settle();
      },
      nullptr, limits);
  EXPECT_EQ(texts, std::vector<std::string>{"after all"});
}

TEST(WebSocketClient, GivesUpAFrameThatNeverEnds) {
  WebSocketClient::Limits limits;
  limits.frame = 30ms;
  PushServer server([&](PushPeer& peer) {
    peer.sendRaw("\x81\x7dhalf");
    peer.receive();
  });
  WebSocketClient socket("OctoPrint", connectTo(server), {}, limits);
  try {
    socket.receive(Clock::now() + 1min);
    ADD_FAILURE() << "nobody noticed";
  } catch (const Failure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("middle of a message"));
  }
}

/// Floods of what is no whole message: the wait ends at its time all the same.
TEST(WebSocketClient, GivesUpWaitingInAFlood) {
  const WebSocketClient::Limits limits;
  const auto flood = [](int first, int flags) {
    return [first, flags](PushPeer& peer) {
      try {
        for (peer.frame("x", first);; peer.frame("x", flags)) {
        }
      } catch (const Poco::Exception&) {  // the client is gone
      }
    };
  };
  for (const auto& script : {flood(kFin | WebSocket::FRAME_OP_PONG, kFin | WebSocket::FRAME_OP_PONG),
                             flood(WebSocket::FRAME_OP_TEXT, WebSocket::FRAME_OP_CONT)}) {
    PushServer server(script);
    WebSocketClient socket("OctoPrint", connectTo(server), {}, limits);
    EXPECT_FALSE(socket.receive(Clock::now() - limits.frame)) << "the time of a frame that was under way is over too";
  }
}

TEST(WebSocketClient, EndsAWaitWhenAStopIsRequested) {
  std::stop_source stop;
  PushServer server([&](PushPeer& peer) {
    peer.receive();
    stop.request_stop();
    peer.receive();
  });
  WebSocketClient socket("OctoPrint", connectTo(server), stop.get_token(), {});
  socket.send("I am here");
  EXPECT_FALSE(socket.receive(Clock::now() + 10min));
}

TEST(WebSocketClient, GivesUpWaitingAtItsTime) {
  PushServer server([](PushPeer& peer) { peer.receive(); });
  WebSocketClient socket("OctoPrint", connectTo(server), {}, {});
  EXPECT_FALSE(socket.receive(Clock::now() + 1ms));
}

TEST(WebSocketClient, ReportsARedirect) {
  PushServer server([](PushPeer&) {});
  try {
    WebSocketClient("OctoPrint", connectTo(server, "/old"), {}, {});
    ADD_FAILURE() << "the redirect was followed";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold);
    EXPECT_THAT(failure.what(), HasSubstr("has moved (302)"));
  }
}

}  // namespace
}  // namespace herald::websocket
