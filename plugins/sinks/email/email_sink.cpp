// SPDX-License-Identifier: Apache-2.0
#include "email_sink.h"

#include <Poco/String.h>

#include <utility>

#include "herald/host.h"
#include "herald/tls.h"
#include "login_dialogue.h"
#include "verdict_table.h"

namespace herald::email {
namespace {

constexpr std::chrono::seconds kKept(30);  // servers close an idle connection after some minutes
constexpr int kServerCloses = 421;

Envelope envelopeOf(const Mail& mail) { return {mail.from.address, mail.recipients()}; }

/// From the second attempt on, the mail with the picture gets two thirds of the time, so that one without can follow.
Attempt withTimeForText(Attempt attempt) {
  const auto now = Clock::now();
  if (attempt.snapshot && attempt.number > 1 && attempt.deadline > now)
    attempt.deadline -= (attempt.deadline - now) / 3;
  return attempt;
}

bool isOver(const Attempt& attempt) { return attempt.stop.stop_requested() || Clock::now() >= attempt.deadline; }

}  // namespace

std::vector<Option> EmailSink::options() const {
  std::vector<Option> all = SmtpSetup::options();
  for (Option& option : MailTemplates::options()) all.push_back(std::move(option));
  for (Option& option : tlsOptions()) all.push_back(std::move(option));
  return all;
}

void EmailSink::configure(const Settings& settings, Host& host) {
  host_ = &host;
  setup_ = SmtpSetup(settings);
  templates_ = MailTemplates(settings);
  tls_ = TlsClient(readTls(settings));
  host.hide(secretForms(setup_.credentials));
}

MailTemplates::Rendered EmailSink::render(const Attempt& attempt) const {
  const bool hasTime = attempt.time != std::chrono::system_clock::time_point{};
  return templates_.render(attempt, hasTime ? attempt.time : host_->wallClock());
}

Outcome EmailSink::deliver(const Attempt& attempt) {
  std::optional<Refusal> refusal;
  Outcome outcome = send(withTimeForText(attempt), refusal);
  if (!attempt.snapshot) return outcome;
  if (outcome.verdict == Outcome::Verdict::Delivered) leavesPictureOut_ = false;
  const bool isTooSlow = wasCutOff_ && attempt.number > 1 && !isOver(attempt);
  if (!isTooSlow && !(refusal && concernsTheMessage(*refusal))) return outcome;
  reportPicture(outcome.reason);
  Attempt without = attempt;
  without.snapshot = nullptr;
  return send(without, refusal);
}

/// One mail. `refusal` is what the server said if it refused.
Outcome EmailSink::send(const Attempt& attempt, std::optional<Refusal>& refusal) {
  refusal.reset();
  wasCutOff_ = false;
  auto [mail, missing] = render(attempt);
  Outcome outcome;
  try {
    reportSkipped(transmit(mail, attempt));
    outcome.missing = std::move(missing);
  } catch (const Refusal& refused) {
    refusal = refused;
    if (refused.reply().code == kServerCloses) session_.reset();
    outcome = outcomeOf(refused, setup_.peer());
  } catch (const ConnectionLost& gone) {
    outcome = lost(attempt, gone.what());
  } catch (const Failure& failure) {
    session_.reset();
    outcome = {.verdict = failure.verdict(), .reason = failure.what()};
  } catch (...) {
    session_.reset();
    throw;
  }
  outcome.sent = textOf(mail);
  return outcome;
}

/// Over the kept connection if there is one. If that turns out to be closed before it took the mail, over a new one.
std::vector<Refusal> EmailSink::transmit(const Mail& mail, const Attempt& attempt) {
  if (maySendOverKept()) {
    try {
      return transmitOver(*session_, mail, attempt);
    } catch (const ConnectionLost&) {
      if (session_->progress() != SmtpSession::Progress::None || isOver(attempt)) throw;
    } catch (const Refusal& refused) {
      if (refused.reply().code != kServerCloses || session_->progress() != SmtpSession::Progress::None) throw;
    }
  }
  session_.reset();
  session_ = connect(attempt);
  return transmitOver(*session_, mail, attempt);
}

bool EmailSink::maySendOverKept() const { return session_ && host_->now() - lastUse_ < kKept && session_->isQuiet(); }

std::unique_ptr<SmtpSession> EmailSink::connect(const Attempt& attempt) {
  host_->ready("");
  auto session = std::make_unique<SmtpSession>(
      connector_.connect(setup_.server, setup_.port, attempt.stop, attempt.deadline), setup_);
  {
    const SocketGuard guard(session->fd(), attempt.stop, attempt.deadline);
    session->open(tls_);
  }
  lastUse_ = host_->now();
  host_->ready("mail server " + setup_.peer() + " (" + session->protocol() + ")");
  return session;
}

std::vector<Refusal> EmailSink::transmitOver(SmtpSession& session, const Mail& mail, const Attempt& attempt) {
  const SocketGuard guard(session.fd(), attempt.stop, attempt.deadline);
  auto refused = session.send(envelopeOf(mail), compose(mail));
  lastUse_ = host_->now();
  return refused;
}

Outcome EmailSink::lost(const Attempt& attempt, const std::string& how) {
  const bool mayHaveIt = session_ && session_->progress() == SmtpSession::Progress::Sent;
  wasCutOff_ = session_ && session_->progress() == SmtpSession::Progress::Begun;
  session_.reset();
  host_->ready("");
  std::string reason = setup_.peer();
  if (attempt.stop.stop_requested()) {
    reason = "the mail to " + reason + " was canceled: Herald is stopping";
  } else if (isOver(attempt)) {
    reason += " gave no answer in time: check server, port and encryption, or raise timeout";
  } else {
    reason += ": " + how + ": check the server, port and encryption";
  }
  if (mayHaveIt) reason += "; the server may have the mail, and the next one has the same Message-ID";
  return {.verdict = Outcome::Verdict::Retry, .reason = std::move(reason)};
}

void EmailSink::reportSkipped(const std::vector<Refusal>& refused) {
  for (const Refusal& refusal : refused)
    host_->log(Level::Warning, outcomeOf(refusal, setup_.peer()).reason + "; the other recipients have the mail");
}

/// Says it once, until a picture arrives again.
void EmailSink::reportPicture(const std::string& whyLeftOut) {
  host_->count("pictures_refused");
  if (std::exchange(leavesPictureOut_, true)) return;
  host_->log(Level::Warning, whyLeftOut + "; the mail goes without its picture: set snapshot.most");
}

Preview EmailSink::preview(const Attempt& attempt) {
  auto [mail, missing] = render(attempt);
  return {.text = textOf(mail), .missing = std::move(missing)};
}

/// The whole mail, with a short line for the picture.
std::string EmailSink::textOf(const Mail& mail) const {
  std::string text = "sends to " + setup_.peer() + "\nMAIL FROM:<" + mail.from.address + ">\n";
  for (const std::string& to : mail.recipients()) text += "RCPT TO:<" + to + ">\n";
  text += "\n" + Poco::replace(compose(mail), "\r\n", "\n");
  if (mail.picture) {
    const std::string encoded = Poco::replace(encodedPicture(*mail.picture), "\r\n", "\n");
    text = Poco::replace(text, encoded, "(a JPEG of " + std::to_string(mail.picture->size()) + " bytes)\n");
  }
  return text;
}

}  // namespace herald::email
