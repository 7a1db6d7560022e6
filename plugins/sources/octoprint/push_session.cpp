// SPDX-License-Identifier: Apache-2.0
#include "push_session.h"

#include <charconv>
#include <utility>

#include "herald/json.h"

namespace herald::octoprint {
namespace {

constexpr Millis kAnswerTime = std::chrono::seconds(15);
constexpr int kMaxLogins = 3;
constexpr Millis kStable = std::chrono::minutes(1);     // a login that lasts for so long counts as a success
constexpr Millis kLogInWait = std::chrono::seconds(5);  // Herald still reads messages meanwhile

}  // namespace

bool knowsSubscribe(std::string_view version) {
  int major = 0, minor = 0;
  const char* const end = version.data() + version.size();
  const auto [dot, error] = std::from_chars(version.data(), end, major);
  if (error != std::errc() || dot == end || *dot != '.') return true;
  if (std::from_chars(dot + 1, end, minor).ec != std::errc()) return true;
  return major > 1 || (major == 1 && minor >= 8);
}

PushSession::PushSession(Upgradable connection, std::stop_token stop, Login login, LogIn logIn,
                         std::function<Clock::time_point()> now)
    : socket_("OctoPrint", std::move(connection), std::move(stop), {}),
      login_(std::move(login)),
      logIn_(std::move(logIn)),
      now_(std::move(now)) {}

std::optional<PushMessage> PushSession::next(Clock::time_point until) {
  if (!answerBy_) answerBy_ = Clock::now() + kAnswerTime;
  for (;;) {
    if (nextLogIn_ && now_() >= *nextLogIn_) logInAgain();
    std::optional<std::string> text = socket_.receive(wakeAt(until));
    if (!text) {
      if (!authenticated_ && Clock::now() >= *answerBy_)
        throw Failure(
            Outcome::Verdict::Retry,
            "OctoPrint opened the push socket, but did not answer the login there: check the log of OctoPrint");
      return std::nullopt;
    }
    text_ = std::move(*text);
    const std::optional<PushMessage> message = parsePush(text_);
    if (!message)
      ++unreadable_;
    else if (handle(*message))
      return message;
  }
}

Clock::time_point PushSession::wakeAt(Clock::time_point until) const {
  if (!authenticated_) until = std::min(until, *answerBy_);
  return nextLogIn_ ? std::min(until, Clock::now() + (*nextLogIn_ - now_())) : until;
}

bool PushSession::handle(const PushMessage& message) {
  switch (message.kind) {
    case PushMessage::Kind::Connected: answerGreeting(message.body); return false;
    case PushMessage::Kind::Reauth: handleReauth(); return false;
    case PushMessage::Kind::History: authenticated_ = true; return true;
    case PushMessage::Kind::Current:
    case PushMessage::Kind::Event:
    case PushMessage::Kind::Plugin: return true;
    case PushMessage::Kind::Other: break;
  }
  return false;
}

void PushSession::answerGreeting(std::string_view connected) {
  version_ = jsonToText(jsonAt(connected, "version"));
  subscribe();
  sendThrottle();
  authenticate();
}

// OctoPrint makes a state every half second. The number says how many of them become one.
void PushSession::sendThrottle() { socket_.send(JsonObject().add("throttle", eager_ ? 1 : 2).text()); }

void PushSession::setEager(bool eager) {
  if (std::exchange(eager_, eager) != eager) sendThrottle();
}

void PushSession::subscribe() {
  if (knowsSubscribe(version_)) socket_.send(subscription(interest_));
}

void PushSession::setInterest(const Interest& interest) {
  const bool greeted = !version_.empty();
  if (std::exchange(interest_, interest) != interest && greeted) subscribe();
}

void PushSession::handleReauth() {
  const auto now = now_();
  if (now - std::exchange(reauthAt_, now) >= kStable) reauths_ = 0;
  if (++reauths_ > kMaxLogins)
    throw Failure(Outcome::Verdict::Retry,
                  "OctoPrint asks for one login after another on its push socket: check the log of OctoPrint");
  logInAgain();
}

void PushSession::logInAgain() {
  nextLogIn_.reset();
  try {
    login_ = logIn_();
  } catch (const Failure& failure) {
    if (failure.verdict() != Outcome::Verdict::Retry || now_() - reauthAt_ >= kStable) throw;
    nextLogIn_ = now_() + kLogInWait;
    return;
  }
  authenticate();
}

// OctoPrint answers the first login with the history. It answers a rejected one with reauthRequired.
void PushSession::authenticate() {
  if (login_.name.find(':') != std::string::npos)
    throw Failure(Outcome::Verdict::Hold,
                  "OctoPrint's push socket rejects a user whose name has a colon: use the key of another user");
  socket_.send(JsonObject().add("auth", login_.name + ":" + login_.session).text());
}

}  // namespace herald::octoprint
