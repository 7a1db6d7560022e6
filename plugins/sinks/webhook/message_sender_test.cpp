// SPDX-License-Identifier: Apache-2.0
#include "message_sender.h"

#include <gmock/gmock.h>

#include <future>

#include "herald/base64.h"
#include "herald/json.h"
#include "herald/testing/builders.h"
#include "herald/testing/fake_host.h"
#include "webhook_sink.h"

namespace herald::webhook {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Verdict = Outcome::Verdict;

/// The options of the webhook with those of Herald that it heeds.
Settings senderSettings(Settings::Values values) {
  auto options = WebhookSink().options();
  options.push_back({.name = "snapshot", .type = Type::Flag, .fallback = "true"});
  options.push_back({.name = "snapshot.most", .type = Type::Size});
  return {std::move(options), std::move(values)};
}

/// As for Slack: two steps, then the message; and the plain one.
Settings::Values withSteps() {
  return {{"url", "http://chat/post"},
          {"data", R"({"text":"@message"})"},
          {"auth.bearer", "t0ken-of-the-sink"},
          {"snapshot.steps.1.url", "http://chat/upload-url"},
          {"snapshot.steps.1.contentType", "FORM"},
          {"snapshot.steps.1.headers.Authorization", "Bearer st3p-secret"},
          {"snapshot.steps.1.data", R"({"length":"@{snapshot.bytes}"})"},
          {"snapshot.steps.2.url", "@{step1.upload_url}"},
          {"snapshot.steps.2.contentType", "IMAGE"},
          {"snapshot.url", "http://chat/complete"},
          {"snapshot.data", R"({"file":"@step1.file_id","text":"@message"})"},
          {"success.when", "ok = true"},
          {"rejected.when", "error = no_permission"}};
}

/// What becomes of an attempt.
Outcome delivered(const MessageSender& sender, const Attempt& attempt) {
  std::promise<Outcome> outcome;
  sender.begin(attempt, {}, [&outcome](Outcome how) { outcome.set_value(std::move(how)); });
  return outcome.get_future().get();
}

class MessageSenderTest : public ::testing::Test {
 protected:
  void configure(Settings::Values values) { sender_.configure(senderSettings(std::move(values)), host_); }

  Attempt attempt(int number = 1) const {
    Attempt made = test::attempt(event_, "ready");
    made.snapshot = picture_;
    made.number = number;
    return made;
  }

  Outcome deliver(int number = 1) { return delivered(sender_, attempt(number)); }

  void answer(int status, std::string body = {}) { host_.network().answer(status, std::move(body)); }

  std::vector<std::string> urls() const {
    std::vector<std::string> all;
    for (const auto& request : requests()) all.push_back(request.url);
    return all;
  }
  std::vector<HttpRequest> requests() const { return const_cast<test::FakeHost&>(host_).network().requests(); }

  test::FakeHost host_;
  MessageSender sender_;
  const std::shared_ptr<const std::string> picture_ =
      std::make_shared<const std::string>("\xff\xd8 herald-0-part \r\n-- \xff\xd9");
  const Event event_ = test::event("PrintDone");
};

TEST_F(MessageSenderTest, SendsThePictureAsAPart) {
  configure({{"url", "http://h/"}, {"data", R"({"m":"@message","snap":"@snapshot"})"}});
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  ASSERT_THAT(requests(), SizeIs(1));
  const std::string body = requests()[0].body;
  EXPECT_EQ(headerValue(requests()[0].headers, "content-type"), "multipart/form-data; boundary=herald-1-part");
  EXPECT_THAT(body, HasSubstr("name=\"m\"\r\n\r\nready\r\n"));
  EXPECT_THAT(body, HasSubstr("name=\"snap\"; filename=\"snapshot.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n" +
                              *picture_ + "\r\n--herald-1-part--\r\n"));
}

TEST_F(MessageSenderTest, SendsThePictureAsTheBody) {
  configure({{"url", "http://h/"}, {"method", "PUT"}, {"contentType", "IMAGE"}, {"headers.X-Title", "@message"}});
  deliver();
  Attempt without = attempt();
  without.snapshot.reset();
  EXPECT_EQ(delivered(sender_, without).verdict, Verdict::Delivered);
  ASSERT_THAT(requests(), SizeIs(2));
  EXPECT_EQ(requests()[0].body, *picture_);
  EXPECT_EQ(requests()[0].url, "http://h/");
  EXPECT_EQ(headerValue(requests()[0].headers, "content-type"), "image/jpeg");
  EXPECT_EQ(headerValue(requests()[0].headers, "X-Title"), "ready");
  EXPECT_EQ(requests()[1].body, "");
  EXPECT_EQ(headerValue(requests()[1].headers, "content-type"), "");
}

TEST_F(MessageSenderTest, SendsOwnDataBesideABodyAsTheQuery) {
  configure({{"url", "http://h/t"},
             {"data", R"({"text":"@message"})"},
             {"snapshot.method", "PUT"},
             {"snapshot.contentType", "image"},
             {"snapshot.data", R"({"title":"@topic"})"}});
  deliver();
  ASSERT_THAT(requests(), SizeIs(1));
  EXPECT_EQ(requests()[0].method, "PUT");
  EXPECT_EQ(requests()[0].url, "http://h/t?title=PrintDone");
  EXPECT_EQ(requests()[0].body, *picture_);
}

TEST_F(MessageSenderTest, DoesNotSendTheDataOfThePlainRequestBesideABody) {
  configure({{"url", "http://h/t"}, {"data", R"({"text":"@message"})"}, {"snapshot.contentType", "IMAGE"}});
  deliver();
  EXPECT_THAT(urls(), ElementsAre("http://h/t"));
}

TEST_F(MessageSenderTest, OffersThePictureAsVariables) {
  configure({{"url", "http://h/@{snapshot.sha256}"},
             {"headers.X-Size", "@{snapshot.bytes}"},
             {"data", R"({"image":"data:image/jpeg;base64,@{snapshot.base64}","n":"@{snapshot.bytes}"})"}});
  deliver();
  ASSERT_THAT(requests(), SizeIs(1));
  EXPECT_EQ(requests()[0].url.size(), std::string("http://h/").size() + 64);
  const std::string bytes = std::to_string(picture_->size());
  EXPECT_EQ(headerValue(requests()[0].headers, "X-Size"), bytes);
  EXPECT_EQ(jsonAt(requests()[0].body, "n"), bytes) << "a number";
  EXPECT_EQ(jsonToText(jsonAt(requests()[0].body, "image")), "data:image/jpeg;base64," + toBase64(*picture_));
}

TEST_F(MessageSenderTest, ReportsTheVariablesOfAMissingPicture) {
  configure({{"url", "http://h/"}, {"data", R"({"image":"@{snapshot.base64}"})"}});
  Attempt without = attempt();
  without.snapshot.reset();
  EXPECT_THAT(delivered(sender_, without).missing, ElementsAre("snapshot.base64"));
  EXPECT_EQ(requests()[0].body, R"({"image":""})");
}

TEST_F(MessageSenderTest, TakesWhatThePicturesRequestLeavesOutFromThePlainOne) {
  configure({{"url", "http://h/text"},
             {"method", "PUT"},
             {"headers.A", "1"},
             {"headers.B", "2"},
             {"data", R"({"text":"@message"})"},
             {"snapshot.url", "http://h/photo"},
             {"snapshot.headers.B", "3"}});
  deliver();
  ASSERT_THAT(requests(), SizeIs(1));
  EXPECT_EQ(requests()[0].url, "http://h/photo");
  EXPECT_EQ(requests()[0].method, "PUT");
  EXPECT_EQ(headerValue(requests()[0].headers, "A"), "1");
  EXPECT_EQ(headerValue(requests()[0].headers, "B"), "3");
  EXPECT_EQ(requests()[0].body, R"({"text":"ready"})");
}

TEST_F(MessageSenderTest, SendsThePlainDataAlsoIfItIsTheDefault) {
  configure({{"url", "http://h/"}, {"snapshot.url", "http://h/photo"}});
  deliver();
  EXPECT_EQ(jsonAt(requests().back().body, "message"), R"("ready")");

  configure({{"url", "http://h/"}, {"format", "cloudevents"}, {"snapshot.url", "http://h/photo"}});
  const Event timed = test::event("PrintDone", R"({"time":612})");
  Attempt made = test::attempt(timed);
  made.snapshot = picture_;
  delivered(sender_, made);
  EXPECT_EQ(requests().back().url, "http://h/photo");
  EXPECT_EQ(requests().back().body, timed.payload);

  configure({{"url", "http://h/"},
             {"method", "PUT"},
             {"contentType", "IMAGE"},
             {"data", R"({"text":"@message"})"},
             {"snapshot.headers.A", "1"}});
  deliver();
  EXPECT_EQ(requests().back().url, "http://h/?text=ready");
}

TEST_F(MessageSenderTest, SendsThePlainRequestWithoutAPicture) {
  configure(withSteps());
  answer(200, R"({"ok":true})");
  Attempt without = attempt();
  without.snapshot.reset();
  EXPECT_EQ(delivered(sender_, without).verdict, Verdict::Delivered);
  EXPECT_THAT(urls(), ElementsAre("http://chat/post"));
}

TEST_F(MessageSenderTest, RunsTheStepsBeforeTheMessage) {
  configure(withSteps());
  answer(200, R"({"ok":true,"upload_url":"http://files/u1?sig=x","file_id":"F1"})");
  answer(200, "OK - 20");
  answer(200, R"({"ok":true})");
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_THAT(urls(), ElementsAre("http://chat/upload-url", "http://files/u1?sig=x", "http://chat/complete"));
  const auto sent = requests();
  EXPECT_EQ(sent[0].purpose, "step 1");
  EXPECT_EQ(sent[0].body, "length=" + std::to_string(picture_->size()));
  EXPECT_EQ(headerValue(sent[0].headers, "webhook-id"), "") << "only the message has an id";
  EXPECT_EQ(sent[1].body, *picture_);
  EXPECT_EQ(headerValue(sent[1].headers, "Authorization"), "");
  EXPECT_EQ(sent[2].purpose, "picture");
  EXPECT_EQ(sent[2].body, R"({"file":"F1","text":"ready"})");
  EXPECT_EQ(headerValue(sent[2].headers, "webhook-id"), event_.id);
}

TEST_F(MessageSenderTest, GivesTheStepsNeitherHeadersNorCredentialsOfTheSink) {
  class Host : public test::FakeHost {
   public:
    std::unique_ptr<HttpClient> http(const Settings& settings) override {
      bearers.push_back(settings.text("auth.bearer"));
      return test::FakeHost::http(settings);
    }
    std::vector<std::string> bearers{};
  } host;
  auto values = withSteps();
  values["headers.X-Key"] = "s3cret";
  MessageSender sender;  // ends before its host
  sender.configure(senderSettings(values), host);
  EXPECT_THAT(host.bearers, ElementsAre("t0ken-of-the-sink", ""));
  host.network().answer(200, R"({"ok":true,"upload_url":"http://files/u1","file_id":"F1"})");
  delivered(sender, attempt());
  const auto sent = host.network().requests();
  ASSERT_GE(sent.size(), 2u);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(headerValue(sent[i].headers, "X-Key"), "");
}

TEST_F(MessageSenderTest, SendsAStepWithoutDataWithoutABody) {
  configure({{"url", "http://h/"}, {"snapshot.steps.1.url", "http://h/1"}, {"snapshot.data", "{}"}});
  deliver();
  EXPECT_EQ(requests()[0].body, "");
  EXPECT_EQ(headerValue(requests()[0].headers, "content-type"), "");
  EXPECT_EQ(requests()[0].method, "POST");
}

TEST_F(MessageSenderTest, SendsTheMessageWithoutThePictureIfTheReceiverRejectsIt) {
  for (const int status : {413, 415, 400, 422, 410}) {
    configure(withSteps());
    answer(status);
    answer(200, R"({"ok":true})");
    EXPECT_EQ(deliver().verdict, Verdict::Delivered) << status;
    EXPECT_EQ(urls().back(), "http://chat/post");
  }
  configure({{"url", "http://h/"}, {"data", R"({"m":"@message","p":"@snapshot"})"}});
  answer(413);
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_THAT(requests().back().body, ::testing::Not(HasSubstr("snapshot.jpg")));
}

TEST_F(MessageSenderTest, RepeatsNoMessageThatSomeHave) {
  configure({{"url", "http://h/"}, {"data", R"({"m":"@message","p":"@snapshot"})"}});
  answer(424, R"({"error":"One or more notification could not be sent"})");
  EXPECT_EQ(deliver().verdict, Verdict::Rejected);
  EXPECT_THAT(requests(), SizeIs(1));
}

TEST_F(MessageSenderTest, GoesWithoutThePictureAfterWhatTheServiceSays) {
  configure(withSteps());
  answer(200, R"({"ok":false,"error":"no_permission"})");
  answer(200, R"({"ok":true})");
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_THAT(urls(), ElementsAre("http://chat/upload-url", "http://chat/post"));
}

TEST_F(MessageSenderTest, ReturnsTheOutcomeOfAStepThatFails) {
  struct {
    int status;
    const char* body;
    Verdict expected;
  } const kCases[] = {{500, "", Verdict::Retry},
                      {401, "", Verdict::Hold},
                      {429, "", Verdict::Retry},
                      {200, R"({"ok":false,"error":"busy"})", Verdict::Retry}};
  for (const auto& given : kCases) {
    configure(withSteps());
    const std::size_t before = requests().size();
    answer(given.status, given.body);
    const Outcome outcome = deliver();
    EXPECT_EQ(outcome.verdict, given.expected) << given.status;
    EXPECT_EQ(outcome.status, given.status);
    EXPECT_THAT(outcome.reason, ::testing::StartsWith("step 1: "));
    EXPECT_EQ(requests().size(), before + 1);
  }
  host_.network().fail(Failure(Verdict::Retry, "http://chat did not answer in time"));
  const Outcome outcome = deliver();
  EXPECT_EQ(outcome.verdict, Verdict::Retry);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.reason, "step 1: http://chat did not answer in time");
}

TEST_F(MessageSenderTest, DoesNotHoldTheTextForTheAddressOfAStep) {
  auto values = withSteps();
  values["hold.when"] = "error = missing_scope";
  for (const int status : {200, 302, 403, 404}) {
    configure(values);
    host_.network().answer({status, {{"Location", "http://elsewhere/"}}, R"({"ok":false,"error":"missing_scope"})"});
    answer(200, R"({"ok":true})");
    EXPECT_EQ(deliver().verdict, Verdict::Delivered) << status;
    EXPECT_EQ(urls().back(), "http://chat/post");
  }
  host_.network().fail(Failure(Verdict::Hold, "the certificate of http://chat is not valid"));
  answer(200, R"({"ok":true})");
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  values["snapshot.steps.1.url"] = "@nowhere";
  configure(values);
  answer(200, R"({"ok":true})");
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(urls().back(), "http://chat/post");
}

TEST_F(MessageSenderTest, GoesWithoutThePictureIfAnAnswerCannotServe) {
  const std::string big = R"({"upload_url":"http://f/")" + std::string(1 << 20, 'x');  // what is left of 100 MB
  for (const std::string& body : {std::string("OK"), std::string(), std::string(R"({"ok":true})"), big}) {
    configure(withSteps());
    answer(200, body);
    answer(200, R"({"ok":true})");
    EXPECT_EQ(deliver().verdict, Verdict::Delivered);
    EXPECT_EQ(urls().back(), "http://chat/post");
  }
  EXPECT_THAT(host_.lines().front().text, HasSubstr("step 1: its answer"));
}

TEST_F(MessageSenderTest, DoesNotLetThePictureEatTheTimeOfALaterAttempt) {
  configure(withSteps());
  for (const int number : {1, 2}) {
    Attempt made = attempt(number);
    made.deadline = host_.now() + 9s;
    host_.network().fail(Failure(Verdict::Retry, "http://chat did not answer in time"));
    answer(200, R"({"ok":true})");
    const Outcome outcome = delivered(sender_, made);
    const auto sent = host_.network().sent();
    if (number == 1) {
      EXPECT_EQ(outcome.verdict, Verdict::Retry);
      EXPECT_EQ(sent.back().deadline, made.deadline);
      host_.network().exchange({});  // takes the answer that nobody has asked for
    } else {
      EXPECT_EQ(outcome.verdict, Verdict::Delivered);
      EXPECT_EQ(sent[sent.size() - 2].deadline, host_.now() + 6s);
      EXPECT_EQ(sent.back().deadline, made.deadline);
      EXPECT_EQ(sent.back().request.url, "http://chat/post");
    }
  }
}

TEST_F(MessageSenderTest, WaitsAsTheReceiverAsksAlsoInALaterAttempt) {
  configure(withSteps());
  answer(429);
  EXPECT_EQ(deliver(2).verdict, Verdict::Retry);
  host_.network().answer({503, {{"Retry-After", "7"}}, ""});
  EXPECT_EQ(deliver(2).retryAfter, 7s);
  EXPECT_THAT(urls(), ElementsAre("http://chat/upload-url", "http://chat/upload-url"));
}

TEST_F(MessageSenderTest, HasOneDeadlineOverAllRequests) {
  configure(withSteps());
  answer(200, R"({"ok":true,"upload_url":"http://f/","file_id":"F1"})");
  answer(200);
  answer(413);
  Attempt made = attempt();
  made.deadline = host_.now() + 9s;
  delivered(sender_, made);
  ASSERT_THAT(host_.network().sent(), SizeIs(4));
  for (const auto& sent : host_.network().sent()) EXPECT_EQ(sent.deadline, made.deadline);
}

TEST_F(MessageSenderTest, SaysOnceThatMessagesGoWithoutTheirPicture) {
  configure({{"url", "http://h/"}, {"data", R"({"p":"@snapshot"})"}});
  const auto rejected = [&] {
    answer(413);
    answer(200);
    deliver();
  };
  rejected();
  rejected();
  ASSERT_THAT(host_.lines(), SizeIs(1));
  EXPECT_THAT(host_.lines()[0].text,
              HasSubstr("takes no picture of " + std::to_string(picture_->size()) + " bytes (413)"));
  answer(200);
  deliver();  // a picture gets through
  rejected();
  EXPECT_THAT(host_.lines(), SizeIs(2));
}

TEST_F(MessageSenderTest, BlamesNoPictureIfTheMessageIsRejectedToo) {
  configure({{"url", "http://h/"}, {"data", R"({"p":"@snapshot"})"}});
  answer(400);
  answer(400);
  EXPECT_EQ(deliver().verdict, Verdict::Rejected);
  EXPECT_THAT(host_.lines(), IsEmpty());
}

TEST_F(MessageSenderTest, LeavesOutAPictureThatIsLargerThanTheReceiverTakes) {
  auto values = withSteps();
  values["snapshot.most"] = std::to_string(picture_->size() - 1);
  configure(values);
  answer(200, R"({"ok":true})");
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_THAT(urls(), ElementsAre("http://chat/post"));
  EXPECT_THAT(host_.lines().at(0).text, HasSubstr("`snapshot.most`"));
  values["snapshot.most"] = std::to_string(picture_->size());
  configure(values);
  deliver();
  EXPECT_EQ(urls()[1], "http://chat/upload-url");
}

TEST_F(MessageSenderTest, AsksForAPictureOnlyIfItShowsOne) {
  const auto uses = [&](Settings::Values values) {
    values.try_emplace("url", "http://h/");
    MessageSender sender;
    sender.configure(senderSettings(std::move(values)), host_);
    return sender.uses("snapshot");
  };
  EXPECT_FALSE(uses({}));
  EXPECT_TRUE(uses({{"data", R"({"p":"@snapshot"})"}}));
  EXPECT_FALSE(uses({{"data", R"({"p":"@snapshot"})"}, {"method", "GET"}})) << "GET never sends one";
  EXPECT_TRUE(uses({{"contentType", "IMAGE"}}));
  EXPECT_TRUE(uses({{"headers.X", "@{snapshot.sha256}"}}));
  EXPECT_TRUE(uses({{"snapshot.data", R"({"text":"with a picture"})"}}));
  EXPECT_FALSE(uses({{"snapshot.most", "1 MB"}}));
}

TEST_F(MessageSenderTest, MasksTheSecretsOfEveryRequest) {
  auto values = withSteps();
  values["snapshot.headers.Authorization"] = "Bearer p1cture-secret";
  values["snapshot.steps.2.url"] = "http://files/?token=fil3s-secret";
  values["snapshot.data"] = "{}";
  WebhookSink sink;
  sink.configure(senderSettings(values), host_);
  EXPECT_THAT(host_.hidden(), ::testing::IsSupersetOf({"st3p-secret", "p1cture-secret", "fil3s-secret"}));
}

TEST_F(MessageSenderTest, PreviewsEveryRequest) {
  configure(withSteps());
  EXPECT_THAT(sender_.preview(attempt()), IsEmpty());
  EXPECT_THAT(urls(), ElementsAre("http://chat/upload-url", "https://step1.example/upload_url", "http://chat/complete",
                                  "http://chat/post"));
  EXPECT_EQ(requests()[1].body, *picture_);
  EXPECT_EQ(requests()[2].body, R"({"file":"STEP1.file_id","text":"ready"})");
  EXPECT_EQ(requests()[3].purpose, "delivery");
}

TEST_F(MessageSenderTest, PreviewsOnlyThePlainRequestWithoutAPicture) {
  configure(withSteps());
  Attempt without = attempt();
  without.snapshot.reset();
  sender_.preview(without);
  EXPECT_THAT(urls(), ElementsAre("http://chat/post"));
}

TEST_F(MessageSenderTest, PreviewsNoPictureThatTheUserDoesNotWant) {
  auto values = withSteps();
  values["snapshot"] = "false";
  configure(values);
  sender_.preview(attempt());
  EXPECT_THAT(urls(), ElementsAre("http://chat/post"));
}

TEST_F(MessageSenderTest, PreviewsOneRequestForAPictureWithinIt) {
  configure({{"url", "http://h/"}, {"data", R"({"p":"@snapshot"})"}});
  sender_.preview(attempt());
  ASSERT_THAT(requests(), SizeIs(1));
  EXPECT_THAT(requests()[0].body, HasSubstr("snapshot.jpg"));
}

TEST_F(MessageSenderTest, ReportsAllProblemsAtOnceAndEachOnce) {
  try {
    configure({{"url", "nowhere"}, {"snapshot.headers.Host", "h"}, {"snapshot.url", "@x"}, {"hold.when", "error ="}});
    ADD_FAILURE() << "configured";
  } catch (const BadSettings& bad) {
    std::vector<std::string> options;
    for (const Problem& problem : bad.problems()) options.push_back(problem.option);
    EXPECT_THAT(options, ElementsAre("url", "snapshot.headers.Host", "hold.when"));
  }
  try {
    configure({{"url", "nowhere"}, {"snapshot.data", "{}"}});
    ADD_FAILURE() << "configured";
  } catch (const BadSettings& bad) {
    EXPECT_THAT(bad.problems(), SizeIs(1)) << "the picture's request has the same URL";
  }
}

std::string whyNoPicture(Settings::Values values) try {
  values.try_emplace("url", "http://h/");
  PictureRequests requests(senderSettings(std::move(values)));
  return "no problem";
} catch (const BadSettings& bad) {
  return bad.problems().front().option + ": " + bad.problems().front().why;
}

TEST(PictureRequests, BlameTheKeyThatTheUserWrote) {
  EXPECT_THAT(whyNoPicture({{"snapshot.url", "ftp://x"}}), HasSubstr("snapshot.url: must begin with http"));
  EXPECT_THAT(whyNoPicture({{"snapshot.headers.Host", "x"}}), HasSubstr("snapshot.headers.Host: belongs to Herald"));
  EXPECT_THAT(whyNoPicture({{"snapshot.contentType", "IMAGE"}, {"snapshot.method", "GET"}}),
              HasSubstr("snapshot.contentType: is IMAGE, which needs a method"));
  EXPECT_THAT(whyNoPicture({{"snapshot.contentType", "FORM"}, {"snapshot.data", "[1]"}}),
              HasSubstr("snapshot.data: must be a JSON object"));
  EXPECT_THAT(whyNoPicture({{"snapshot.steps.1.url", "nowhere"}}),
              HasSubstr("snapshot.steps.1.url: must begin with http"));
  EXPECT_THAT(whyNoPicture({{"snapshot.steps.1.method", "PUT"}}), HasSubstr("snapshot.steps: `1.url` is missing"));
  EXPECT_THAT(whyNoPicture({{"snapshot.steps.1.url", "http://h/"}, {"snapshot.steps.1.methode", "PUT"}}),
              HasSubstr("snapshot.steps.1.methode: unknown option, did you mean `method`?"));
  EXPECT_THAT(whyNoPicture({{"snapshot.steps.1.url", "http://h/"}, {"snapshot.steps.1.data", R"({"a":})"}}),
              HasSubstr("snapshot.steps.1.data: "));
  EXPECT_THAT(whyNoPicture({{"snapshot.steps.one.url", "http://h/"}}),
              HasSubstr("snapshot.steps.one.url: must be the number"));
  EXPECT_THAT(whyNoPicture({{"snapshot.steps.10.url", "http://h/"}}), HasSubstr("from 1 to 9"));
}

TEST(PictureRequests, UseOnlyAnswersThatTheyHave) {
  EXPECT_EQ(whyNoPicture({{"snapshot.steps.1.url", "@{step1.url}"}}),
            "snapshot.steps.1.url: uses @step1.url, but no step 1 runs before this request");
  EXPECT_EQ(whyNoPicture({{"snapshot.steps.1.url", "http://h/"}, {"snapshot.data", R"({"a":"@step2.id"})"}}),
            "snapshot.data: uses @step2.id, but no step 2 runs before this request");
  EXPECT_EQ(whyNoPicture({{"snapshot.steps.1.url", "http://h/"}, {"snapshot.data", R"({"a":"@{step2.id|none}"})"}}),
            "no problem");
  EXPECT_EQ(whyNoPicture({{"snapshot.steps.1.url", "http://h/"}, {"snapshot.steps.3.url", "@step1.a.b"}}),
            "no problem");
}

TEST(PictureRequests, LetNoAnswerSayWhereTheCredentialsGo) {
  const Settings::Values step{{"snapshot.steps.1.url", "http://h/"}, {"auth.bearer", "secret"}};
  for (const char* url : {"@step1.url", "@{step1.url}/x"}) {
    auto values = step;
    values["snapshot.url"] = url;
    EXPECT_THAT(whyNoPicture(values), HasSubstr("snapshot.url: begins with the answer of a step")) << url;
  }
  auto values = step;
  values["snapshot.url"] = "http://h/@step1.id";
  EXPECT_EQ(whyNoPicture(values), "no problem");
}

TEST(PictureRequests, MakeSampleAnswersForADryRun) {
  const PictureRequests made(senderSettings({{"url", "http://h/"},
                                             {"snapshot.steps.1.url", "http://h/"},
                                             {"snapshot.steps.2.url", "@step1.a.url"},
                                             {"snapshot.data", R"({"x":"@step1.a.id","y":"@step1.files.0.id"})"}}));
  EXPECT_EQ(made.steps()[0].sampleAnswer(),
            R"({"a":{"id":"STEP1.a.id","url":"https://step1.example/a.url"},"files":{"0":{"id":"STEP1.files.0.id"}}})");
}

}  // namespace
}  // namespace herald::webhook
