// SPDX-License-Identifier: Apache-2.0
#include "smtp_session.h"

#include <Poco/Ascii.h>
#include <Poco/Net/MailStream.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>
#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "herald/outcome.h"
#include "login_dialogue.h"
#include "mailbox.h"

namespace herald::email {
namespace {

using Verdict = Outcome::Verdict;

constexpr std::size_t kMostLines = 100;  // of one reply
constexpr int kMostChallenges = 4;
constexpr int kDone = 2, kGoOn = 3, kLater = 4;  // the first digits of replies
constexpr int kChallenge = 334, kTooLarge = 552;

bool isDigit(char c) { return Poco::Ascii::isDigit(static_cast<unsigned char>(c)); }

bool isReplyLine(std::string_view line) {
  return line.size() >= 3 && std::ranges::all_of(line.substr(0, 3), isDigit) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

/// The message with the dots that hide its lines from the end mark, and that mark (RFC 5321 §4.5.2).
std::string withEndMark(std::string_view message) {
  std::ostringstream out;
  Poco::Net::MailOutputStream stream(out);
  stream.write(message.data(), static_cast<std::streamsize>(message.size()));
  stream.close();
  return out.str();
}

bool needsUtf8(const Envelope& envelope) {
  return hasNonAscii(envelope.from) || std::ranges::any_of(envelope.to, hasNonAscii);
}

}  // namespace

std::string Reply::text() const {
  return std::to_string(code) + " " + Poco::cat(std::string(" "), lines.begin(), lines.end());
}

std::string Reply::enhanced() const {
  const std::string first = lines.empty() ? "" : lines.front().substr(0, lines.front().find(' '));
  const bool isOne =
      std::ranges::count(first, '.') == 2 && std::ranges::all_of(first, [](char c) { return isDigit(c) || c == '.'; });
  return isOne ? first : "";
}

Refusal::Refusal(Step step, Reply reply, std::string about)
    : runtime_error(reply.text()), step_(step), reply_(std::move(reply)), about_(std::move(about)) {}

SmtpSession::~SmtpSession() {
  if (!isOpen_) return;
  try {
    socket_.send("QUIT\r\n");
  } catch (const ConnectionLost&) {
    isOpen_ = false;
  }
}

Reply SmtpSession::readReply() {
  Reply reply;
  while (reply.lines.size() < kMostLines) {
    const std::string line = socket_.readLine();
    if (!isReplyLine(line)) throw Failure(Verdict::Hold, setup_.peer() + " is no mail server: check server and port");
    reply.code = Poco::NumberParser::parse(line.substr(0, 3));
    reply.lines.push_back(line.substr(std::min<std::size_t>(4, line.size())));
    if (line.size() == 3 || line[3] == ' ') return reply;
  }
  throw ConnectionLost("its reply does not end");
}

Reply SmtpSession::ask(std::string_view command) {
  socket_.send(std::string(command) + "\r\n");
  return readReply();
}

Reply SmtpSession::expect(Step step, int kind, Reply reply, const std::string& about) const {
  if (reply.code / 100 != kind) throw Refusal(step, std::move(reply), about);
  return reply;
}

void SmtpSession::open(TlsClient& tls) {
  if (setup_.encryption == Encryption::Tls) socket_.startTls(tls, setup_.server);
  expect(Step::Greeting, kDone, readReply());
  hello();
  secure(tls);
  if (!setup_.credentials.user.empty()) logIn();
  isOpen_ = true;
}

/// Asks what the server offers. One that does not know EHLO offers nothing.
void SmtpSession::hello() {
  extensions_.clear();
  logins_.clear();
  mostBytes_ = 0;
  const Reply reply = ask("EHLO " + setup_.helo);
  if (reply.code / 100 != kDone) {
    expect(Step::Hello, kDone, ask("HELO " + setup_.helo));
    return;
  }
  for (const std::string& line : reply.lines) {
    const Poco::StringTokenizer words(Poco::toUpper(line), " =", Poco::StringTokenizer::TOK_IGNORE_EMPTY);
    if (words.count() == 0) continue;
    extensions_.insert(words[0]);
    if (words[0] == "AUTH") logins_.insert(logins_.end(), words.begin() + 1, words.end());
    unsigned size = 0;
    if (words[0] == "SIZE" && words.count() > 1 && Poco::NumberParser::tryParseUnsigned(words[1], size))
      mostBytes_ = size;
  }
}

void SmtpSession::secure(TlsClient& tls) {
  if (setup_.encryption == Encryption::None || socket_.isEncrypted()) return;
  if (!offers("STARTTLS")) {
    if (setup_.encryption == Encryption::Auto) return;
    throw Failure(Verdict::Hold, setup_.peer() + " offers no STARTTLS: check port and encryption");
  }
  expect(Step::StartTls, kDone, ask("STARTTLS"));
  socket_.startTls(tls, setup_.server);
  hello();
}

void SmtpSession::logIn() {
  LoginDialogue login(setup_.credentials, loginMethodFor(setup_.credentials.method, logins_, socket_.isEncrypted()));
  Reply reply = ask(login.command());
  for (int i = 0; reply.code == kChallenge && i < kMostChallenges; ++i) reply = ask(login.answer(reply.lines.front()));
  expect(Step::Login, kDone, std::move(reply));
}

std::vector<Refusal> SmtpSession::send(const Envelope& envelope, std::string_view message) {
  progress_ = Progress::None;
  if (std::exchange(hasSent_, true)) expect(Step::Sender, kDone, ask("RSET"));
  auto refused = address(envelope, message.size());
  expect(Step::Data, kGoOn, ask("DATA"));
  transmit(message);
  return refused;
}

std::vector<Refusal> SmtpSession::address(const Envelope& envelope, std::size_t size) {
  if (mostBytes_ > 0 && size > mostBytes_)
    throw Refusal(Step::Content, {kTooLarge, {"5.3.4 its limit is " + std::to_string(mostBytes_) + " bytes"}});
  const bool isUtf8 = needsUtf8(envelope);
  if (isUtf8 && !offers("SMTPUTF8"))
    throw Failure(Verdict::Hold, setup_.peer() + " takes no address with characters beyond ASCII: check sender and to");
  expect(Step::Sender, kDone,
         ask("MAIL FROM:<" + envelope.from + ">" + (offers("SIZE") ? " SIZE=" + std::to_string(size) : "") +
             (isUtf8 ? " SMTPUTF8" : "")),
         envelope.from);
  progress_ = Progress::Begun;
  std::vector<Refusal> refused;
  for (const std::string& to : envelope.to) {
    Reply reply = ask("RCPT TO:<" + to + ">");
    if (reply.code / 100 == kDone) continue;
    Refusal refusal(Step::Recipient, std::move(reply), to);
    if (refusal.reply().code / 100 == kLater) throw refusal;
    refused.push_back(std::move(refusal));
  }
  if (refused.size() == envelope.to.size()) throw Refusal(std::move(refused.front()));
  return refused;
}

// A server may refuse a mail, and close the connection, before it has read it all. Its reply counts.
void SmtpSession::transmit(std::string_view message) {
  try {
    socket_.send(withEndMark(message));
    progress_ = Progress::Sent;
  } catch (const ConnectionLost&) {
    const Reply reply = readReply();
    if (reply.code >= kLater * 100) throw Refusal(Step::Content, reply);
    throw;
  }
  expect(Step::Content, kDone, readReply());
}

}  // namespace herald::email
