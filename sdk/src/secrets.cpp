// SPDX-License-Identifier: Apache-2.0
#include "herald/secrets.h"

#include <Poco/Ascii.h>
#include <Poco/String.h>
#include <Poco/StringTokenizer.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>

#include "herald/json.h"
#include "herald/template.h"

namespace herald::inline v1 {
namespace {

constexpr std::array<const char*, 12> kSecretNames{"token",  "secret", "pass", "pwd",       "key",       "auth",
                                                   "cookie", "cred",   "jwt",  "assertion", "signature", "session"};
constexpr std::array<const char*, 13> kPublicNames{
    "audience",     "client_assertion_type", "client_id", "expires_in", "grant_type", "issued_at",
    "redirect_uri", "refresh_expires_in",    "resource",  "scope",      "token_type", "user",
    "username"};

constexpr std::size_t kTokenLength = 16;
constexpr std::size_t kRandomLength = 12;

bool isAddress(const std::string& text) {
  return Poco::icompare(text, 0, 7, "http://") == 0 || Poco::icompare(text, 0, 8, "https://") == 0;
}

bool isSecretName(const std::string& name) {
  return std::any_of(kSecretNames.begin(), kSecretNames.end(),
                     [&](const char* word) { return name.find(word) != name.npos; });
}

bool isPublicName(const std::string& name) {
  return std::find(kPublicNames.begin(), kPublicNames.end(), name) != kPublicNames.end();
}

/// A long text of the characters of a token68 (RFC 9110, 11.2), with at least one digit.
bool looksLikeToken(const std::string& text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._~+/=").find(c) != std::string_view::npos;
  };
  return text.size() >= kTokenLength && std::all_of(text.begin(), text.end(), fits) &&
         text.find_first_of("0123456789") != text.npos;
}

using IsSent = std::function<bool(std::string_view name)>;

/// Collects the secrets of JSON documents.
class Collector {
 public:
  explicit Collector(bool byLooks) : byLooks_(byLooks) {}

  /// `isSecret` says that `raw` is under a secret name, so that all texts in it are secret.
  void collect(std::string_view raw, bool isSecret = false, const IsSent& isSent = nullptr) {
    if (raw.starts_with('"')) {
      std::string text = jsonToText(raw);
      if (!isAddress(text) && (isSecret || (byLooks_ && looksLikeToken(text)))) secrets.push_back(std::move(text));
      return;
    }
    for (const std::string_view element : jsonElements(raw)) collect(element, isSecret);
    for (const auto& [key, value] : jsonMembers(raw)) {
      const std::string name = Poco::toLower(key);
      if (!isPublicName(name)) collect(value, isSecret || isSecretName(name) || (isSent && isSent(key)));
    }
  }

  std::vector<std::string> secrets{};

 private:
  const bool byLooks_;
};

constexpr std::size_t kShortestInText = 8;

bool isWord(const std::string& text) { return text.size() >= kShortestInText && text.find(' ') == text.npos; }

/// The text of a template without variables; empty if it has variables or is malformed.
std::string literal(const std::string& text) {
  try {
    std::vector<std::string> missing;
    std::string rendered =
        Template(text, Place::Text).render([](std::string_view) { return std::string_view(); }, missing);
    return missing.empty() ? rendered : std::string();
  } catch (const BadTemplate&) {
    return {};
  }
}

enum class Kind : std::uint8_t { Lower, Upper, Digit };

Kind kindOf(char c) { return c <= '9' ? Kind::Digit : c <= 'Z' ? Kind::Upper : Kind::Lower; }

/// True if letters and digits change about as often as by chance. In a word with a capital they do not.
bool changesOften(const std::string& word) {
  std::size_t changes = 0, digits = word.empty() || kindOf(word[0]) != Kind::Digit ? 0 : 1;
  for (std::size_t i = 1; i < word.size(); ++i) {
    const Kind before = kindOf(word[i - 1]), kind = kindOf(word[i]);
    const bool isCapital = before == Kind::Upper && kind == Kind::Lower;
    if (kind != before && !isCapital) ++changes;
    if (kind == Kind::Digit) ++digits;
  }
  return digits > 0 && digits < word.size() && changes * 4 >= word.size();
}

/// A long text that a machine has made, such as a UUID and the end of an address of Slack or Discord. A name that a
/// person has chosen has short parts ("ender3-v2-garage-1b"), or long words ("OctoPrint2024Webhooks").
bool looksRandom(const std::string& text) {
  static const std::string kHex = "0123456789abcdefABCDEF-";
  if (text.size() < kTokenLength) return false;
  if (text.size() >= 2 * kTokenLength && text.find_first_not_of(kHex) == text.npos) return true;
  std::string word;
  for (const char c : text + '/') {
    if (Poco::Ascii::isAlphaNumeric(c)) {
      word += c;
    } else {
      if (word.size() >= kRandomLength && changesOften(word)) return true;
      word.clear();
    }
  }
  return false;
}

/// Names and values in a URL that could be secret: its password, and the pairs of its query and fragment.
std::vector<std::pair<std::string, std::string>> partsOf(const std::string& url) {
  std::vector<std::pair<std::string, std::string>> parts;
  const auto host = url.find("://");
  const auto user =
      host == url.npos ? std::string() : url.substr(host + 3, url.find_first_of("/?#", host + 3) - host - 3);
  const auto at = user.rfind('@'), colon = user.find(':');
  if (at != user.npos && colon < at) parts.emplace_back("password", user.substr(colon + 1, at - colon - 1));
  const auto query = std::min(url.find('?'), url.size());
  for (const auto& pair : Poco::StringTokenizer(url.substr(query), "?&#"))
    if (const auto equals = pair.find('='); equals != pair.npos)
      parts.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  return parts;
}

/// The parts of the path, and the values of the query and the fragment.
std::vector<std::string> wordsOf(const std::string& url) {
  const auto host = url.find("://");
  const auto path = std::min(url.find_first_of("/?#", host == url.npos ? 0 : host + 3), url.size());
  std::vector<std::string> words;
  for (const auto& word : Poco::StringTokenizer(url.substr(path), "/?&#=")) words.push_back(word);
  return words;
}

std::string percentDecoded(const std::string& text) try {
  std::string decoded;
  Poco::URI::decode(text, decoded, true);
  return decoded;
} catch (const Poco::Exception&) {
  return text;
}

std::vector<std::string> secretsOfPair(const std::string& name, const std::string& value, TextKind kind) {
  Collector all(kind == TextKind::Literal);
  all.collect(JsonObject().add(name, value).text());
  return all.secrets;
}

std::vector<std::string> secretsOfMap(const std::map<std::string, std::string>& map, TextKind kind) {
  std::vector<std::string> found;
  const auto add = [&](const std::string& name, const std::string& value) {
    for (std::string& secret : secretsOfPair(name, value, kind)) found.push_back(std::move(secret));
  };
  for (const auto& [name, value] : map) {
    add(name, value);
    if (const auto blank = value.find(' '); blank != value.npos) add(name, value.substr(blank + 1));  // "Bearer TOKEN"
  }
  return found;
}

std::vector<std::string> secretsOfAddress(const std::string& url, TextKind kind) {
  std::vector<std::string> found;
  for (const auto& [name, value] : partsOf(url)) {
    for (std::string& secret : secretsOfPair(name, percentDecoded(value), kind)) found.push_back(std::move(secret));
  }
  for (const auto& word : wordsOf(url)) {
    if (looksRandom(word)) found.push_back(percentDecoded(word));
  }
  return found;
}

std::vector<std::string> secretsOf(const Settings& settings, const std::string& name, TextKind kind) {
  const auto option = std::ranges::find(settings.options(), name, &Option::name);
  if (option != settings.options().end() && hasMembers(option->type)) return secretsOfMap(settings.map(name), kind);
  const std::string text = settings.text(name);
  if (!text.starts_with('{') && !text.starts_with('[')) return secretsOfAddress(text, kind);
  Collector all(kind == TextKind::Literal);
  all.collect(text);
  if (kind == TextKind::Template) std::erase_if(all.secrets, [](const auto& secret) { return !isWord(secret); });
  return all.secrets;
}

}  // namespace

std::vector<std::string> secretsIn(std::string_view json, const IsSent& isSent) {
  Collector all(true);
  all.collect(json, false, isSent);
  return all.secrets;
}

std::vector<std::string> likelySecrets(const Settings& settings, const std::vector<std::string>& options,
                                       TextKind kind) {
  std::vector<std::string> found;
  for (const auto& name : options) {
    const auto secrets = secretsOf(settings, name, kind);
    found.insert(found.end(), secrets.begin(), secrets.end());
  }
  if (kind == TextKind::Literal) return found;
  for (std::string& secret : found) secret = literal(secret);
  std::erase(found, std::string());
  return found;
}

}  // namespace herald::inline v1
