// SPDX-License-Identifier: Apache-2.0
#include <Poco/Net/StreamSocket.h>
#include <signal.h>

#include <algorithm>

#include "harness/daemon_fixture.h"

namespace herald::testing {
namespace {

using Poco::Net::SocketAddress;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// What heraldctl listen shows, and what it answers.
class Listen : public ::testing::Test {
 protected:
  void listen(const std::vector<std::string>& arguments = {"0"}) {
    std::vector<std::string> command{heraldctl(), "listen"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    listener_ = std::make_unique<Process>(command);
    const auto line = listener_->waitForLine("Listening on http://127.0.0.1:");
    port_ = static_cast<Poco::UInt16>(std::stoi(line.substr(line.rfind(':') + 1)));
  }

  /// Sends exactly these bytes. Returns everything that it answers until it closes the connection.
  std::string answerTo(const std::string& request) const {
    Poco::Net::StreamSocket socket(SocketAddress("127.0.0.1", port_));
    socket.setReceiveTimeout(Poco::Timespan(60, 0));
    socket.sendBytes(request.data(), static_cast<int>(request.size()));
    std::string answer;
    char bytes[4096];
    for (int got = 1; got > 0;) {
      got = socket.receiveBytes(bytes, sizeof bytes);
      answer.append(bytes, static_cast<std::size_t>(std::max(got, 0)));
    }
    return answer;
  }

  static std::string post(const std::string& path, const std::string& fields, const std::string& body = {}) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields + "\r\n" + body;
  }
  static std::string good(const std::string& path) { return post(path, "Content-Length: 7\r\n", "{\"a\":1}"); }

  /// Everything that it has shown, after it has ended.
  std::string shown() {
    listener_->signal(SIGTERM);
    EXPECT_EQ(listener_->wait(), 0);
    return listener_->wholeOutput();
  }

  std::unique_ptr<Process> listener_;
  Poco::UInt16 port_ = 0;
};

TEST_F(Listen, ShowsARequestAndGivesTheAnswerThatTheUserWants) {
  listen({"0", "--status", "503"});
  EXPECT_THAT(answerTo(good("/hook?x=1")), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\nContent-Length: 0\r\n")));
  EXPECT_THAT(shown(), AllOf(HasSubstr("  POST /hook?x=1\n"), HasSubstr("\n   Content-Length: 7\n"),
                             HasSubstr("\n   {\n     \"a\": 1\n   }\n")));
}

TEST_F(Listen, TakesABodyOfSixteenMiBAtMost) {
  listen();
  for (const auto* fields : {"Content-Length: 16777217\r\n", "Content-Length: 100000000000000000\r\n"})
    EXPECT_THAT(answerTo(post("/huge", fields)), AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr("16777216 bytes")));
  EXPECT_THAT(answerTo(post("/huge", "Transfer-Encoding: chunked\r\n", "1000001\r\n")), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answerTo(good("/good")), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(shown(), AllOf(HasSubstr("POST /good"), Not(HasSubstr("/huge"))));
}

TEST_F(Listen, RefusesABrokenHeadAndTakesNoBodyForARequest) {
  listen();
  const auto inner = good("/smuggled");
  const auto length = std::to_string(inner.size());
  for (const std::string& fields :
       {"Content-Length : " + length + "\r\n", std::string("Transfer-Encoding : chunked\r\n"),
        std::string("no colon\r\n"), std::string("Host: other\r\n")})
    EXPECT_THAT(answerTo(post("/broken", fields, inner)), StartsWith("HTTP/1.1 400 ")) << fields;
  EXPECT_THAT(answerTo("GET /broken HTTP/9.9\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(answerTo(good("/good")), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(shown(), AllOf(HasSubstr("POST /good"), Not(HasSubstr("/broken")), Not(HasSubstr("/smuggled"))));
}

TEST_F(Listen, SharesItsPortWithNobody) {
  listen();
  const auto second = runToEnd({heraldctl(), "listen", std::to_string(port_)});
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.output, AllOf(StartsWith("heraldctl: cannot listen at 127.0.0.1:"), HasSubstr("already in use"),
                                   HasSubstr("give another port")));
}

TEST_F(Listen, ShowsThePartsAndNoBytesOfAPicture) {
  listen();
  const std::string jpeg("\xff\xd8\0\x1b[2J\xff\xd9", 9);
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"m\"\r\n\r\nready\r\n--b\r\n"
      "Content-Disposition: form-data; name=\"photo\"; filename=\"snapshot.jpg\"\r\n"
      "Content-Type: image/jpeg\r\n\r\n" +
      jpeg + "\r\n--b--\r\n";
  const auto length = [](const std::string& text) { return "Content-Length: " + std::to_string(text.size()) + "\r\n"; };
  answerTo(post("/parts", "Content-Type: multipart/form-data; boundary=b\r\n" + length(body), body));
  answerTo(post("/raw", "Content-Type: image/jpeg\r\n" + length(jpeg), jpeg));
  const auto text = shown();
  EXPECT_THAT(text, AllOf(HasSubstr("   part m: ready\n"),
                          HasSubstr("   part photo (file snapshot.jpg): (9 bytes, image/jpeg)\n"),
                          HasSubstr("   (9 bytes, image/jpeg)\n")));
  EXPECT_THAT(text, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\xff"))));
}

}  // namespace
}  // namespace herald::testing
