// SPDX-License-Identifier: Apache-2.0
#include "mail_templates.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "herald/testing/builders.h"
#include "herald/testing/hostile_events.h"

namespace herald::email {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const auto kJpeg = std::make_shared<const std::string>("JPEG");

Settings settingsOf(Settings::Values values) {
  values.try_emplace("sender", "herald@example.com");
  values.try_emplace("to", "mara@example.com");
  return {MailTemplates::options(), std::move(values)};
}

/// The mail of a print whose payload has `name`, with a picture or without.
Mail mailOf(const Settings::Values& values, const std::string& name = "a.gcode", bool hasPicture = false) {
  const Event event = test::event("PrintDone", JsonObject().add("name", name).text());
  Attempt attempt = test::attempt(event, "@name is ready");
  if (hasPicture) attempt.snapshot = kJpeg;
  return MailTemplates(settingsOf(values)).render(attempt, {}).mail;
}

std::string refusalOf(const Settings::Values& values) {
  try {
    MailTemplates{settingsOf(values)};
    return "accepted";
  } catch (const BadSettings& bad) {
    return bad.problems().front().option + " " + bad.problems().front().why;
  }
}

TEST(MailTemplates, FillInTheMessage) {
  const auto mail = mailOf({{"sender", "\"@deviceIdentifier, lab\" <herald@example.com>"}});
  EXPECT_EQ(mail.from, (Mailbox{"mk3, lab", "herald@example.com"}));
  EXPECT_EQ(mail.subject, "mk3: PrintDone");
  EXPECT_EQ(mail.text, "a.gcode is ready");
  EXPECT_EQ(mail.html, "");
}

TEST(MailTemplates, AValueIsOneAddressWhateverItContains) {
  const Settings::Values list{{"to", "@name, Mara <mara@example.com>"}};
  EXPECT_THAT(mailOf(list, "a@b.c").to,
              ::testing::ElementsAre(Mailbox{"", "a@b.c"}, Mailbox{"Mara", "mara@example.com"}));
  EXPECT_EQ(mailOf(list, "").to.size(), 1u);
  for (const auto* evil : {"a@b.c, evil@example.com", "a@b.c>\r\nRCPT TO:<evil@example.com", "a b@c.d", "a@b@c",
                           "<a@b.c>", "\"a\"@b.c", "@b.c"}) {
    EXPECT_THROW(mailOf(list, evil), Failure) << evil;
    EXPECT_THROW(mailOf({{"sender", "@name"}}, evil), Failure) << evil;
  }
  EXPECT_THROW(mailOf({{"to", "@name"}}, ""), Failure);
  EXPECT_EQ(mailOf({{"to", "@{owner|mara@example.com}"}}).to.front().address, "mara@example.com");
}

TEST(MailTemplates, EscapeValuesInHtmlOnly) {
  const std::string name = "<script>\"&'</script>";
  const auto mail = mailOf({{"html", "<b>@message</b>"}, {"text", "@name"}}, name);
  EXPECT_EQ(mail.html, "<b>&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt; is ready</b>");
  EXPECT_EQ(mail.text, name);
  EXPECT_EQ(mailOf({{"html", "@name"}}, "a\n\tb").html, "a<br>\n b");
}

TEST(MailTemplates, ShowThePictureWhereTheHtmlSays) {
  const Settings::Values html{{"html", "<p>@message</p>@snapshot"}};
  const auto with = mailOf(html, "x", true);
  EXPECT_TRUE(with.isPictureInline);
  EXPECT_EQ(with.html,
            "<p>x is ready</p><img src=\"" + pictureAddress(with) + "\" alt=\"snapshot\" style=\"max-width:100%\">");
  EXPECT_EQ(mailOf(html, "x").html, "<p>x is ready</p>");
}

TEST(MailTemplates, MakeHtmlForAPictureAndAttachOneThatTheHtmlLacks) {
  const auto made = mailOf({}, "<x>", true);
  EXPECT_THAT(made.html, HasSubstr("<p>&lt;x&gt; is ready</p>"));
  EXPECT_THAT(made.html, HasSubstr(pictureAddress(made)));
  for (const auto& values :
       {Settings::Values{{"html", "<p>@message</p>"}}, Settings::Values{{"snapshot.inline", "no"}}}) {
    const auto mail = mailOf(values, "x", true);
    EXPECT_FALSE(mail.isPictureInline);
    EXPECT_TRUE(mail.picture);
    EXPECT_THAT(mail.html, Not(HasSubstr("<img")));
  }
}

TEST(MailTemplates, LeaveNoMarkOfThePictureInTheTexts) {
  const auto mail = mailOf({{"text", "a@{snapshot}b"}, {"subject", "c@{snapshot}d"}}, "\x02", true);
  EXPECT_EQ(mail.text, "ab");
  EXPECT_EQ(mail.subject, "cd");
}

TEST(MailTemplates, RefuseWhatCannotBeSent) {
  EXPECT_THAT(refusalOf({{"to", "mara"}, {"cc", "a b"}}), HasSubstr("cc has to be addresses"));
  EXPECT_THAT(refusalOf({{"sender", "a@b.c, d@e.f"}}), HasSubstr("sender has to be one address"));
  EXPECT_THAT(refusalOf({{"to", "a@b.c,"}}), HasSubstr("to has to be addresses"));
  for (const auto* name : {"headers.Bcc", "headers.content-type", "headers.Message-ID", "headers.a b"})
    EXPECT_THAT(refusalOf({{name, "x"}}), HasSubstr("headers")) << name;
  EXPECT_EQ(refusalOf({{"headers.X-Priority", "1"}, {"to", "root, \"A, B\" <a@b.c>"}}), "accepted");
}

TEST(MailTemplates, SayWhichVariablesTheyUse) {
  const MailTemplates mail(settingsOf({{"cc", "@owner"}, {"headers.X-Job", "@job.file.name"}}));
  EXPECT_TRUE(mail.uses("snapshot"));
  EXPECT_TRUE(mail.uses("job"));
  EXPECT_TRUE(mail.uses("owner"));
  EXPECT_FALSE(mail.uses("meta"));
}

TEST(MailTemplates, BearHostileEvents) {
  const MailTemplates mail(settingsOf({{"html", "@message@extra"}, {"headers.X-All", "@extra"}}));
  for (const Event& event : test::hostileEvents()) {
    const auto text = compose(mail.render(test::attempt(event, "@name"), {}).mail);
    EXPECT_EQ(text.find("\r\n\r\n"), text.find("\r\n\r\n--=_alternative")) << text;
  }
}

}  // namespace
}  // namespace herald::email
