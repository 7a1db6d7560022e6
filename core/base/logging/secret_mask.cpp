// SPDX-License-Identifier: Apache-2.0
#include "base/logging/secret_mask.h"

#include <Poco/NumberFormatter.h>
#include <Poco/String.h>
#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "herald/base64.h"
#include "herald/json.h"

namespace herald::core {

namespace {

constexpr std::size_t kShortest = 4;
constexpr std::size_t kShortestPath = 8;

std::string percentEncoded(const std::string& text) {
  static constexpr std::string_view kPlain = "-._~";  // RFC 3986, section 2.3
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || kPlain.find(c) != std::string_view::npos)
      encoded += c;
    else
      encoded += "%" + Poco::NumberFormatter::formatHex(static_cast<unsigned>(byte), 2);
  }
  return encoded;
}

/// The part of `text` in Base64 that does not depend on its neighbours. `before` is how many bytes before it are in the
/// same group of three.
std::string base64Core(const std::string& text, std::size_t before) {
  const std::string encoded = toBase64(std::string(before, ' ') + text);
  const std::size_t begin = (before * 8 + 5) / 6;
  const std::size_t end = (before + text.size()) * 8 / 6;
  return encoded.substr(begin, end - begin);
}

std::string jsonEscaped(const std::string& text) {
  std::string escaped;
  jsonEscape(escaped, text);
  return escaped;
}

/// The text itself. If it is a URL, also its parts that are secret: the password, and everything after the host.
std::vector<std::string> partsOf(const std::string& secret) {
  std::vector<std::string> parts{secret};
  const auto scheme = secret.find("://");
  if (scheme == secret.npos || scheme > std::string_view("https").size()) return parts;
  const auto host = scheme + 3, path = std::min(secret.find_first_of("/?#", host), secret.size());
  const auto user = secret.substr(host, path - host);
  if (const auto at = user.rfind('@'), colon = user.find(':'); at != user.npos && colon < at)
    parts.push_back(user.substr(colon + 1, at - colon - 1));
  for (const auto end : {secret.size(), secret.find_first_of("?#", path)})
    if (end != secret.npos && end - path >= kShortestPath) parts.push_back(secret.substr(path, end - path));
  for (const auto& word : Poco::StringTokenizer(secret.substr(path), "/?#&="))
    if (word.size() >= kShortestPath && word.find_first_of("0123456789") != word.npos) parts.push_back(word);
  return parts;
}

/// The forms of a secret in a request, in an answer that quotes it (JSON in JSON), and in a header.
std::vector<std::string> formsOf(const std::string& secret) {
  std::vector<std::string> forms;
  for (const auto& part : partsOf(secret)) {
    if (part.size() < kShortest) continue;
    const std::string once = jsonEscaped(part);
    for (const auto& text : {part, once, jsonEscaped(once)}) {
      const std::string percent = percentEncoded(text);
      forms.insert(forms.end(), {text, percent, Poco::replace(percent, std::string("%20"), std::string("+"))});
    }
    for (const std::size_t before : {0, 1, 2}) forms.push_back(base64Core(part, before));
  }
  return forms;
}

}  // namespace

struct SecretMask::Forms {
  explicit Forms(const std::map<std::string, std::vector<std::string>>& bySecret) {
    std::set<std::string_view> all;
    for (const auto& [secret, its] : bySecret) all.insert(its.begin(), its.end());
    for (const auto& form : all) byFirst[static_cast<unsigned char>(form.front())].emplace_back(form);
    for (auto& bucket : byFirst) {
      std::sort(bucket.begin(), bucket.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    }
  }

  std::array<std::vector<std::string>, 256> byFirst{};  ///< the longest first

  std::size_t longestAt(std::string_view text) const {
    for (const auto& form : byFirst[static_cast<unsigned char>(text.front())]) {
      if (text.starts_with(form)) return form.size();
    }
    return 0;
  }
};

void SecretMask::set(const void* owner, const std::vector<std::string>& secrets) {
  const MutexLock setting(setting_);
  if (secrets.empty() && !owners_.contains(owner)) return;
  owners_[owner] = secrets;
  if (secrets.empty()) owners_.erase(owner);

  std::map<std::string, std::vector<std::string>> known;
  for (const auto& [one, its] : owners_) {
    for (const auto& secret : its) {
      if (secret.size() < kShortest || known.contains(secret)) continue;
      const auto old = known_.find(secret);
      known[secret] = old == known_.end() ? formsOf(secret) : std::move(old->second);
    }
  }
  known_ = std::move(known);
  auto forms = std::make_shared<const Forms>(known_);
  const MutexLock lock(mutex_);
  forms_ = std::move(forms);
}

std::shared_ptr<const SecretMask::Forms> SecretMask::forms() const {
  const MutexLock lock(mutex_);
  return forms_;
}

std::string SecretMask::masked(std::string_view text, std::size_t most) const {
  const auto forms = this->forms();
  if (!forms) return std::string(text.substr(0, most < text.size() ? most + 1 : most));
  std::string result;
  std::size_t end = 0;  // of the secrets found so far, which may overlap
  for (std::size_t i = 0; i < text.size() && result.size() <= most; ++i) {
    if (const std::size_t length = forms->longestAt(text.substr(i))) {
      if (i >= end) result += "***";
      end = std::max(end, i + length);
    }
    if (i >= end) result += text[i];
  }
  return result;
}

}  // namespace herald::core
