// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <map>

#include "http/testing/test_client.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using Verdict = Outcome::Verdict;
using ::testing::HasSubstr;
using testing::kOk;
using testing::Peer;
using testing::TestClient;
using testing::TestServer;

/// The outcome of a delivery to this receiver.
Outcome outcomeOf(TestClient& client, const std::string& url, Clock::time_point deadline = Clock::time_point::max()) {
  try {
    return StatusTable().outcome(client.send({.url = url, .body = "{}"}, deadline));
  } catch (const Failure& failure) {
    return {.verdict = failure.verdict(), .reason = failure.what()};
  }
}

std::string answer(const std::string& status, const std::string& headers = {}) {
  return "HTTP/1.1 " + status + " X\r\n" + headers + "Content-Length: 0\r\n\r\n";
}

/// Answers with the status that the path names.
void answerByPath(Peer& peer) {
  while (const auto request = peer.request()) peer.send(answer(request->substr(request->find('/') + 1, 3)));
}

TEST(Receiver, EachStatusItAnswersHasItsOutcome) {
  std::ifstream table(HTTP_TESTCASES "/status_table.txt");
  TestServer server(answerByPath);
  TestClient client;
  int status = 0;
  int rows = 0;
  for (std::string verdict; table >> status >> verdict;) {
    if (status < 200) continue;  // those are hints, and another answer follows
    const auto outcome = outcomeOf(client, server.url("/" + std::to_string(status)));
    EXPECT_EQ(toString(outcome.verdict), verdict) << status;
    EXPECT_EQ(outcome.status, status);
    ++rows;
  }
  EXPECT_EQ(rows, 400);
}

TEST(Receiver, WhateverElseItDoesIsTriedAgainAsIfThereWasNoAnswer) {
  const std::map<std::string, TestServer::Script> misdeeds{{"hangs up", [](Peer& peer) { peer.request(); }},
                                                           {"resets",
                                                            [](Peer& peer) {
                                                              peer.waitForBytes();  // and closes with it unread
                                                              peer.socket().setLinger(true, 0);
                                                            }},
                                                           {"cuts its status short",
                                                            [](Peer& peer) {
                                                              peer.request();
                                                              peer.send("HTTP/1.1 20");
                                                            }},
                                                           {"says nothing", [](Peer& peer) { peer.waitForClose(); }}};
  for (const auto& [name, script] : misdeeds) {
    TestServer server(script);
    TestClient client;
    const auto outcome = outcomeOf(client, server.url(), Clock::now() + Millis(60));
    EXPECT_EQ(outcome.verdict, Verdict::Retry) << name;
    EXPECT_EQ(outcome.status, 0) << name;
    EXPECT_EQ(outcome.retryAfter, Millis(0)) << name;
  }
}

TEST(Receiver, ThatClosesIdleConnectionsGetsEachEventOnce) {
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    if (peer.request()) ++requests;
    peer.send(kOk);
  });
  TestClient client;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(outcomeOf(client, server.url()).verdict, Verdict::Delivered);
  EXPECT_EQ(requests, 20);
}

TEST(Receiver, ThatCutsItsAnswerShortHasStillSaidHowItWent) {
  for (const auto& [status, verdict] : {std::pair("200", Verdict::Delivered), std::pair("303", Verdict::Delivered),
                                        std::pair("400", Verdict::Rejected), std::pair("404", Verdict::Hold)}) {
    TestServer server([status = status](Peer& peer) {
      peer.request();
      peer.send("HTTP/1.1 " + std::string(status) + " X\r\nLocation: /a\r\nContent-Length: 100\r\n\r\nabc");
    });
    TestClient client;
    const auto outcome = outcomeOf(client, server.url());
    EXPECT_EQ(outcome.verdict, verdict) << status;
    EXPECT_EQ(outcome.answer, "abc");
  }
}

TEST(Receiver, SaysWhenItWantsToBeAskedAgain) {
  const std::pair<std::string, Millis> forms[] = {
      {"Retry-After: 7\r\n", Millis(7000)},
      {"Retry-After: 4.5\r\n", Millis(4500)},
      {"Date: Wed, 21 Oct 2015 07:28:00 GMT\r\nRetry-After: Wed, 21 Oct 2015 07:29:30 GMT\r\n", Millis(90000)}};
  for (const auto& [headers, wait] : forms) {
    TestServer server([headers = headers](Peer& peer) { peer.answerAll(answer("503", headers)); });
    TestClient client;
    EXPECT_EQ(outcomeOf(client, server.url()).retryAfter, wait) << headers;
  }
}

TEST(Receiver, ThatHasMovedToAnotherHostIsAHold) {
  TestServer server([](Peer& peer) { peer.answerAll(answer("308", "Location: https://new.example/hook\r\n")); });
  TestClient client;
  const auto outcome = outcomeOf(client, server.url());
  EXPECT_EQ(outcome.verdict, Verdict::Hold);
  EXPECT_THAT(outcome.reason, HasSubstr("moved to https://new.example"));
}

}  // namespace
}  // namespace herald
