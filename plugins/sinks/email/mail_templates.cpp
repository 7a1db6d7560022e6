// SPDX-License-Identifier: Apache-2.0
#include "mail_templates.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <utility>

#include "header_text.h"

namespace herald::email {
namespace {

/// What `@snapshot` stands for until the mail is complete: a character that no other value can bring into the HTML.
constexpr char kPictureMark = '\x02';

constexpr std::array<std::string_view, 12> kOwnFields{"auto-submitted", "bcc",         "cc",           "date",
                                                      "from",           "message-id",  "mime-version", "received",
                                                      "reply-to",       "return-path", "subject",      "to"};

/// The encoder of `html`.
std::string escaped(std::string_view value) {
  if (value == std::string_view(&kPictureMark, 1)) return std::string(value);
  std::string html;
  for (const char c : value) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      default:
        if (c == '\n') html += "<br>\n";
        if (c == '\t') html += ' ';
        if ((c < 0 || c >= ' ') && c != 127) html += c;
    }
  }
  return html;
}

std::string pictureElement(const Mail& mail) {
  return "<img src=\"" + pictureAddress(mail) + "\" alt=\"snapshot\" style=\"max-width:100%\">";
}

void checkHeader(const Settings& settings, const std::string& name) {
  const std::string lower = Poco::toLower(name);
  if (!isFieldName(name)) settings.rejectMember("headers", name, "is no header name: use letters, digits and dashes");
  if (lower.starts_with("content-") || std::ranges::find(kOwnFields, lower) != kOwnFields.end())
    settings.rejectMember("headers", name, "belongs to Herald: remove it, or use the option for it");
}

Option mailboxes(std::string name, std::string help, bool required = false) {
  return {.name = std::move(name), .type = Type::Template, .help = std::move(help), .required = required};
}

}  // namespace

std::vector<Option> MailTemplates::options() {
  std::vector<Option> all{
      mailboxes("sender", "The sender: an address, or `Name <address>`.", true),
      mailboxes("to", "The recipients, separated by commas. A variable stands for one address.", true),
      mailboxes("cc", "Further recipients that everybody sees."),
      mailboxes("bcc", "Further recipients that nobody else sees."),
      mailboxes("replyTo", "Where answers go, if not to the sender."),
      {.name = "subject",
       .type = Type::Template,
       .fallback = "@deviceIdentifier: @topic",
       .help = "The subject of the mail."},
      {.name = "text", .type = Type::Template, .fallback = "@message@{human.delayed}", .help = "The text of the mail."},
      {.name = "html",
       .type = Type::Template,
       .help = "The same as HTML, in which @snapshot is the picture; by default made from the text if there is a "
               "picture."},
      {.name = "snapshot.inline",
       .type = Type::Flag,
       .fallback = "true",
       .help = "Show the picture within the HTML; otherwise it is an attachment."},
      {.name = "headers", .type = Type::TemplateMap, .help = "Further headers of the mail: `headers.X-Priority = 1`."}};
  for (Option& option : TemplateOptions::options()) all.push_back(std::move(option));
  return all;
}

MailTemplates::MailTemplates(const Settings& settings)
    : options_(settings),
      from_(settings, "sender"),
      to_(settings, "to"),
      cc_(settings, "cc"),
      bcc_(settings, "bcc"),
      replyTo_(settings, "replyTo"),
      subject_(settings.text("subject"), Place::Header),
      text_(settings.text("text"), Place::Text),
      html_(settings.text("html"), escaped),
      hasHtml_(!settings.text("html").empty()),
      isPictureInline_(settings.flag("snapshot.inline")) {
  if (from_.size() != 1) settings.reject("sender", "has to be one address");
  for (const auto& [name, text] : settings.map("headers")) {
    checkHeader(settings, name);
    headers_.emplace_back(name, Template(text, Place::Header));
  }
}

MailTemplates::Rendered MailTemplates::render(const Attempt& attempt,
                                              std::chrono::system_clock::time_point time) const {
  Rendering rendering(options_, attempt);
  rendering.variables().set("snapshot", attempt.snapshot ? std::string(1, kPictureMark) : "");
  Mail mail{.to = to_.render(rendering),
            .cc = cc_.render(rendering),
            .bcc = bcc_.render(rendering),
            .replyTo = replyTo_.render(rendering),
            .subject = rendering.text(subject_, "subject"),
            .text = rendering.text(text_, "text"),
            .time = time,
            .picture = attempt.snapshot};
  std::erase(mail.text, kPictureMark);
  if (const auto from = from_.render(rendering); !from.empty()) mail.from = from.front();
  if (mail.from.address.empty())
    throw Failure(Outcome::Verdict::Rejected, "the event gives no sender: check `sender` and its variables");
  if (mail.recipients().empty())
    throw Failure(Outcome::Verdict::Rejected, "the event gives no recipient: check `to` and its variables");
  for (const auto& [name, text] : headers_) mail.headers.emplace_back(name, rendering.text(text));
  mail.id = messageIdFor(attempt.event.id, mail);
  addHtml(mail, rendering);
  return {std::move(mail), rendering.missing()};
}

void MailTemplates::addHtml(Mail& mail, Rendering& rendering) const {
  mail.isPictureInline = mail.picture && isPictureInline_ && (!hasHtml_ || html_.uses("snapshot"));
  const std::string picture = mail.isPictureInline ? pictureElement(mail) : "";
  if (hasHtml_) {
    mail.html = Poco::replace(rendering.text(html_, "html"), std::string(1, kPictureMark), picture);
  } else if (mail.isPictureInline) {
    mail.html =
        "<!DOCTYPE html>\n<html><body><p>" + escaped(mail.text) + "</p>\n<p>" + picture + "</p></body></html>\n";
  }
}

bool MailTemplates::uses(std::string_view variable) const {
  const auto isIn = [variable](const auto& text) { return text.uses(variable); };
  return variable == "snapshot" || isIn(subject_) || isIn(text_) || isIn(html_) || isIn(from_) || isIn(to_) ||
         isIn(cc_) || isIn(bcc_) || isIn(replyTo_) ||
         std::ranges::any_of(headers_, [&](const auto& header) { return isIn(header.second); });
}

Vocabulary MailTemplates::vocabulary() const {
  Vocabulary words = options_.vocabulary();
  words.variables.emplace_back("snapshot");
  return words;
}

}  // namespace herald::email
