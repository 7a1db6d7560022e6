// SPDX-License-Identifier: Apache-2.0
#include "login_dialogue.h"

#include <Poco/HMACEngine.h>
#include <Poco/MD5Engine.h>

#include <algorithm>
#include <array>
#include <utility>

#include "herald/base64.h"

namespace herald::email {
namespace {

using Named = std::pair<LoginMethod, std::string_view>;

constexpr std::array<Named, 4> kMethods{{{LoginMethod::Plain, "PLAIN"},
                                         {LoginMethod::Login, "LOGIN"},
                                         {LoginMethod::CramMd5, "CRAM-MD5"},
                                         {LoginMethod::XOAuth2, "XOAUTH2"}}};

std::string_view nameOf(LoginMethod method) {
  return std::ranges::find(kMethods, method, &Named::first)->second;  // NOLINT: Auto is never asked for
}

std::string plain(const Credentials& credentials) {
  return toBase64(std::string(1, '\0') + credentials.user + std::string(1, '\0') + credentials.password);
}

std::string bearer(const Credentials& credentials) {
  return toBase64("user=" + credentials.user + "\x01" + "auth=Bearer " + credentials.password + "\x01\x01");
}

std::string digest(const Credentials& credentials, std::string_view challenge) {
  Poco::HMACEngine<Poco::MD5Engine> engine(credentials.password);
  engine.update(fromBase64(challenge).value_or(""));
  return toBase64(credentials.user + " " + Poco::DigestEngine::digestToHex(engine.digest()));
}

}  // namespace

LoginMethod loginMethodFor(LoginMethod wanted, const std::vector<std::string>& offered, bool isEncrypted) {
  using enum LoginMethod;
  const std::vector<LoginMethod> best =
      isEncrypted ? std::vector{Plain, Login, CramMd5} : std::vector{CramMd5, Plain, Login};
  for (const LoginMethod method : wanted == Auto ? best : std::vector{wanted}) {
    if (std::ranges::find(offered, nameOf(method)) != offered.end()) return method;
  }
  std::string list;
  for (const auto& name : offered) list += (list.empty() ? "" : ", ") + name;
  throw Failure(Outcome::Verdict::Hold,
                list.empty() ? "the mail server offers no login: check encryption and port, or remove auth.user"
                             : "the mail server offers another login (" + list + "): check auth.method");
}

std::string LoginDialogue::command() const {
  const std::string begin = "AUTH " + std::string(nameOf(method_));
  if (method_ == LoginMethod::Plain) return begin + " " + plain(credentials_);
  return method_ == LoginMethod::XOAuth2 ? begin + " " + bearer(credentials_) : begin;
}

std::string LoginDialogue::answer(std::string_view challenge) {
  const int number = ++answers_;
  if (method_ == LoginMethod::CramMd5) return digest(credentials_, challenge);
  if (method_ == LoginMethod::Login) return toBase64(number == 1 ? credentials_.user : credentials_.password);
  return {};  // XOAUTH2: a challenge is an error, which an empty line ends
}

std::vector<std::string> secretForms(const Credentials& credentials) {
  if (credentials.password.empty()) return {};
  return {toBase64(credentials.password), plain(credentials), bearer(credentials)};
}

}  // namespace herald::email
