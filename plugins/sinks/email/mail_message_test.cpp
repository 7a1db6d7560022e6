// SPDX-License-Identifier: Apache-2.0
#include "mail_message.h"

#include <gmock/gmock.h>

#include <sstream>

namespace herald::email {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Mail someMail() {
  Mail mail{.from = {"MK3", "herald@example.com"},
            .to = {{"", "mara@example.com"}},
            .bcc = {{"", "secret@example.com"}},
            .subject = "done",
            .text = "Your print is done.",
            .time = std::chrono::system_clock::time_point(std::chrono::seconds(1588195498))};
  mail.id = messageIdFor("0190163d-8694-739b-aea5-966c26f8ad91", mail);
  return mail;
}

TEST(MailMessage, HasItsHeadersAndNoBcc) {
  const auto text = compose(someMail());
  EXPECT_THAT(text, HasSubstr("Date: Wed, 29 Apr 2020 21:24:58 +0000\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nAuto-Submitted: auto-generated\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nMessage-ID: <0190163d-8694-739b-aea5-966c26f8ad91."));
  EXPECT_THAT(text, ::testing::EndsWith("\r\n\r\nYour print is done.\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("secret@example.com")));
}

TEST(MailMessage, ItsIdIsThatOfTheEventForThisReceiver) {
  auto mail = someMail();
  EXPECT_EQ(messageIdFor("a", mail), messageIdFor("a", mail));
  EXPECT_THAT(messageIdFor("a", mail), ::testing::EndsWith("@example.com"));
  EXPECT_THAT(messageIdFor("a>\r\nBcc: <b", mail), ::testing::StartsWith("a___Bcc___b."));
  const auto before = messageIdFor("a", mail);
  mail.to.front().address = "other@example.com";
  EXPECT_NE(messageIdFor("a", mail), before);
}

TEST(MailMessage, NoLineIsTooLongForAServer) {
  auto mail = someMail();
  mail.text = std::string(20000, 'x') + "\nlone\rcr\n.dot\n" + std::string(3000, '\xc3') + "  ";
  mail.html = "<p>" + std::string(5000, '=') + "</p>";
  mail.picture = std::make_shared<const std::string>(std::string(9000, '\xff'));
  for (const bool isInline : {true, false}) {
    mail.isPictureInline = isInline;
    std::istringstream lines(compose(mail));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), line.starts_with("Content-ID") ? 100u : 78u) << line;
      EXPECT_TRUE(line.ends_with('\r')) << line;
      EXPECT_EQ(line.find('\r'), line.size() - 1) << line;
    }
  }
}

TEST(MailMessage, HasThePictureWithinItsHtmlOrAsAnAttachment) {
  auto mail = someMail();
  mail.html = "<img src=\"" + pictureAddress(mail) + "\">";
  mail.picture = std::make_shared<const std::string>("JPEG");
  mail.isPictureInline = true;
  const auto within = compose(mail);
  EXPECT_LT(within.find("multipart/alternative"), within.find("text/plain"));
  EXPECT_LT(within.find("text/plain"), within.find("multipart/related"));
  EXPECT_LT(within.find("multipart/related"), within.find("text/html"));
  EXPECT_THAT(within, HasSubstr("\r\nContent-ID: <" + pictureAddress(mail).substr(4) + ">\r\n"));
  EXPECT_THAT(within, HasSubstr("\r\n\r\nSlBFRw==\r\n"));
  mail.isPictureInline = false;
  const auto attached = compose(mail);
  EXPECT_LT(attached.find("multipart/mixed"), attached.find("multipart/alternative"));
  EXPECT_THAT(attached, HasSubstr("Content-Disposition: attachment; filename=\"snapshot.jpg\""));
}

TEST(MailMessage, NamesEachRecipientOnce) {
  auto mail = someMail();
  mail.cc = {{"", "mara@example.com"}, {"", "b@example.com"}};
  EXPECT_THAT(mail.recipients(), ::testing::ElementsAre("mara@example.com", "b@example.com", "secret@example.com"));
}

}  // namespace
}  // namespace herald::email
