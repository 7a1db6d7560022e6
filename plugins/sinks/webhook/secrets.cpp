#include "secrets.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>

#include "encoding.h"
#include "herald/json.h"

namespace herald::webhook {
namespace {

constexpr std::array<const char*, 12> kSecretNames{"token",  "secret", "pass", "pwd",       "key",       "auth",
                                                   "cookie", "cred",   "jwt",  "assertion", "signature", "session"};
constexpr std::array<const char*, 13> kPublicNames{
    "audience",     "client_assertion_type", "client_id", "expires_in", "grant_type", "issued_at",
    "redirect_uri", "refresh_expires_in",    "resource",  "scope",      "token_type", "user",
    "username"};

constexpr std::size_t kTokenLength = 16;

bool isSecretName(const std::string& name) {
  return std::any_of(kSecretNames.begin(), kSecretNames.end(),
                     [&](const char* word) { return name.find(word) != name.npos; });
}

bool isPublicName(const std::string& name) {
  return std::find(kPublicNames.begin(), kPublicNames.end(), name) != kPublicNames.end();
}

/// Long, and of the characters of a token68 (RFC 9110, 11.2) with a digit among them.
bool looksLikeToken(const std::string& text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._~+/=").find(c) != std::string_view::npos;
  };
  return text.size() >= kTokenLength && std::all_of(text.begin(), text.end(), fits) &&
         text.find_first_of("0123456789") != text.npos;
}

using IsUsed = std::function<bool(std::string_view name)>;

/// Adds the secrets of `raw`; `known` says that it stands below a name that makes all in it secret.
void collect(std::string_view raw, bool known, const IsUsed& isUsed, std::vector<std::string>& secrets) {
  if (raw.starts_with('"')) {
    std::string text = jsonToText(raw);
    if (!isAddress(text) && (known || looksLikeToken(text))) secrets.push_back(std::move(text));
    return;
  }
  for (const std::string_view element : jsonElements(raw)) collect(element, known, nullptr, secrets);
  for (const auto& [key, value] : jsonMembers(raw)) {
    const std::string name = Poco::toLower(key);
    if (!isPublicName(name)) collect(value, known || isSecretName(name) || (isUsed && isUsed(key)), nullptr, secrets);
  }
}

}  // namespace

std::vector<std::string> secretsIn(std::string_view json, const IsUsed& isUsed) {
  std::vector<std::string> secrets;
  collect(json, false, isUsed, secrets);
  return secrets;
}

}  // namespace herald::webhook
