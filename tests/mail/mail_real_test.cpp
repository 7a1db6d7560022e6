// SPDX-License-Identifier: Apache-2.0
// The sink email against Exim; Python's reader of mails says what arrived.
#include "email_sink.h"
#include "harness/daemon_fixture.h"
#include "herald/base64.h"
#include "herald/json.h"
#include "herald/testing/builders.h"
#include "herald/testing/fake_host.h"
#include "mail/exim.h"

namespace herald::testing {
namespace {

using email::EmailSink;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Verdict = Outcome::Verdict;

std::string at(const std::string& mail, const std::string& path) { return jsonToText(jsonAt(mail, path)); }

class Mail : public DaemonTest {
 protected:
  /// With STARTTLS and a login, unless `more` says otherwise.
  void configure(const Settings::Values& more = {}) {
    Settings::Values values{
        {"server", "localhost"},    {"port", std::to_string(exim_.port())}, {"tls.ca", exim_.certificate()},
        {"auth.user", Exim::kUser}, {"auth.password", Exim::kPassword},     {"sender", "herald@localhost"},
        {"to", "mara@localhost"}};
    for (const auto& [option, value] : more) values[option] = value;
    std::erase_if(values, [](const auto& option) { return option.second == "(none)"; });
    sink_ = std::make_unique<EmailSink>();
    sink_->configure(test::settingsFor(*sink_, values), host_);
  }

  Outcome deliver(const std::string& picture = {}) {
    const Event event = test::event("PrintDone", R"({"name":"Bänchy <3> & \"co\".gcode"})");
    Attempt attempt = test::attempt(event, "@name\n.\n..ist fertig: ✓");
    if (!picture.empty()) attempt.snapshot = std::make_shared<const std::string>(picture);
    try {
      return sink_->deliver(attempt);
    } catch (const Failure& failure) {
      return {.verdict = failure.verdict(), .reason = failure.what()};
    }
  }

  static void expectNoDefects(const std::string& mail) {
    EXPECT_THAT(mail, ::testing::Not(::testing::ContainsRegex("\"defects\": \\[\"")));
  }

  Exim exim_;
  test::FakeHost host_;
  std::unique_ptr<EmailSink> sink_;
};

TEST_F(Mail, ArrivesWithItsPictureAsItWasMeant) {
  configure({{"sender", "\"Drücker, @deviceIdentifier\" <herald@localhost>"},
             {"to", "Mara <mara@localhost>"},
             {"bcc", "workshop@localhost"},
             {"subject", "@name: a subject that is much longer than a line of a mail may be, über alles"},
             {"html", "<p>@message</p>@snapshot"},
             {"headers.X-Priority", "1"}});
  std::string picture = "\xff\xd8\xff";
  for (int i = 0; i < 5000; ++i) picture += static_cast<char>(i * 7);
  const auto outcome = deliver(picture);
  ASSERT_EQ(outcome.verdict, Verdict::Delivered) << outcome.reason;
  EXPECT_THAT(host_.connection(), HasSubstr("TLSv1.3"));
  const auto mails = exim_.mails(2);
  std::set<std::string> receivers;
  for (const auto& mail : mails) {
    receivers.insert(at(mail, "headers.envelope-to"));
    expectNoDefects(mail);
    EXPECT_EQ(at(mail, "headers.subject"),
              "Bänchy <3> & \"co\".gcode: a subject that is much longer than a line of a mail may be, über alles");
    EXPECT_EQ(at(mail, "headers.from"), "\"Drücker, mk3\" <herald@localhost>");
    EXPECT_EQ(at(mail, "headers.to"), "Mara <mara@localhost>");
    EXPECT_EQ(at(mail, "headers.return-path"), "<herald@localhost>");
    EXPECT_EQ(at(mail, "headers.x-priority"), "1");
    EXPECT_EQ(at(mail, "headers.auto-submitted"), "auto-generated");
    EXPECT_EQ(jsonAt(mail, "headers.bcc"), "");
    EXPECT_EQ(at(mail, "headers.date"), "Wed, 29 Apr 2020 21:24:58 +0000");
    EXPECT_EQ(at(mail, "body.type"), "multipart/alternative");
    EXPECT_EQ(at(mail, "body.parts.0.text"), "Bänchy <3> & \"co\".gcode\n.\n..ist fertig: ✓");
    EXPECT_EQ(at(mail, "body.parts.1.type"), "multipart/related");
    const auto id = at(mail, "body.parts.1.parts.1.id");
    EXPECT_THAT(id, StartsWith("<snapshot."));
    EXPECT_THAT(
        at(mail, "body.parts.1.parts.0.text"),
        StartsWith("<p>Bänchy &lt;3&gt; &amp; &quot;co&quot;.gcode<br>\n.<br>\n..ist fertig: ✓</p><img src=\"cid:" +
                   id.substr(1, id.size() - 2) + "\""));
    EXPECT_EQ(at(mail, "body.parts.1.parts.1.base64"), toBase64(picture));
    EXPECT_EQ(at(mail, "body.parts.1.parts.1.disposition"), "inline");
  }
  EXPECT_THAT(receivers, ::testing::ElementsAre("mara@localhost", "workshop@localhost"));
}

TEST_F(Mail, LogsInByEachMethodAndTakesTlsFromTheFirstByte) {
  for (const auto* method : {"PLAIN", "LOGIN", "CRAM-MD5"}) {
    configure({{"auth.method", method}, {"to", "workshop@localhost"}});
    const auto outcome = deliver();
    EXPECT_EQ(outcome.verdict, Verdict::Delivered) << method << outcome.reason;
  }
  configure({{"encryption", "TLS"}, {"port", std::to_string(exim_.tlsPort())}, {"to", "workshop@localhost"}});
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  configure({{"encryption", "none"}, {"auth.method", "CRAM-MD5"}, {"to", "workshop@localhost"}});
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(exim_.mails(5).size(), 5u);
}

TEST_F(Mail, ARefusalMeansWhatItSays) {
  struct Case {
    Settings::Values more;
    Verdict verdict;
    const char* reason;
  };
  for (const Case& one :
       std::vector<Case>{{{{"auth.password", "wrong"}}, Verdict::Hold, "refused the login (535"},
                         {{{"server", "127.0.0.1"}}, Verdict::Hold, "certificate of 127.0.0.1"},
                         {{{"tls.ca", "(none)"}}, Verdict::Hold, "certificate of localhost"},
                         {{{"encryption", "TLS"}}, Verdict::Hold, "does not speak TLS"},
                         {{{"auth.method", "XOAUTH2"}}, Verdict::Hold, "offers another login"},
                         {{{"to", "nobody@localhost"}}, Verdict::Rejected, "5.1.1 no such user"},
                         {{{"to", "a@example.com"}}, Verdict::Hold, "relay not permitted"},
                         {{{"auth.user", "(none)"}, {"auth.password", "(none)"}, {"to", "workshop@localhost"}},
                          Verdict::Hold,
                          "5.7.1 log in first"}}) {
    configure(one.more);
    const auto outcome = deliver();
    EXPECT_EQ(toString(outcome.verdict), toString(one.verdict)) << outcome.reason;
    EXPECT_THAT(outcome.reason, HasSubstr(one.reason));
  }
}

TEST_F(Mail, GoesWithoutAPictureThatIsTooLarge) {
  configure();
  EXPECT_EQ(deliver(std::string(200000, 'J')).verdict, Verdict::Delivered);
  const auto mail = exim_.mails(1).front();
  expectNoDefects(mail);
  EXPECT_EQ(at(mail, "body.type"), "text/plain");
  EXPECT_EQ(host_.lines().size(), 1u);
  EXPECT_EQ(deliver(std::string(20000, 'J')).verdict, Verdict::Delivered) << "the connection serves the next mail";
}

TEST_F(Mail, HasTheSameIdOnEachAttempt) {
  configure();
  deliver();
  deliver();
  const auto mails = exim_.mails(2);
  EXPECT_EQ(at(mails[0], "headers.message-id"), at(mails[1], "headers.message-id"));
  EXPECT_THAT(at(mails[0], "headers.message-id"), StartsWith("<0190163d-8694-739b-aea5-966c26f8ad91."));
}

TEST_F(Mail, LeavesADaemonThatPrintsAndATestOfTheSink) {
  start(demo() + "sink.mail.type = email\nsink.mail.server = localhost\nsink.mail.port = " +
        std::to_string(exim_.port()) + "\nsink.mail.tls.ca = " + exim_.certificate() +
        "\nsink.mail.sender = @deviceIdentifier <herald@localhost>\nsink.mail.to = mara@localhost\n"
        "sink.mail.events = PrintDone\nsink.mail.on.PrintDone.headers.X-Priority = 1\n");
  const auto mail = exim_.mails(1).front();
  EXPECT_THAT(at(mail, "headers.subject"), HasSubstr("Print Done"));
  EXPECT_EQ(at(mail, "headers.x-priority"), "1");
  EXPECT_THAT(fromBase64(at(mail, "body.parts.1.parts.1.base64")).value_or(""), StartsWith("\xff\xd8\xff"))
      << "no picture of the camera: " << mail;
  const auto tested = ctl({"test", "mail"});
  EXPECT_EQ(tested.code, 0) << tested.output;
  exim_.mails(2);
  const auto shown = ctl({"test", "mail", "--dry-run"});
  EXPECT_THAT(shown.output, HasSubstr("RCPT TO:<mara@localhost>"));
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(exim_.mails(2).size(), 2u);
}

}  // namespace
}  // namespace herald::testing
