// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "smtp_setup.h"

namespace herald::email {

/// The method to log in with: the wanted one, or the best of those that the server offers ("PLAIN", "LOGIN", …).
/// Without encryption it prefers one that does not send the password. Throws Failure (Hold) if there is none.
LoginMethod loginMethodFor(LoginMethod wanted, const std::vector<std::string>& offered, bool isEncrypted);

/// What the client says in one login. For one thread.
class LoginDialogue {
 public:
  /// `credentials` must outlive it. `method` is not Auto.
  LoginDialogue(const Credentials& credentials, LoginMethod method) : credentials_(credentials), method_(method) {}

  std::string command() const;  ///< the first line: "AUTH PLAIN …"

  /// The next line, after a challenge of the server in Base64.
  std::string answer(std::string_view challenge);

 private:
  const Credentials& credentials_;
  const LoginMethod method_;
  int answers_ = 0;
};

/// The forms in which a login sends the secret, for Host::hide.
std::vector<std::string> secretForms(const Credentials& credentials);

}  // namespace herald::email
