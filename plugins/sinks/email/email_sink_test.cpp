// SPDX-License-Identifier: Apache-2.0
#include "email_sink.h"

#include <gmock/gmock.h>

#include <future>

#include "herald/testing/contract.h"
#include "herald/testing/enough_time.h"
#include "testing/fake_mail_server.h"

namespace herald::email {
namespace {

// Nobody listens there.
HERALD_PLUGIN_CONTRACT(EmailSink, {{"server", "127.0.0.1"},
                                   {"port", "1"},
                                   {"auth.user", "herald"},
                                   {"sender", "herald@example.com"},
                                   {"to", "mara@example.com"}})

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Verdict = Outcome::Verdict;

class EmailSinkTest : public ::testing::Test {
 protected:
  /// A new sink, so that it has no connection yet.
  void configure(FakeMailServer& server, Settings::Values values = {}) {
    sink_ = std::make_unique<EmailSink>();
    values.try_emplace("server", "127.0.0.1");
    values.try_emplace("sender", "herald@example.com");
    values.try_emplace("to", "mara@example.com");
    values["port"] = server.port();
    sink_->configure(test::settingsFor(*sink_, values), host_);
  }

  Outcome deliver(const Attempt& attempt) { return test::delivered(*sink_, attempt); }
  Outcome deliver() { return deliver(test::attempt(event_)); }

  Attempt withPicture() {
    Attempt attempt = test::attempt(event_);
    attempt.snapshot = std::make_shared<const std::string>("JPEG");
    return attempt;
  }

  /// A Hold is thrown, and an outcome of an attempt that the server has answered is returned: both count.
  Verdict verdictOf(const Attempt& attempt, std::string* reason = nullptr) {
    try {
      const auto outcome = sink_->deliver(attempt);
      if (reason) *reason = outcome.reason;
      return outcome.verdict;
    } catch (const Failure& failure) {
      if (reason) *reason = failure.what();
      return failure.verdict();
    }
  }

  test::FakeHost host_;
  const Event event_ = test::event("PrintDone");
  std::unique_ptr<EmailSink> sink_{};
};

TEST_F(EmailSinkTest, SendsAMailToEachRecipient) {
  FakeMailServer server;
  configure(server, {{"bcc", "other@example.com"}, {"helo", "printer.example.com"}});
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  ASSERT_EQ(server.mails().size(), 1u);
  const auto mail = server.mails().front();
  EXPECT_EQ(mail.from, "herald@example.com");
  EXPECT_THAT(mail.to, ElementsAre("mara@example.com", "other@example.com"));
  EXPECT_THAT(mail.data, HasSubstr("\r\nSubject: mk3: PrintDone\r\n"));
  EXPECT_THAT(mail.data, HasSubstr("\r\n\r\nYour print has started.\r\n"));
  EXPECT_THAT(mail.data, Not(HasSubstr("other@example.com")));
  EXPECT_EQ(server.commands().front(), "EHLO printer.example.com");
  EXPECT_THAT(host_.connection(), HasSubstr("mail server 127.0.0.1:"));
}

TEST_F(EmailSinkTest, HidesTheDotsThatBeginALine) {
  FakeMailServer server;
  configure(server, {{"text", ".\n..a\n.\r\nQUIT\n"}});
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_THAT(server.mails().front().data, HasSubstr("\r\n\r\n.\r\n..a\r\n.\r\nQUIT\r\n"));
}

TEST_F(EmailSinkTest, SendsSeveralMailsOverOneConnectionForAWhile) {
  FakeMailServer server;
  configure(server);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(server.connections(), 1);
  host_.advance(std::chrono::seconds(31));
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(server.connections(), 2);
  EXPECT_THAT(server.commands(), Contains("QUIT"));
}

TEST_F(EmailSinkTest, TakesAnotherConnectionIfTheServerHasClosedTheLastOne) {
  FakeMailServer server;
  configure(server);
  server.tell("CONTENT", std::string("250 ok") + FakeMailServer::kHangUp);
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  server.tell("RSET", std::string("421 too long idle") + FakeMailServer::kHangUp);
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  server.tell("RSET", FakeMailServer::kHangUp);
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(server.mails().size(), 4u);
  EXPECT_EQ(server.connections(), 4);
}

TEST_F(EmailSinkTest, SaysThatTheServerMayHaveTheMailIfNoAnswerCame) {
  FakeMailServer server;
  configure(server);
  server.tell("CONTENT", FakeMailServer::kHangUp);
  const auto outcome = deliver();
  EXPECT_EQ(outcome.verdict, Verdict::Retry);
  EXPECT_THAT(outcome.reason, HasSubstr("the server may have the mail"));
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  const auto mails = server.mails();
  const auto idOf = [](const std::string& data) { return data.substr(data.find("Message-ID"), 60); };
  ASSERT_EQ(mails.size(), 2u);
  EXPECT_EQ(idOf(mails[0].data), idOf(mails[1].data));
}

TEST_F(EmailSinkTest, GivesUpWhereverTheServerHangsUp) {
  for (const auto* verb : {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT"}) {
    for (const std::string before : {"", "250-half of a reply"}) {
      FakeMailServer server;
      configure(server);
      server.tell(verb, before + FakeMailServer::kHangUp);
      const auto outcome = deliver();
      EXPECT_EQ(outcome.verdict, Verdict::Retry) << verb;
      EXPECT_NE(outcome.reason, "") << verb;
    }
  }
}

TEST_F(EmailSinkTest, EndsAtTheDeadlineAndAtAStopWhereverTheServerIsSilent) {
  for (const auto* verb : {"GREETING", "EHLO", "RCPT", "CONTENT"}) {
    FakeMailServer server;
    configure(server);
    server.tell(verb, FakeMailServer::kSilence);
    std::stop_source stopping;
    auto attempt = test::attempt(event_);
    attempt.stop = stopping.get_token();
    auto outcome = std::async(std::launch::async, [&] { return deliver(attempt); });
    server.waitForSilence();
    stopping.request_stop();
    EXPECT_THAT(outcome.get().reason, HasSubstr("Herald is stopping")) << verb;
  }
  FakeMailServer server;
  configure(server);
  server.tell("EHLO", FakeMailServer::kSilence);
  auto attempt = test::attempt(event_);
  attempt.deadline = Clock::now() + Millis(50);
  EXPECT_THAT(deliver(attempt).reason, HasSubstr("in time"));
}

TEST_F(EmailSinkTest, LogsInAsTheServerOffers) {
  for (const auto& [offer, first] : {std::pair<std::string, std::string>{"PLAIN LOGIN", "AUTH PLAIN "},
                                     {"CRAM-MD5 PLAIN", "AUTH CRAM-MD5"},
                                     {"LOGIN", "AUTH LOGIN"}}) {
    FakeMailServer server;
    configure(server, {{"encryption", "none"}, {"auth.user", "herald"}, {"auth.password", "secret"}});
    server.tell("EHLO", "250-fake\r\n250 AUTH " + offer);
    if (!first.ends_with(' ')) server.tell("AUTH", "334 VXNlcm5hbWU6");
    if (offer == "LOGIN") server.tell("ANSWER", "334 UGFzc3dvcmQ6");
    EXPECT_EQ(deliver().verdict, Verdict::Delivered);
    EXPECT_THAT(server.commands(), Contains(StartsWith(first)));
  }
}

TEST_F(EmailSinkTest, IsOnHoldIfTheServerRefusesTheLogin) {
  FakeMailServer server;
  configure(server, {{"encryption", "none"}, {"auth.user", "herald"}, {"auth.password", "secret"}});
  server.tell("AUTH", "535 5.7.8 AUTH PLAIN AGhlcmFsZABzZWNyZXQ= is wrong");
  const auto outcome = deliver();
  EXPECT_EQ(outcome.verdict, Verdict::Hold);
  EXPECT_THAT(outcome.reason, HasSubstr("check auth.user and auth.password"));
  EXPECT_THAT(host_.hidden(), Contains("AGhlcmFsZABzZWNyZXQ="));
}

TEST_F(EmailSinkTest, UsesStartTlsAndChecksTheHostName) {
  const TestCertificate right("IP:127.0.0.1"), wrong("DNS:mail.example.com");
  for (const bool atOnce : {false, true}) {
    FakeMailServer server(&right, atOnce);
    configure(server, {{"tls.ca", right.file()},
                       {"encryption", atOnce ? "TLS" : "auto"},
                       {"auth.user", "herald"},
                       {"auth.password", "secret"}});
    EXPECT_EQ(deliver().verdict, Verdict::Delivered);
    EXPECT_THAT(host_.connection(), HasSubstr("TLSv1."));
    EXPECT_THAT(server.commands(), Contains(StartsWith("AUTH PLAIN ")));
  }
  for (const auto& [certificate, authority] : {std::pair{&wrong, wrong.file()}, {&right, wrong.file()}}) {
    FakeMailServer server(certificate);
    for (const std::string host : {"127.0.0.1", "localhost"}) {
      configure(server,
                {{"server", host}, {"tls.ca", authority}, {"auth.user", "herald"}, {"auth.password", "secret"}});
      std::string reason;
      EXPECT_EQ(verdictOf(test::attempt(event_), &reason), Verdict::Hold);
      EXPECT_THAT(reason, HasSubstr("certificate of " + host));
      EXPECT_THAT(server.commands(), Each(Not(StartsWith("AUTH"))));
    }
  }
}

TEST_F(EmailSinkTest, SendsNoPasswordIfNobodyOffersStartTls) {
  FakeMailServer server;
  configure(server, {{"auth.user", "herald"}, {"auth.password", "secret"}});
  std::string reason;
  EXPECT_EQ(verdictOf(test::attempt(event_), &reason), Verdict::Hold);
  EXPECT_THAT(reason, HasSubstr("offers no STARTTLS"));
  EXPECT_THAT(server.commands(), Each(Not(StartsWith("AUTH"))));
}

// Who sits on the way may add replies before the handshake (CVE-2011-0411). They do not count.
TEST_F(EmailSinkTest, ForgetsWhatCameBeforeTheHandshake) {
  const TestCertificate certificate("IP:127.0.0.1");
  FakeMailServer server(&certificate);
  configure(server, {{"tls.ca", certificate.file()}, {"encryption", "STARTTLS"}});
  server.tell("STARTTLS", "220 go on\r\n250 injected");
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(server.mails().size(), 1u);
}

TEST_F(EmailSinkTest, SaysThatAServerWhichHangsUpAskedForACertificate) {
  const TestCertificate certificate("IP:127.0.0.1");
  for (const bool asks : {false, true}) {
    FakeMailServer server(&certificate);
    if (asks) server.askForCertificate();
    configure(server, {{"tls.ca", certificate.file()}, {"encryption", "STARTTLS"}});
    server.tell("EHLO", "250-fake\r\n250 STARTTLS");
    server.tell("EHLO", FakeMailServer::kHangUp);
    const Outcome outcome = deliver();
    EXPECT_EQ(outcome.verdict, Verdict::Retry);
    EXPECT_EQ(outcome.reason.find("set tls.certificate") != std::string::npos, asks) << outcome.reason;
  }
}

TEST_F(EmailSinkTest, IsOnHoldIfTheOtherEndIsNoMailServerOrSpeaksNoTls) {
  FakeMailServer web;
  configure(web);
  web.tell("GREETING", "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(verdictOf(test::attempt(event_)), Verdict::Hold);
  FakeMailServer plain;
  configure(plain, {{"encryption", "TLS"}});
  std::string reason;
  EXPECT_EQ(verdictOf(test::attempt(event_), &reason), Verdict::Hold);
  EXPECT_THAT(reason, HasSubstr("check port and encryption"));
}

TEST_F(EmailSinkTest, SendsTheMailOnceMoreWithoutAPictureThatIsRefused) {
  for (const auto& [verb, reply] :
       {std::pair{"CONTENT", "552 5.3.4 too large"}, {"CONTENT", "550 5.7.1 no pictures"}, {"MAIL", "552 too large"}}) {
    FakeMailServer server;
    configure(server);
    server.tell(verb, reply);
    EXPECT_EQ(deliver(withPicture()).verdict, Verdict::Delivered) << reply;
    ASSERT_FALSE(server.mails().empty());
    EXPECT_THAT(server.mails().back().data, Not(HasSubstr("image/jpeg")));
    EXPECT_THAT(server.mails().back().data, Not(HasSubstr("<img")));
  }
}

TEST_F(EmailSinkTest, LeavesThePictureOutOfALaterAttemptThatIsCutOff) {
  FakeMailServer server;
  configure(server);
  auto attempt = withPicture();
  server.tell("DATA", FakeMailServer::kHangUp);
  EXPECT_EQ(deliver(attempt).verdict, Verdict::Retry) << "the picture has another chance";
  attempt.number = 2;
  server.tell("DATA", FakeMailServer::kHangUp);
  EXPECT_EQ(deliver(attempt).verdict, Verdict::Delivered);
  ASSERT_EQ(server.mails().size(), 1u);
  EXPECT_THAT(server.mails().front().data, Not(HasSubstr("image/jpeg")));
  server.tell("CONTENT", FakeMailServer::kHangUp);
  EXPECT_EQ(deliver(attempt).verdict, Verdict::Retry) << "the server may have the mail";
  EXPECT_EQ(server.mails().size(), 2u);
}

TEST_F(EmailSinkTest, KeepsTimeForTheTextInALaterAttempt) {
  EXPECT_TRUE(test::hasEnoughTime(Millis(300), [this](Millis time) {
    FakeMailServer server;
    configure(server);
    server.tell("DATA", FakeMailServer::kSilence);
    auto attempt = withPicture();
    attempt.number = 2;
    attempt.deadline = Clock::now() + time;
    if (deliver(attempt).verdict != Verdict::Delivered) return false;  // the text has a third of the time
    EXPECT_THAT(server.mails().back().data, Not(HasSubstr("image/jpeg")));
    return true;
  }));
}

TEST_F(EmailSinkTest, SaysOnceThatPicturesAreRefusedUntilOneArrives) {
  FakeMailServer server;
  configure(server);
  const auto refuse = [&] {
    server.tell("CONTENT", "552 5.3.4 too large");
    deliver(withPicture());
    return host_.lines().size();
  };
  EXPECT_EQ(refuse(), 1u);
  EXPECT_EQ(refuse(), 1u);
  deliver();
  EXPECT_EQ(refuse(), 1u) << "a mail without a picture says nothing of pictures";
  deliver(withPicture());
  EXPECT_EQ(refuse(), 2u);
  EXPECT_EQ(host_.counts()["pictures_refused"], 4u);
}

TEST_F(EmailSinkTest, LeavesThePictureOutIfTheServerSaysThatItTakesLess) {
  FakeMailServer server;
  configure(server, {{"text", std::string(300, 'x')}});
  server.tell("EHLO", "250-fake\r\n250 SIZE 1500");
  auto attempt = test::attempt(event_);
  attempt.snapshot = std::make_shared<const std::string>(std::string(2000, 'J'));
  EXPECT_EQ(deliver(attempt).verdict, Verdict::Delivered);
  ASSERT_EQ(server.mails().size(), 1u);
  EXPECT_THAT(server.commands(), Contains(StartsWith("MAIL FROM:<herald@example.com> SIZE=")));
}

TEST_F(EmailSinkTest, AMailThatIsRefusedWithoutAPictureIsADeadLetter) {
  FakeMailServer server;
  configure(server);
  server.tell("CONTENT", "552 5.3.4 too large");
  server.tell("CONTENT", "552 5.3.4 too large");
  EXPECT_EQ(deliver(withPicture()).verdict, Verdict::Rejected);
  server.tell("CONTENT", "554 5.6.0 no");
  EXPECT_EQ(deliver().verdict, Verdict::Rejected);
  EXPECT_EQ(deliver().verdict, Verdict::Delivered) << "the connection serves the next mail";
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(EmailSinkTest, TheOthersGetTheMailIfOneRecipientIsRefused) {
  FakeMailServer server;
  configure(server, {{"to", "gone@example.com, mara@example.com"}});
  server.tell("RCPT", "550 5.1.1 unknown");
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(server.mails().size(), 1u);
  ASSERT_EQ(host_.lines().size(), 1u);
  EXPECT_THAT(host_.lines().front().text, HasSubstr("the recipient gone@example.com (550 5.1.1 unknown)"));
}

TEST_F(EmailSinkTest, NobodyGetsAMailThatOneRecipientCannotHaveYet) {
  FakeMailServer server;
  configure(server, {{"to", "mara@example.com, later@example.com"}});
  server.tell("RCPT", "250 ok");
  server.tell("RCPT", "450 4.2.0 greylisted");
  EXPECT_EQ(deliver().verdict, Verdict::Retry);
  EXPECT_TRUE(server.mails().empty());
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
}

TEST_F(EmailSinkTest, SpeaksWithAServerThatKnowsNoEhlo) {
  FakeMailServer server;
  configure(server);
  server.tell("EHLO", "500 what?");
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_THAT(server.commands(), Contains("MAIL FROM:<herald@example.com>"));
}

TEST_F(EmailSinkTest, AsksForUtf8InAddresses) {
  FakeMailServer server;
  configure(server, {{"to", "mära@example.com"}});
  EXPECT_EQ(verdictOf(test::attempt(event_)), Verdict::Hold);
  server.tell("EHLO", "250-fake\r\n250 SMTPUTF8");
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_THAT(server.commands(), Contains("MAIL FROM:<herald@example.com> SMTPUTF8"));
}

TEST_F(EmailSinkTest, BoundsAReplyWithoutAnEnd) {
  std::string endless;
  for (int i = 0; i < 5000; ++i) endless += "250-" + std::to_string(i) + "\r\n";
  for (const auto& reply : {endless + "250 ok", "250 " + std::string(100000, 'x')}) {
    FakeMailServer server;
    configure(server);
    server.tell("EHLO", reply);
    EXPECT_EQ(deliver().verdict, Verdict::Retry);
  }
}

TEST_F(EmailSinkTest, APreviewIsTheWholeMailWithoutTheBytesOfThePicture) {
  FakeMailServer server;
  configure(server, {{"bcc", "other@example.com"}});
  const auto text = sink_->preview(withPicture()).text;
  EXPECT_THAT(text, HasSubstr("RCPT TO:<other@example.com>\n\nDate: "));
  EXPECT_THAT(text, HasSubstr("\nYour print has started.\n"));
  EXPECT_THAT(text, HasSubstr("\n\n(a JPEG of 4 bytes)\n--=_related--"));
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(EmailSinkTest, SaysWhatItSentAlsoIfTheServerRefuses) {
  FakeMailServer server;
  configure(server);
  const auto text = sink_->preview(test::attempt(event_)).text;
  EXPECT_EQ(deliver().sent, text);
  server.tell("RCPT", "550 nobody");
  const auto refused = deliver();
  EXPECT_EQ(refused.verdict, Verdict::Rejected);
  EXPECT_EQ(refused.sent, text);
  {
    FakeMailServer gone;
    configure(gone);
  }
  const auto away = deliver();
  EXPECT_EQ(away.verdict, Verdict::Retry);
  EXPECT_EQ(away.sent, sink_->preview(test::attempt(event_)).text);
}

TEST_F(EmailSinkTest, WarnsOfAPasswordThatEverybodyCanRead) {
  const auto adviceFor = [](Settings::Values values) {
    EmailSink sink;
    test::FakeHost host;
    values.insert({{"auth.user", "herald"}, {"sender", "a@b.c"}, {"to", "a@b.c"}});
    sink.configure(test::settingsFor(sink, values), host);
    return sink.advice().size();
  };
  EXPECT_EQ(adviceFor({{"server", "mail.example.com"}, {"encryption", "none"}}), 1u);
  EXPECT_EQ(adviceFor({{"server", "mail.example.com"}}), 0u);
  EXPECT_EQ(adviceFor({{"server", "localhost"}, {"encryption", "none"}}), 0u);
}

TEST_F(EmailSinkTest, TakesAHostAloneAsTheServer) {
  for (const auto* server : {"smtp://mail.example.com", "mail.example.com:587", "a b", "", "[::1]"}) {
    EmailSink sink;
    const Settings::Values values{{"server", server}, {"sender", "a@b.c"}, {"to", "a@b.c"}};
    EXPECT_THROW(sink.configure(test::settingsFor(sink, values), host_), BadSettings) << server;
  }
  for (const auto* server : {"mail.example.com", "192.0.2.1", "::1", "mail"}) {
    EmailSink sink;
    const Settings::Values values{{"server", server}, {"sender", "a@b.c"}, {"to", "a@b.c"}};
    EXPECT_NO_THROW(sink.configure(test::settingsFor(sink, values), host_)) << server;
  }
}

}  // namespace
}  // namespace herald::email
