// SPDX-License-Identifier: Apache-2.0
#include "verdict_table.h"

#include <Poco/String.h>

#include <array>
#include <optional>
#include <string_view>

namespace herald::email {
namespace {

using Verdict = Outcome::Verdict;

/// One line of the table: a refusal in this step, with a code that begins so, and with `sign`: digits at the start of
/// its enhanced code, or a word in its text.
struct Line {
  std::optional<Step> step{};
  std::string_view code{};
  std::string_view sign{};
  Verdict verdict = Verdict::Retry;
  std::string_view advice{};
};

/// The first line that fits counts.
constexpr std::array<Line, 17> kTable{{
    {{}, "4", "", Verdict::Retry, "Herald tries again"},
    {{}, "530", "", Verdict::Hold, "it wants a login or encryption: check auth.user and encryption"},
    {Step::Greeting, "", "", Verdict::Hold,
     "it takes no mail from this machine: ask who runs it, or use another server"},
    {Step::Hello, "", "", Verdict::Hold, "check helo"},
    {Step::StartTls, "", "", Verdict::Hold, "check port and encryption"},
    {Step::Login, "534", "", Verdict::Hold, "check auth.method; some services want an app password"},
    {Step::Login, "", "", Verdict::Hold, "check auth.user and auth.password; some services want an app password"},
    {Step::Sender, "552", "", Verdict::Rejected, "the mail is too large"},
    {Step::Sender, "5", "5.3.4", Verdict::Rejected, "the mail is too large"},
    {Step::Sender, "", "", Verdict::Hold, "check sender"},
    {Step::Recipient, "5", "5.7.", Verdict::Hold, "check to, and the rights of the login"},
    {Step::Recipient, "5", "relay", Verdict::Hold,
     "it sends nothing there for you: check to, and the rights of the login"},
    {Step::Recipient, "5", "5.2.2", Verdict::Rejected, "the mailbox is full"},
    {Step::Recipient, "", "", Verdict::Rejected, "check to"},
    {Step::Content, "552", "", Verdict::Rejected, "the mail is too large: shorten text and html"},
    {Step::Content, "5", "5.3.4", Verdict::Rejected, "the mail is too large: shorten text and html"},
    {{}, "", "", Verdict::Rejected, "check the texts and addresses of the mail"},
}};

// Digits in the text may be those of an IP address.
bool hasSign(const Reply& reply, std::string_view sign) {
  if (sign.empty() || sign.front() == '5') return reply.enhanced().starts_with(sign);
  return Poco::toLower(reply.text()).find(sign) != std::string::npos;
}

bool fits(const Line& line, const Refusal& refusal) {
  const Reply& reply = refusal.reply();
  return (!line.step || *line.step == refusal.step()) && std::to_string(reply.code).starts_with(line.code) &&
         hasSign(reply, line.sign);
}

const Line& lineFor(const Refusal& refusal) {
  for (const Line& line : kTable) {
    if (fits(line, refusal)) return line;
  }
  return kTable.back();
}

std::string_view wordFor(Step step) {
  switch (step) {
    case Step::Greeting: return "the connection";
    case Step::Hello: return "the name of this machine";
    case Step::StartTls: return "STARTTLS";
    case Step::Login: return "the login";
    case Step::Sender: return "the sender";
    case Step::Recipient: return "the recipient";
    default: return "the mail";
  }
}

}  // namespace

Outcome outcomeOf(const Refusal& refusal, const std::string& peer) {
  const Line& line = lineFor(refusal);
  const std::string about = refusal.about().empty() ? "" : " " + refusal.about();
  return {.verdict = line.verdict,
          .reason = peer + " refused " + std::string(wordFor(refusal.step())) + about + " (" + refusal.reply().text() +
                    "): " + std::string(line.advice),
          .status = refusal.reply().code,
          .answer = refusal.reply().text()};
}

bool concernsTheMessage(const Refusal& refusal) {
  const Reply& reply = refusal.reply();
  if (reply.code < 500 || reply.code > 599 || reply.code == 530) return false;
  return refusal.step() == Step::Content || refusal.step() == Step::Data || reply.code == 552 ||
         reply.enhanced() == "5.3.4" || reply.enhanced() == "5.2.3";
}

}  // namespace herald::email
