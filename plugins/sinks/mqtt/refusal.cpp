// SPDX-License-Identifier: Apache-2.0
#include "refusal.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace herald::mqtt {
namespace {

using Verdict = Outcome::Verdict;

/// One line of the table: this code in this step, or in every step.
struct Line {
  int code = 0;
  std::optional<Step> step{};
  Verdict verdict = Verdict::Retry;
  std::string_view meaning{};
  std::string_view advice{};
};

constexpr std::string_view kAgain = "Herald tries again";
constexpr std::string_view kLogin = "check user and password";
constexpr std::string_view kRights = "check the rights of this user on the broker";
constexpr std::string_view kVersion = "set version = 3.1.1 or 5";
constexpr std::string_view kClientId = "check clientId";

/// The first line that fits counts. The codes 1 to 5 are those of CONNACK in MQTT 3.1.1, the others those of MQTT 5.
constexpr std::array kTable{
    Line{1, Step::Connect, Verdict::Hold, "unsupported protocol version", kVersion},
    Line{2, Step::Connect, Verdict::Hold, "client id not accepted", kClientId},
    Line{3, Step::Connect, Verdict::Retry, "server unavailable", kAgain},
    Line{4, Step::Connect, Verdict::Hold, "wrong user or password", kLogin},
    Line{5, Step::Connect, Verdict::Hold, "not authorized", kLogin},
    Line{0x80, Step::Subscribe, Verdict::Hold, "failure", kRights},
    Line{0x80, {}, Verdict::Retry, "unspecified error", kAgain},
    Line{0x81, {}, Verdict::Hold, "malformed packet", kVersion},
    Line{0x82, {}, Verdict::Hold, "protocol error", kVersion},
    Line{0x84, {}, Verdict::Hold, "unsupported protocol version", kVersion},
    Line{0x85, {}, Verdict::Hold, "client id not valid", kClientId},
    Line{0x86, {}, Verdict::Hold, "wrong user or password", kLogin},
    Line{0x87, Step::Connect, Verdict::Hold, "not authorized", kLogin},
    Line{0x87, {}, Verdict::Hold, "not authorized", kRights},
    Line{0x88, {}, Verdict::Retry, "server unavailable", kAgain},
    Line{0x89, {}, Verdict::Retry, "server busy", kAgain},
    Line{0x8A, {}, Verdict::Hold, "banned", "ask who runs the broker"},
    Line{0x8B, {}, Verdict::Retry, "server shutting down", kAgain},
    Line{0x8C, {}, Verdict::Hold, "bad authentication method", kLogin},
    Line{0x8D, {}, Verdict::Retry, "keep alive timeout", kAgain},
    Line{0x8E, {}, Verdict::Hold, "session taken over", "give each client a clientId of its own"},
    Line{0x8F, {}, Verdict::Hold, "topic filter not valid", "check topics"},
    Line{0x90, {}, Verdict::Rejected, "topic name not valid", "check topic and its variables"},
    Line{0x95, {}, Verdict::Rejected, "message too large", "shorten data"},
    Line{0x96, {}, Verdict::Retry, "message rate too high", "set rate"},
    Line{0x97, {}, Verdict::Retry, "quota exceeded", kAgain},
    Line{0x98, {}, Verdict::Retry, "administrative action", kAgain},
    Line{0x99, {}, Verdict::Rejected, "payload format not valid", "check data"},
    Line{0x9A, {}, Verdict::Hold, "retain not supported", "set retain = false"},
    Line{0x9B, {}, Verdict::Hold, "QoS not supported", "set a lower qos"},
    Line{0x9C, {}, Verdict::Hold, "use another server", "change url"},
    Line{0x9D, {}, Verdict::Hold, "server moved", "change url"},
    Line{0x9E, {}, Verdict::Hold, "shared subscriptions not supported", "check topics"},
    Line{0x9F, {}, Verdict::Retry, "connection rate exceeded", kAgain},
    Line{0xA2, {}, Verdict::Hold, "wildcard subscriptions not supported", "check topics"},
};

constexpr Line kOther{.verdict = Verdict::Retry, .meaning = "an error", .advice = kAgain};

const Line& lineFor(const Refusal& refusal) {
  for (const Line& line : kTable) {
    if (line.code == refusal.code() && (!line.step || *line.step == refusal.step())) return line;
  }
  return kOther;
}

std::string_view wordFor(Step step) {
  switch (step) {
    case Step::Connect: return "refused the login";
    case Step::Subscribe: return "refused the subscription to";
    case Step::Publish: return "refused the message to";
    default: return "ended the connection";
  }
}

}  // namespace

Refusal::Refusal(Step step, int code, std::string about, std::string detail)
    : std::runtime_error("refused with code " + std::to_string(code)),
      step_(step),
      code_(code),
      about_(std::move(about)),
      detail_(std::move(detail)) {}

Outcome outcomeOf(const Refusal& refusal, const std::string& peer) {
  const Line& line = lineFor(refusal);
  std::string said(line.meaning);
  said += ", code " + std::to_string(refusal.code());
  if (!refusal.detail().empty()) said += ": " + refusal.detail();
  std::string reason = peer + " " + std::string(wordFor(refusal.step()));
  if (!refusal.about().empty()) reason += " " + refusal.about();
  reason += " (" + said + "): " + std::string(line.advice);
  return {.verdict = line.verdict, .reason = std::move(reason), .status = refusal.code(), .answer = std::move(said)};
}

}  // namespace herald::mqtt
