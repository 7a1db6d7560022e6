// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "herald/outcome.h"
#include "herald/settings.h"

namespace herald::email {

enum class Encryption : std::uint8_t {
  Auto,      ///< STARTTLS if the server offers it
  StartTls,  ///< STARTTLS, or no mail
  Tls,       ///< from the first byte
  None,
};

enum class LoginMethod : std::uint8_t { Auto, Plain, Login, CramMd5, XOAuth2 };

/// Who logs in. Without a user there is no login.
struct Credentials {
  std::string user{};
  std::string password{};  ///< for XOAuth2 the access token
  LoginMethod method = LoginMethod::Auto;
};

/// Where the mail goes, and how. An immutable value.
struct SmtpSetup {
  static std::vector<Option> options();

  SmtpSetup() = default;
  explicit SmtpSetup(const Settings& settings);  ///< throws BadSettings

  std::string peer() const { return server + ":" + std::to_string(port); }
  std::vector<Problem> advice() const;  ///< as Adviser::advice

  std::string server{};
  std::uint16_t port = 0;
  Encryption encryption = Encryption::Auto;
  Credentials credentials{};
  std::string helo{};  ///< how Herald introduces itself
};

}  // namespace herald::email
