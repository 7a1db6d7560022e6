// SPDX-License-Identifier: Apache-2.0
#include "token.h"

#include <gmock/gmock.h>

namespace herald::webhook {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using Verdict = Outcome::Verdict;

const Clock::time_point kAsked{1h};

TEST(Token, LivesAsLongAsTheServerSays) {
  struct {
    const char* answer;
    Millis refreshAt, end;
  } const kCases[] = {
      {R"({"access_token":"t","expires_in":3600})", 3540s, 3600s},
      {R"({"expires_in":"3600"})", 3540s, 3600s},
      {R"({"expires_in":120})", 60s, 120s},
      {R"({"expires_in":5})", 2500ms, 5s},
      {R"({"expires_in":0})", 0s, 0s},
      {R"({"expires_in":-7})", 0s, 0s},
      {R"({"access_token":"t"})", 240s, 300s},
      {R"({"expires_in":null})", 240s, 300s},
      {R"({"expires_in":"soon"})", 240s, 300s},
      {R"({"expires_in":1e300})", 8760h - 60s, 8760h},
      {R"({"expires_in":1e999})", 8760h - 60s, 8760h},
      {"{}", 240s, 300s},
  };
  for (const auto& given : kCases) {
    const TokenResult result = readToken({200, {}, given.answer}, kAsked);
    ASSERT_TRUE(result.token) << given.answer;
    EXPECT_EQ(result.token->answer, given.answer);
    EXPECT_EQ(result.token->refreshAt - kAsked, given.refreshAt) << given.answer;
    EXPECT_EQ(result.token->end - kAsked, given.end) << given.answer;
  }
}

TEST(Token, HoldsOrRetriesTheSinkIfThereIsNone) {
  struct {
    int status;
    const char* body;
    Verdict verdict;
    const char* reason;
  } const kCases[] = {
      {400, R"({"error":"invalid_client"})", Verdict::Hold,
       "rejected the client (400, invalid_client): check oauth.data"},
      {400, R"({"error":"invalid_request"})", Verdict::Hold, "rejected the token call (400, invalid_request)"},
      {400, "", Verdict::Hold, "rejected the token call (400): check oauth.data, oauth.contentType"},
      {401, R"({"error":"invalid_client"})", Verdict::Hold, "rejected the client (401, invalid_client)"},
      {401, "<html>", Verdict::Hold, "rejected the client (401): check oauth.data, oauth.auth"},
      {403, R"({"error":"a\r\nb: c"})", Verdict::Hold, "rejected the client (403): "},
      {404, "", Verdict::Hold, "does not know this address (404): check oauth.url"},
      {410, "", Verdict::Hold, "does not know this address (410): check oauth.url"},
      {415, "", Verdict::Hold, "rejected the token call (415)"},
      {501, "", Verdict::Hold, "rejected the token call (501)"},
      {200, "<html>log in", Verdict::Hold, "answer is not a JSON object (200): check oauth.url"},
      {200, R"(["t"])", Verdict::Hold, "answer is not a JSON object (200)"},
      {200, R"({"access_token":"t")", Verdict::Hold, "answer is not a JSON object (200)"},
      {204, "", Verdict::Hold, "answer is not a JSON object (204)"},
      {200, R"({"error":"bad_code"})", Verdict::Hold, "answered with an error (200, bad_code): check oauth.data"},
      {408, "", Verdict::Retry, "failed (408)"},
      {429, "", Verdict::Retry, "gets too many calls (429)"},
      {500, "", Verdict::Retry, "failed (500)"},
      {503, R"({"error":"temporarily_unavailable"})", Verdict::Retry, "failed (503, temporarily_unavailable)"},
  };
  for (const auto& given : kCases) {
    const TokenResult result = readToken({given.status, {}, given.body}, kAsked);
    EXPECT_FALSE(result.token) << given.status << given.body;
    EXPECT_EQ(result.failure.verdict, given.verdict) << given.status << given.body;
    EXPECT_EQ(result.failure.status, given.status);
    EXPECT_THAT(result.failure.reason, ::testing::StartsWith("the token server")) << given.status;
    EXPECT_THAT(result.failure.reason, HasSubstr(given.reason));
  }
}

TEST(Token, MayHaveOtherMembers) {
  EXPECT_TRUE(readToken({200, {}, R"({"error":"none","access_token":"t"})"}, kAsked).token);
  EXPECT_TRUE(readToken({201, {}, R"({"error":"","token":"t"})"}, kAsked).token);
}

TEST(Token, ShowsTheAnswerOnlyIfItCannotBeAToken) {
  EXPECT_EQ(readToken({400, {}, R"({"error":"invalid_scope"})"}, kAsked).failure.answer,
            R"({"error":"invalid_scope"})");
  EXPECT_EQ(readToken({200, {}, R"(["eyJ"])"}, kAsked).failure.answer, "");
}

TEST(Token, PassesRetryAfterOn) {
  EXPECT_EQ(readToken({503, {{"Retry-After", "7"}}, ""}, kAsked).failure.retryAfter, 7s);
}

TEST(Token, HoldsTheSinkAfterARedirectToAnotherHost) {
  const Outcome failure = readToken({302, {{"Location", "http://other.example/?secret"}}, ""}, kAsked).failure;
  EXPECT_EQ(failure.verdict, Verdict::Hold);
  EXPECT_EQ(failure.reason, "the token server redirects the token call (302): check oauth.url");
}

TEST(Token, RetriesIfTheAnswerIsCutShort) {
  const HttpResponse cut{200, {}, R"({"access_token":"t"})", "https://a: the answer ended too early"};
  const TokenResult result = readToken(cut, kAsked);
  EXPECT_FALSE(result.token);
  EXPECT_EQ(result.failure.verdict, Verdict::Retry);
  EXPECT_EQ(result.failure.reason, "the token server gave no token: https://a: the answer ended too early");
}

TEST(Token, RetriesIfThereWasNoAnswer) {
  const Outcome retry = noAnswer(Failure(Verdict::Retry, "http://a refused the connection")).failure;
  EXPECT_EQ(retry.verdict, Verdict::Retry);
  EXPECT_EQ(retry.status, 0);
  EXPECT_EQ(retry.reason, "the token server gave no token: http://a refused the connection");
  EXPECT_EQ(noAnswer(Failure(Verdict::Hold, "bad certificate")).failure.verdict, Verdict::Hold);
  EXPECT_EQ(noAnswer(Failure(Verdict::Rejected, "bad header")).failure.verdict, Verdict::Hold);
}

}  // namespace
}  // namespace herald::webhook
