#include "push_session.h"

#include <charconv>
#include <utility>

#include "herald/json.h"

namespace herald::octoprint {
namespace {

constexpr Millis kAnswerTime = std::chrono::seconds(15);
constexpr int kMostLoginsInVain = 3;

/// All events; of the terminal only the lines that UserAction reads; one `current` a second.
constexpr const char* kSubscribe =
    R"~({"subscribe":{"state":{"logs":"^(Recv:|<<<) *(//|(echo: *)?busy)","messages":false},"events":true,"plugins":false}})~";
constexpr const char* kThrottle = R"({"throttle":2})";

}  // namespace

bool knowsSubscribe(std::string_view version) {
  int major = 0, minor = 0;
  const char* const end = version.data() + version.size();
  const auto [dot, error] = std::from_chars(version.data(), end, major);
  if (error != std::errc() || dot == end || *dot != '.') return true;
  if (std::from_chars(dot + 1, end, minor).ec != std::errc()) return true;
  return major > 1 || (major == 1 && minor >= 8);
}

PushSession::PushSession(Upgradable connection, std::stop_token stop, Login login, LogIn logIn)
    : socket_(std::move(connection), std::move(stop), {}),
      login_(std::move(login)),
      logIn_(std::move(logIn)),
      answerBy_(Clock::now() + kAnswerTime) {}

std::optional<PushMessage> PushSession::next(Clock::time_point until) {
  for (;;) {
    std::optional<std::string> text = socket_.receive(authenticated_ ? until : std::min(until, answerBy_));
    if (!text) {
      if (!authenticated_ && Clock::now() >= answerBy_)
        throw Failure(Outcome::Verdict::Retry,
                      "OctoPrint opened the push socket, but took no login there: check its log");
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

bool PushSession::handle(const PushMessage& message) {
  switch (message.kind) {
    case PushMessage::Kind::Connected: greet(message.body); return false;
    case PushMessage::Kind::Reauth: logInAgain(); return false;
    case PushMessage::Kind::History:
      authenticated_ = true;
      loginsInVain_ = 0;
      return true;
    case PushMessage::Kind::Current:
    case PushMessage::Kind::Event: return true;
    case PushMessage::Kind::Other: break;
  }
  return false;
}

void PushSession::greet(std::string_view connected) {
  version_ = jsonToText(jsonAt(connected, "version"));
  if (knowsSubscribe(version_)) socket_.send(kSubscribe);
  socket_.send(kThrottle);
  authenticate();
}

void PushSession::logInAgain() {
  if (++loginsInVain_ > kMostLoginsInVain)
    throw Failure(Outcome::Verdict::Retry,
                  "OctoPrint asks for one login after the other on its push socket: check its log");
  login_ = logIn_();
  authenticate();
}

// There is no answer to it but the history that follows, or a reauthRequired.
void PushSession::authenticate() {
  if (login_.name.find(':') != std::string::npos)
    throw Failure(Outcome::Verdict::Hold,
                  "OctoPrint takes no push login of a user with a colon in the name: use another user's key");
  socket_.send(JsonObject().add("auth", login_.name + ":" + login_.session).text());
}

}  // namespace herald::octoprint
