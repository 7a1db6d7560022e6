// SPDX-License-Identifier: Apache-2.0
#include "connection_setup.h"

#include <stdexcept>
#include <utility>

#include "topic.h"

namespace herald::mqtt {
namespace {

BrokerAddress addressIn(const Settings& settings) {
  try {
    return parseBrokerAddress(settings.text("url"));
  } catch (const std::invalid_argument& error) {
    settings.reject("url", error.what());
  }
}

bool isOnThisMachine(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace

std::vector<Option> ConnectionSetup::options() {
  std::vector<Option> all{
      {.name = "url",
       .help = "The broker: `mqtt://HOST`, or `mqtts://HOST` with TLS; the port is 1883 or 8883 by default.",
       .required = true},
      {.name = "user", .help = "The user name of the login; without it there is no login.", .common = true},
      {.name = "password", .type = Type::Secret, .help = "The password of the login.", .common = true},
      {.name = "clientId",
       .help =
           "The name by which the broker knows this client; each client needs one of its own. By default, Herald or "
           "the broker chooses one."},
      {.name = "version",
       .type = Type::Choice,
       .fallback = "5",
       .help = "The version of MQTT; with 3.1.1 a broker cannot say why it refuses a message.",
       .choices = {"5", "3.1.1"}},
      {.name = "keepAlive",
       .type = Type::Duration,
       .fallback = "60s",
       .help = "How long a silent connection may last until both sides check it.",
       .least = "5s",
       .most = "18h"},
  };
  for (Option& option : tlsOptions()) all.push_back(std::move(option));
  return all;
}

ConnectionSetup::ConnectionSetup(const Settings& settings)
    : broker(addressIn(settings)),
      user(settings.text("user")),
      password(settings.text("password")),
      clientId(settings.text("clientId")),
      isVersion5(settings.text("version") == "5"),
      keepAlive(std::chrono::duration_cast<std::chrono::seconds>(settings.duration("keepAlive"))),
      tls(readTls(settings)) {
  if (user.empty() && !password.empty()) settings.reject("password", "needs user");
  if (clientId.size() > 65535 || clientId.find('\0') != clientId.npos) settings.reject("clientId", "is no client id");
  if (!broker.isEncrypted) {
    for (const auto* option : {"tls.ca", "tls.certificate"})
      if (settings.has(option)) settings.reject(option, "needs `mqtts://` in url");
  }
}

std::vector<Problem> ConnectionSetup::advice() const {
  if (broker.isEncrypted || user.empty() || isOnThisMachine(broker.host)) return {};
  return {{"url", "has no TLS: everybody on the way can read the password; use mqtts:// if the broker offers it"}};
}

}  // namespace herald::mqtt
