// SPDX-License-Identifier: Apache-2.0
#include "answer_rules.h"

#include <gmock/gmock.h>

#include "webhook_sink.h"

namespace herald::webhook {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Verdict = Outcome::Verdict;

Settings answerSettings(Settings::Values values) {
  values["url"] = "http://h/";
  return {WebhookSink().options(), std::move(values)};
}

AnswerRules rules(Settings::Values values) { return AnswerRules(answerSettings(std::move(values))); }

HttpResponse answer(int status, std::string body, HttpHeaders headers = {}) {
  return {status, std::move(headers), std::move(body)};
}

std::string whyNoRules(Settings::Values values) try {
  rules(std::move(values));
  return "no problem";
} catch (const BadSettings& bad) {
  return bad.problems().front().option + ": " + bad.problems().front().why;
}

/// As the preset for Slack has them.
AnswerRules slack() {
  return rules({{"success.when", "ok = true"},
                {"hold.when", "error = invalid_auth or error ~ token_*"},
                {"retry.when", "error = ratelimited"},
                {"rejected.when", "error = channel_not_found"},
                {"retryAfter.from", "retry_after"}});
}

TEST(AnswerRules, WithoutAnyTheStatusDecides) {
  const AnswerRules none = rules({});
  EXPECT_EQ(none.outcome(answer(200, R"({"ok":false})")).verdict, Verdict::Delivered);
  EXPECT_EQ(none.outcome(answer(400, R"({"error":"no"})")).reason, StatusTable().outcome(answer(400, "")).reason);
}

TEST(AnswerRules, JudgeWhatTheServiceSays) {
  struct {
    int status;
    const char* body;
    Verdict expected;
  } const kCases[] = {
      {200, R"({"ok":true})", Verdict::Delivered},
      {200, R"({"ok":false,"error":"internal_error"})", Verdict::Retry},
      {200, R"({"ok":false,"error":"invalid_auth"})", Verdict::Hold},
      {200, R"({"ok":false,"error":"token_revoked"})", Verdict::Hold},
      {200, R"({"ok":false,"error":"channel_not_found"})", Verdict::Rejected},
      {200, R"({"ok":"true"})", Verdict::Delivered},
      {400, R"({"ok":true})", Verdict::Rejected},  // success.when makes no success of a bad status
      {400, R"({"ok":false,"error":"ratelimited"})", Verdict::Retry},
      {400, R"({"ok":false,"error":"invalid_auth"})", Verdict::Hold},
      {401, R"({"ok":false,"error":"channel_not_found"})", Verdict::Rejected},
      {500, R"({"ok":false,"error":"channel_not_found"})", Verdict::Rejected},
      {503, "{}", Verdict::Retry},
      {410, "{}", Verdict::Gone},
      {200, "", Verdict::Retry},
      {200, "<html>", Verdict::Retry},
      {200, "[]", Verdict::Retry},
      {200, R"({"ok":true)", Verdict::Retry},
  };
  for (const auto& given : kCases) {
    const Outcome outcome = slack().outcome(answer(given.status, given.body));
    EXPECT_EQ(outcome.verdict, given.expected) << given.status << given.body;
    EXPECT_EQ(outcome.status, given.status);
    EXPECT_EQ(outcome.answer, given.body);
    EXPECT_EQ(outcome.reason.empty(), given.expected == Verdict::Delivered) << outcome.reason;
  }
}

TEST(AnswerRules, SayWhatTheServiceSaid) {
  const auto reason = [](int status, const char* body) { return slack().outcome(answer(status, body)).reason; };
  EXPECT_EQ(reason(200, R"({"ok":false,"error":"channel_not_found"})"),
            "the receiver rejected the event (200); it said `channel_not_found`");
  EXPECT_EQ(reason(200, R"({"ok":false,"error":"invalid_auth"})"),
            "the receiver refuses the sink (200); it said `invalid_auth`; check the credentials and the address");
  EXPECT_EQ(reason(200, R"({"ok":false,"error":{"message":"too many"}})"),
            "the receiver answered (200), but `success.when` does not hold; it said `too many`");
  EXPECT_THAT(reason(400, R"({"description":"Bad Request: chat not found"})"),
              HasSubstr("; it said `Bad Request: chat not found`"));
  EXPECT_THAT(reason(200, "<html>"), HasSubstr("the answer (200) is not JSON, so `success.when` cannot hold"));
  EXPECT_THAT(reason(200, ""), HasSubstr("is empty"));
  HttpResponse cut = answer(200, R"({"ok":true})");
  cut.incomplete = "the connection broke";
  EXPECT_THAT(slack().outcome(cut).reason, HasSubstr("is incomplete (the connection broke)"));
}

TEST(AnswerRules, CutWhatTheServiceSaidBetweenTwoWords) {
  const std::string secret(400, 's');
  const auto reason = [&](const std::string& text) {
    return slack().outcome(answer(200, R"({"ok":false,"error":")" + text + "\"}")).reason;
  };
  EXPECT_THAT(reason("the key " + secret), HasSubstr("; it said `the key…`"));
  EXPECT_THAT(reason(secret), HasSubstr("; it said `…`"));
}

TEST(AnswerRules, KnowTheStatusAndMembersOfItsName) {
  const AnswerRules both = rules({{"success.when", "answer.status = 1 and status < 300"}});
  EXPECT_EQ(both.outcome(answer(200, R"({"status":1})")).verdict, Verdict::Delivered);
  EXPECT_EQ(both.outcome(answer(200, R"({"status":0})")).verdict, Verdict::Retry);
  EXPECT_EQ(both.outcome(answer(302, R"({"status":1})")).verdict, Verdict::Retry);
  EXPECT_EQ(rules({{"success.when", "0.status = ok"}}).outcome(answer(200, R"([{"status":"ok"}])")).verdict,
            Verdict::Delivered);
}

TEST(AnswerRules, NeedNoBodyForTheStatus) {
  const AnswerRules byStatus = rules({{"rejected.when", "status = 404 or error = gone"}});
  EXPECT_EQ(byStatus.outcome(answer(404, "<html>")).verdict, Verdict::Rejected);
  const AnswerRules inAnyOrder = rules({{"rejected.when", "error = gone or status = 404"}});
  EXPECT_EQ(inAnyOrder.outcome(answer(404, "<html>")).verdict, Verdict::Rejected);
  EXPECT_EQ(inAnyOrder.outcome(answer(403, "<html>")).verdict, Verdict::Hold);
  const AnswerRules noContent = rules({{"success.when", "ok = true or status = 204"}});
  EXPECT_EQ(noContent.outcome(answer(204, "")).verdict, Verdict::Delivered);
  EXPECT_EQ(noContent.outcome(answer(200, "")).verdict, Verdict::Retry);
  const AnswerRules byAbsence = rules({{"rejected.when", "status = 404 and error != later"}});
  EXPECT_EQ(byAbsence.outcome(answer(404, "<html>")).verdict, Verdict::Hold)
      << "an answer that is no JSON says nothing";
  EXPECT_EQ(byAbsence.outcome(answer(404, "{}")).verdict, Verdict::Rejected);
}

TEST(AnswerRules, ObeyTheOptionSuccessToo) {
  const AnswerRules some = rules({{"success", "200, 409"}, {"success.when", "ok = true"}});
  EXPECT_EQ(some.outcome(answer(409, R"({"ok":true})")).verdict, Verdict::Delivered);
  EXPECT_EQ(some.outcome(answer(201, R"({"ok":true})")).verdict, Verdict::Rejected);
}

TEST(AnswerRules, JudgeAStepWithoutJsonByItsStatus) {
  EXPECT_EQ(slack().outcomeOfStep(answer(200, "OK - 123")).verdict, Verdict::Delivered);
  EXPECT_EQ(slack().outcomeOfStep(answer(500, "OK - 123")).verdict, Verdict::Retry);
  EXPECT_EQ(slack().outcomeOfStep(answer(200, R"({"ok":false})")).verdict, Verdict::Retry);
  EXPECT_EQ(slack().outcomeOfStep(answer(200, R"({"ok":false,"error":"invalid_auth"})")).verdict, Verdict::Hold);
}

TEST(AnswerRules, ObeyTheWaitInTheAnswer) {
  struct {
    const char *from, *body, *header;
    Millis expected;
  } const kCases[] = {
      {"retry_after", R"({"retry_after":0.65})", "", 650ms},
      {"retry_after", R"({"retry_after":"2"})", "", 2s},
      {"retry_after s", R"({"retry_after":7})", "3", 7s},
      {"retry_after", R"({"retry_after":3})", "7", 7s},
      {"parameters.retry_after", R"({"parameters":{"retry_after":31}})", "", 31s},
      {"retry_after_ms ms", R"({"retry_after_ms":1500})", "", 1500ms},
      {"retry_after_ms ms", R"({"retry_after_ms":7})", "", 7ms},
      {"retry_after", R"({"retry_after":-1})", "", 0ms},
      {"retry_after", R"({"retry_after":"soon"})", "4", 4s},
      {"retry_after", R"({"retry_after":1e99})", "", 0ms},
      {"retry_after", R"({"retry_after":99999999})", "", 24h},
      {"retry_after", R"({"retry_after":[1]})", "", 0ms},
      {"retry_after", "<html>", "5", 5s},
      {"retry_after", "", "", 0ms},
      {"", R"({"retry_after":31})", "", 0ms},
  };
  for (const auto& given : kCases) {
    const Outcome outcome =
        rules({{"retryAfter.from", given.from}}).outcome(answer(429, given.body, {{"Retry-After", given.header}}));
    EXPECT_EQ(outcome.verdict, Verdict::Retry);
    EXPECT_EQ(outcome.retryAfter, given.expected) << given.from << " " << given.body << " " << given.header;
  }
  const AnswerRules discord = rules({{"retryAfter.from", "retry_after"}});
  EXPECT_EQ(discord.outcome(answer(429, R"({"retry_after":1200})", {{"X-RateLimit-Reset-After", "1.2"}})).retryAfter,
            1200ms);
}

TEST(AnswerRules, WaitOnlyForARetry) {
  EXPECT_EQ(slack().outcome(answer(200, R"({"ok":false,"error":"x","retry_after":9})")).retryAfter, 9s);
  EXPECT_EQ(slack().outcome(answer(200, R"({"error":"channel_not_found","retry_after":9})")).retryAfter, 0s);
  EXPECT_EQ(slack().outcome(answer(429, R"({"error":"invalid_auth","retry_after":9})")).retryAfter, 0s);
}

TEST(AnswerRules, AreCheckedBeforehand) {
  EXPECT_THAT(whyNoRules({{"success.when", "ok"}}), StartsWith("success.when: expected an operator"));
  EXPECT_THAT(whyNoRules({{"hold.when", "error = a b"}}), StartsWith("hold.when: expected `and`, `or` or the end"));
  EXPECT_THAT(whyNoRules({{"rejected.when", "(error = a)"}}),
              AllOf(StartsWith("rejected.when: "), HasSubstr("`(error`")));
  EXPECT_THAT(whyNoRules({{"retry.when", "error..code = 1"}}), StartsWith("retry.when: expected a field (status, or"));
  for (const char* from : {"a b", "a  ms", "a ms x", ".a", " ms"})
    EXPECT_THAT(whyNoRules({{"retryAfter.from", from}}), StartsWith("retryAfter.from: must be a path")) << from;
}

TEST(AnswerRules, BearAnAnswerOfAMebibyte) {
  const std::string body = R"({"ok":true,"log":")" + std::string((1 << 20) - 30, 'x') + "\"}";
  EXPECT_EQ(slack().outcome(answer(200, body)).verdict, Verdict::Delivered);
  EXPECT_EQ(slack().outcome(answer(200, body.substr(0, body.size() - 1))).verdict, Verdict::Retry);
}

}  // namespace
}  // namespace herald::webhook
