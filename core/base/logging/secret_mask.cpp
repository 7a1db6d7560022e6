// SPDX-License-Identifier: Apache-2.0
#include "base/logging/secret_mask.h"

#include <Poco/NumberFormatter.h>
#include <Poco/String.h>
#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>

#include "herald/base64.h"
#include "herald/json.h"

namespace herald::core {

namespace {

constexpr std::size_t kShortest = 4;
constexpr std::size_t kShortestPath = 8;  // also of a word that looks random

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

/// For each of the three places in a group.
std::vector<std::string> base64Of(const std::string& text) {
  return {base64Core(text, 0), base64Core(text, 1), base64Core(text, 2)};
}

bool isRandom(const std::string& word) {
  return word.size() >= kShortestPath && word.find_first_of("0123456789") != word.npos;
}

std::string jsonEscaped(const std::string& text) {
  std::string escaped;
  jsonEscape(escaped, text);
  return escaped;
}

/// The parts of an address that are secret by themselves: the password, what comes after the host, and what looks
/// random.
std::vector<std::string> partsOf(const std::string& secret) {
  const auto address = addressParts(secret);
  if (!address) return {};
  std::vector<std::string> parts(address->tokens.begin(), address->tokens.end());
  const std::string user(address->user);
  if (const auto colon = user.find(':'); colon != user.npos)
    parts.push_back(user.substr(colon + 1));
  else if (isRandom(user))
    parts.push_back(user);
  const std::string rest(address->rest);
  for (const auto end : {rest.size(), rest.find_first_of("?#")})
    if (end != rest.npos && end >= kShortestPath) parts.push_back(rest.substr(0, end));
  for (const auto& word : Poco::StringTokenizer(rest, "/?#&="))
    if (isRandom(word)) parts.push_back(word);
  return parts;
}

/// A text as it travels: in a request, and in an answer that quotes it (JSON in JSON).
std::vector<std::string> encodingsOf(const std::string& text) {
  const std::string once = jsonEscaped(text);
  std::vector<std::string> encodings;
  for (const auto& one : {text, once, jsonEscaped(once)}) {
    const std::string percent = percentEncoded(one);
    encodings.insert(encodings.end(), {one, percent, Poco::replace(percent, std::string("%20"), std::string("+"))});
  }
  return encodings;
}

}  // namespace

/// The parts as they travel, and the secret itself, of which people may see some pieces.
std::vector<SecretMask::Form> SecretMask::formsOf(const std::string& secret) {
  std::vector<Form> forms;
  for (const auto& part : partsOf(secret)) {
    if (part.size() < kShortest) continue;
    for (auto& text : encodingsOf(part)) forms.push_back({std::move(text)});
    for (auto& text : base64Of(part)) forms.push_back({std::move(text)});
  }
  const auto pieces = shownPieces(secret);
  if (pieces.size() == 1) return forms;  // an address without a secret
  for (auto& text : base64Of(secret)) forms.push_back({std::move(text)});
  auto texts = encodingsOf(secret), shown = encodingsOf(pieces.front());
  for (auto piece = pieces.begin() + 1; piece != pieces.end(); ++piece) {
    const auto encodings = encodingsOf(*piece);
    for (std::size_t i = 0; i < shown.size(); ++i) shown[i].append(kMasked).append(encodings[i]);
  }
  for (std::size_t i = 0; i < texts.size(); ++i) forms.push_back({std::move(texts[i]), std::move(shown[i])});
  return forms;
}

struct SecretMask::Forms {
  /// What is shown of an address may have another secret in it. So the others come first.
  explicit Forms(const std::map<std::string, std::vector<Form>>& bySecret) {
    std::map<std::string_view, std::string_view> all;
    for (const auto& [secret, its] : bySecret) {
      for (const auto& form : its) all.try_emplace(form.text, form.shown);
    }
    for (const auto& [text, shown] : all) {
      if (shown == kMasked) add({std::string(text)});
    }
    sort();
    std::vector<Form> inPart;
    for (const auto& [text, shown] : all) {
      if (shown != kMasked) inPart.push_back({std::string(text), maskedBy(this, shown, std::string::npos)});
    }
    for (auto& form : inPart) add(std::move(form));
    sort();
  }

  void add(Form form) { byFirst[static_cast<unsigned char>(form.text.front())].push_back(std::move(form)); }

  void sort() {
    for (auto& bucket : byFirst)
      std::ranges::sort(bucket, std::greater(), [](const Form& one) { return one.text.size(); });
  }

  const Form* longestAt(std::string_view text) const {
    for (const auto& form : byFirst[static_cast<unsigned char>(text.front())]) {
      if (text.starts_with(form.text)) return &form;
    }
    return nullptr;
  }

  std::array<std::vector<Form>, 256> byFirst{};  ///< the longest first
};

void SecretMask::set(const void* owner, const std::vector<std::string>& secrets) {
  const MutexLock setting(setting_);
  if (secrets.empty() && !owners_.contains(owner)) return;
  owners_[owner] = secrets;
  if (secrets.empty()) owners_.erase(owner);

  std::map<std::string, std::vector<Form>> known;
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
  return maskedBy(forms().get(), text, most);
}

std::function<std::string(std::string_view)> SecretMask::now() const {
  return [forms = forms()](std::string_view text) { return maskedBy(forms.get(), text, std::string::npos); };
}

std::string SecretMask::maskedBy(const Forms* forms, std::string_view text, std::size_t most) {
  if (!forms) return std::string(text.substr(0, most < text.size() ? most + 1 : most));
  std::string result;
  std::size_t end = 0;  // of the secrets found so far, which may overlap
  for (std::size_t i = 0; i < text.size() && result.size() <= most; ++i) {
    if (const auto* form = forms->longestAt(text.substr(i))) {
      if (i >= end) result += form->shown;
      end = std::max(end, i + form->text.size());
    }
    if (i >= end) result += text[i];
  }
  return result;
}

}  // namespace herald::core
