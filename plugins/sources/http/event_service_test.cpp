// SPDX-License-Identifier: Apache-2.0
#include "event_service.h"

#include <gmock/gmock.h>

#include <future>
#include <latch>
#include <list>
#include <thread>

#include "herald/json.h"
#include "herald/testing/crowd.h"
#include "herald/testing/enough_time.h"
#include "testing/compress.h"
#include "testing/running_source.h"

namespace herald::http_source {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kEvent = R"({"type":"PrintDone"})";

TEST(EventService, RejectsABadRequestWithAStatusAndASentence) {
  struct Case {
    std::string request, status, sentence, field;
  };
  const std::string json = "Content-Type: application/json\r\n";
  const std::vector<Case> table{
      {post("{"), "400", "the body is not valid JSON", "Keep-Alive"},
      {post(""), "400", "the body is empty", "Keep-Alive"},
      {post(kEvent, json, "/other"), "404", "send events to /events", "Close"},
      {"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n", "405", "events by POST", "Allow: POST\r\n"},
      {post(kEvent, "Content-Type: text/html\r\n"), "415", "cannot read text/html", "Close"},
      {post(kEvent, ""), "415", "no Content-Type", "Accept: application/json, "},
      {post(kEvent, json + "Content-Encoding: br\r\n"), "415", "cannot read Content-Encoding br",
       "Accept-Encoding: gzip, deflate\r\n"},
      {post(kEvent, json + "Content-Encoding: gzip\r\n"), "400", "not in the coding", "Keep-Alive"},
      {post(std::string(1001, ' ')), "413", "larger than 1000 bytes", "Close"},
      {"POST /events HTTP/1.1\r\nHost: evil.example\r\n" + json + "Content-Length: 0\r\n\r\n", "421", "address", ""},
      {"POST /events HTTP/1.1\r\nHost: a@localhost\r\n" + json + "Content-Length: 0\r\n\r\n", "400", "Host", "Close"},
      {post(kEvent, json + "Transfer-Encoding : chunked\r\n"), "400", "blank", "Close"},
      {"nonsense\r\n\r\n", "400", "the first line of the head", "Close"},
      {"POST /events HTTP/1.1\r\nX: " + std::string(40000, 'x') + "\r\n\r\n", "431", "32 KiB", "Close"},
  };
  ServingFeed feed;
  const RunningSource running(feed, {{"mostBytes", "1000"}});
  for (const auto& [request, status, sentence, field] : table) {
    EXPECT_THAT(running.answerTo(request), AllOf(StartsWith("HTTP/1.1 " + status + " "), HasSubstr("{\"error\":\""),
                                                 HasSubstr(sentence), HasSubstr(field)))
        << request;
  }
  EXPECT_TRUE(feed.events().empty());
}

TEST(EventService, TakesACompressedBodyAndThenTheNextRequest) {
  ServingFeed feed;
  const RunningSource running(feed, {{"mostBytes", "1000"}});
  auto client = running.connect();
  const auto send = [&](const std::string& body, const std::string& coding) {
    client.send(post(body, "Content-Type: application/json\r\nContent-Encoding: " + coding + "\r\n"));
    return client.answer();
  };
  EXPECT_THAT(send(compressed(kEvent, kGzip), "gzip"), StartsWith("HTTP/1.1 202 "));
  EXPECT_THAT(send(compressed(kEvent, kZlib), "deflate"), StartsWith("HTTP/1.1 202 "));
  EXPECT_THAT(send(compressed(std::string(1 << 18, ' '), kGzip), "gzip"), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(send(kEvent, "identity"), StartsWith("HTTP/1.1 202 "));
  EXPECT_EQ(feed.events().size(), 3u);
}

TEST(EventService, RequiresTheTokenIfOneIsSet) {
  ServingFeed feed;
  const RunningSource running(feed, {{"token", "s3cret"}});
  const auto with = [&](const std::string& field) {
    return running.answerTo(post(kEvent, "Content-Type: application/json\r\n" + field));
  };
  for (const char* wrong : {"", "Authorization: Bearer s3cre\r\n", "Authorization: Bearer s3creT\r\n",
                            "Authorization: Bearer s3crets\r\n", "Authorization: Basic s3cret\r\n"}) {
    EXPECT_THAT(with(wrong), AllOf(StartsWith("HTTP/1.1 401 "), HasSubstr("WWW-Authenticate: Bearer\r\n"))) << wrong;
  }
  EXPECT_THAT(with("Authorization: Bearer s3cret\r\n"), StartsWith("HTTP/1.1 202 "));
  auto byName = post(kEvent, "Content-Type: application/json\r\nauthorization: bearer s3cret\r\n");
  byName.replace(byName.find("localhost"), 9, "herald.example");
  EXPECT_THAT(running.answerTo(byName), StartsWith("HTTP/1.1 202 "));
  for (const auto& line : feed.host.lines()) EXPECT_THAT(line.text, Not(HasSubstr("s3cre")));
}

/// What a web page can send through a browser on this machine without asking first, and its question.
TEST(EventService, TakesNoEventOfAWebPage) {
  ServingFeed feed;
  const RunningSource running(feed);
  for (const char* type : {"text/plain", "text/plain; application/json", "application/x-www-form-urlencoded",
                           "multipart/form-data; boundary=x"}) {
    const auto fields = "Origin: http://evil.example\r\nContent-Type: " + std::string(type) + "\r\n";
    EXPECT_THAT(running.answerTo(post(kEvent, fields)), StartsWith("HTTP/1.1 415 ")) << type;
  }
  EXPECT_THAT(running.answerTo(post(kEvent, "Origin: http://evil.example\r\n")), StartsWith("HTTP/1.1 415 "));
  EXPECT_THAT(running.answerTo("OPTIONS /events HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
                               "Access-Control-Request-Headers: content-type\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 405 "), Not(HasSubstr("Access-Control"))));
  auto rebound = post(kEvent);
  rebound.replace(rebound.find("localhost"), 9, "evil.example:8585");
  EXPECT_THAT(running.answerTo(rebound), StartsWith("HTTP/1.1 421 "));
  EXPECT_TRUE(feed.events().empty());
}

TEST(EventService, AnswersPipelinedRequestsInOrder) {
  ServingFeed feed;
  const RunningSource running(feed);
  auto client = running.connect();
  client.send(post(R"({"type":"A"})") + post("{") + post(R"({"type":"B"})"));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 202 "));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 202 "));
  client.send(post(R"({"type":"C"})", "Content-Type: application/json\r\nConnection: close\r\n"));
  EXPECT_THAT(client.answer(), AllOf(StartsWith("HTTP/1.1 202 "), HasSubstr("Connection: Close")));
  EXPECT_TRUE(client.isClosed());
  EXPECT_EQ(feed.events().size(), 3u);
}

TEST(EventService, AnswersWithTheIdsOfTheEvents) {
  ServingFeed feed;
  const RunningSource running(feed);
  const auto answer = running.answerTo(post(R"([{"type":"A"},{"type":"B","id":"x"}])"));
  const auto body = answer.substr(answer.find("\r\n\r\n") + 4);
  const auto ids = jsonElements(jsonAt(body, "ids"));
  ASSERT_EQ(ids.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(jsonToText(ids[i]), feed.events()[i].id);
}

TEST(EventService, SendsRetryAfterIfTheOutboxIsFull) {
  ServingFeed feed;
  const RunningSource running(feed);
  auto client = running.connect();
  feed.setFull(true);
  client.send(post(kEvent));
  EXPECT_THAT(client.answer(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Retry-After: 5\r\n")));
  feed.setFull(false);
  client.send(post(kEvent));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 202 "));
}

const std::string kChunkedHead =
    "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n";

TEST(EventService, ReadsAChunkedBodyAndThenTheNextRequest) {
  ServingFeed feed;
  const RunningSource running(feed);
  auto client = running.connect();
  client.send(kChunkedHead +
              "\r\n5\r\n{\"typ\r\nA;x=y\r\ne\":\"A\"}\n{\"\r\n9\r\ntype\":\"B\"\r\n1\r\n}\r\n0\r\nSum: 1\r\n\r\n" +
              post(kEvent));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 202 "));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 202 "));
  EXPECT_EQ(feed.events().size(), 3u);
}

TEST(EventService, AcceptsNothingOfABodyThatBreaksOff) {
  ServingFeed feed;
  const RunningSource running(feed);
  const std::string line = "{\"type\":\"A\"}\n";
  for (const auto& request :
       {kChunkedHead + "\r\nd\r\n" + line + "\r\n", kChunkedHead + "\r\nd\r\n" + line + "\r\nd\r\n" + line,
        kChunkedHead + "\r\nd\r\n" + line + "\r\n0\r\n",
        "POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 26\r\n\r\n" +
            line}) {
    auto client = running.connect();
    client.send(request);
    client.hangUp();
    EXPECT_THAT(client.answer(), Not(HasSubstr(" 202 "))) << request;
    EXPECT_TRUE(client.isClosed());
  }
  EXPECT_TRUE(feed.events().empty());
}

TEST(EventService, SendsContinueOnlyIfItWillReadTheBody) {
  ServingFeed feed;
  const RunningSource running(feed);
  const auto head = [](const std::string& type) {
    return "POST /events HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: " + type +
           "\r\nContent-Length: 12\r\n\r\n";
  };
  auto client = running.connect();
  client.send(head("application/json"));
  EXPECT_EQ(client.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(R"({"type":"A"})");
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 202 "));
  client.send(head("text/html"));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 415 "));
  EXPECT_TRUE(client.isClosed());
}

TEST(EventService, DeliversItsAnswerWithoutReadingTheBody) {
  ServingFeed feed;
  const RunningSource running(feed, {{"mostBytes", "1000"}});
  const auto answer = running.answerTo(post(std::string(4 << 20, ' ')));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
}

TEST(EventService, EndsIfAClientSendsOnlyAByteNowAndThen) {
  ServingFeed feed;
  const RunningSource running(feed, {{"timeout", "100ms"}, {"mostBytes", "67108864"}});
  auto client = running.connect();
  client.send(
      "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 67108864\r\n\r\n");
  const auto drip = [&] {
    for (int i = 0; i < 67108864; ++i) client.send(" ");
  };
  EXPECT_THROW(drip(), Poco::Exception) << "it waited for the whole body";
}

TEST(EventService, AnswersAGoodClientAmongAThousandSilentOnes) {
  ServingFeed feed;
  const RunningSource running(feed, {{"timeout", "10m"}, {"token", "s3cret"}});
  const auto connect = [address = running.address()] { return Poco::Net::StreamSocket(address); };
  const auto good = post(kEvent, "Content-Type: application/json\r\nAuthorization: Bearer s3cret\r\n");
  const test::Crowd silent(500, connect);
  EXPECT_THAT(running.answerTo(good), StartsWith("HTTP/1.1 202 "));
  const test::Crowd half(500, connect, "POST /events HTTP/1.1\r\nHost: loc");
  EXPECT_THAT(running.answerTo(good), StartsWith("HTTP/1.1 202 "));
}

TEST(EventService, AnswersAGoodClientAmongFiveHundredSlowOnes) {
  ServingFeed feed;
  const RunningSource running(feed, {{"timeout", "10m"}});
  test::Crowd slow(
      500, [address = running.address()] { return Poco::Net::StreamSocket(address); }, post(kEvent).substr(0, 100));
  slow.drip('x');
  EXPECT_THAT(running.answerTo(post(kEvent)), StartsWith("HTTP/1.1 202 "));
}

TEST(EventService, AnswersAGoodClientAmongIdleOnesThatItHasServed) {
  ServingFeed feed;
  const RunningSource running(feed, {{"timeout", "10m"}});
  std::list<RawClient> idle;
  for (int i = 0; i < 256; ++i) {
    idle.push_back(running.connect());
    idle.back().send(post(kEvent));
    EXPECT_THAT(idle.back().answer(), StartsWith("HTTP/1.1 202 "));
  }
  EXPECT_THAT(running.answerTo(post(kEvent)), StartsWith("HTTP/1.1 202 "));
}

/// Blocks the first publication until the test lets it go on.
class HoldingFeed : public ServingFeed {
 public:
  bool tryPublish(std::span<Event> events, const Notes& notes) override {
    began.count_down();
    go.wait();
    return FakeFeed::tryPublish(events, notes);
  }
  std::latch began{1}, go{1};
};

/// The server that ends gives its answers half a second.
TEST(EventService, EndsAtAStopButStillAnswersACompleteRequest) {
  EXPECT_TRUE(test::hasEnoughTime(Millis(500), [](Millis) {
    HoldingFeed feed;
    RunningSource running(feed, {{"timeout", "10m"}});
    auto silent = running.connect(), half = running.connect(), whole = running.connect();
    half.send("POST /events HTTP/1.1\r\n");
    whole.send(post(kEvent));
    feed.began.wait();
    const auto begin = Clock::now();
    feed.requestStop();
    feed.go.count_down();
    EXPECT_TRUE(half.isClosed());
    EXPECT_TRUE(silent.isClosed());
    const auto answer = whole.answer();
    const bool isLate = answer.empty() && Clock::now() >= begin + Millis(500);
    running.stop();
    EXPECT_EQ(feed.events().size(), 1u);
    if (isLate) return false;
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 202 "), HasSubstr("Connection: Close")));
    return true;
  }));
}

TEST(EventService, EndsAtAStopEvenIfTheClientReadsNoAnswer) {
  ServingFeed feed;
  RunningSource running(feed, {{"timeout", "10m"}});
  auto client = running.connect();
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += "{\"type\":\"A\"}\n";
  const auto many = post(lines, "Content-Type: application/x-ndjson\r\n");
  const auto fill = [&] {
    for (;;) client.send(many);
  };
  const auto sender = std::async(std::launch::async, [&] { EXPECT_THROW(fill(), Poco::Exception); });
  while (feed.events().size() < 10000) std::this_thread::yield();
  running.stop();
}

}  // namespace
}  // namespace herald::http_source
