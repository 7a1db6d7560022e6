// SPDX-License-Identifier: Apache-2.0
#include "smtp_setup.h"

#include <Poco/Ascii.h>
#include <Poco/Environment.h>

#include <algorithm>
#include <string_view>

namespace herald::email {
namespace {

constexpr std::int64_t kPortOfLogins = 587, kPortOfServers = 25, kPortOfTls = 465;

Encryption encryptionOf(const Settings& settings) {
  const std::string name = settings.text("encryption");
  if (name == "STARTTLS") return Encryption::StartTls;
  if (name == "TLS") return Encryption::Tls;
  if (name == "none") return Encryption::None;
  return settings.has("auth.user") ? Encryption::StartTls : Encryption::Auto;
}

LoginMethod methodOf(const std::string& name) {
  if (name == "PLAIN") return LoginMethod::Plain;
  if (name == "LOGIN") return LoginMethod::Login;
  if (name == "CRAM-MD5") return LoginMethod::CramMd5;
  return name == "XOAUTH2" ? LoginMethod::XOAuth2 : LoginMethod::Auto;
}

std::int64_t portOf(const Settings& settings, Encryption encryption) {
  if (settings.has("port")) return settings.integer("port");
  if (encryption == Encryption::Tls) return kPortOfTls;
  return settings.has("auth.user") ? kPortOfLogins : kPortOfServers;
}

/// True if the text has only letters, digits and these characters.
bool consistsOf(std::string_view text, std::string_view others) {
  return !text.empty() && std::ranges::all_of(text, [others](char c) {
    return Poco::Ascii::isAlphaNumeric(static_cast<unsigned char>(c)) || others.find(c) != std::string_view::npos;
  });
}

/// True for a name and for an address: one colon alone would begin a port.
bool isHost(std::string_view text) { return consistsOf(text, "-._:%") && std::ranges::count(text, ':') != 1; }

bool isThisMachine(std::string_view server) {
  return server == "localhost" || server == "::1" || server.starts_with("127.");
}

}  // namespace

std::vector<Option> SmtpSetup::options() {
  return {
      {.name = "server", .help = "The mail server: a host name or an address.", .required = true},
      {.name = "port",
       .type = Type::Integer,
       .help = "Its port; by default 587 with a login, 465 with `encryption = TLS`, otherwise 25.",
       .least = "1",
       .most = "65535"},
      {.name = "encryption",
       .type = Type::Choice,
       .fallback = "auto",
       .help = "STARTTLS; TLS from the first byte; none. `auto` is STARTTLS with a login, and without one STARTTLS if "
               "the server offers it.",
       .choices = {"auto", "STARTTLS", "TLS", "none"}},
      {.name = "auth.user", .help = "The user name of the login; without it there is no login.", .common = true},
      {.name = "auth.password",
       .type = Type::Secret,
       .help = "The password, or the access token of XOAUTH2.",
       .common = true},
      {.name = "auth.method",
       .type = Type::Choice,
       .fallback = "auto",
       .help = "How to log in; `auto` takes what the server offers.",
       .choices = {"auto", "PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"}},
      {.name = "helo", .help = "The name by which Herald introduces itself; by default that of this machine."},
      {.name = "timeout",
       .type = Type::Duration,
       .fallback = "60s",
       .help = "The time limit of a whole attempt: name resolution, connecting, TLS, login and the mail.",
       .least = "1ms"},
  };
}

SmtpSetup::SmtpSetup(const Settings& settings)
    : server(settings.text("server")),
      encryption(encryptionOf(settings)),
      credentials{settings.text("auth.user"), settings.text("auth.password"), methodOf(settings.text("auth.method"))},
      helo(settings.has("helo") ? settings.text("helo") : Poco::Environment::nodeName()) {
  port = static_cast<std::uint16_t>(portOf(settings, encryption));
  if (!isHost(server))
    settings.reject("server", "has to be a host name or an address alone: `port` and `encryption` are options");
  if (credentials.user.empty() && !credentials.password.empty()) settings.reject("auth.password", "needs auth.user");
  if (!consistsOf(helo, "-._:[]")) {
    if (settings.has("helo")) settings.reject("helo", "has to be a host name, or an address such as [192.0.2.1]");
    helo = "localhost";
  }
}

std::vector<Problem> SmtpSetup::advice() const {
  if (credentials.user.empty() || encryption != Encryption::None || isThisMachine(server)) return {};
  return {{"encryption", "is none: everybody on the way can read the password and the mails"}};
}

}  // namespace herald::email
