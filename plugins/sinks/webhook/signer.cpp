// SPDX-License-Identifier: Apache-2.0
#include "signer.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <sstream>
#include <stdexcept>

#include "herald/base64.h"

namespace herald::webhook {
namespace {

constexpr std::string_view kPrefix = "whsec_";

std::string hmacSha256(const std::string& key, const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
           text.size(), digest, &size) == nullptr)
    throw std::runtime_error("OpenSSL has no HMAC-SHA256: check its configuration");
  return {reinterpret_cast<const char*>(digest), size};
}

}  // namespace

Signer::Signer(const std::string& secrets) {
  std::istringstream words(secrets);
  for (std::string word; words >> word;) {
    if (!word.starts_with(kPrefix)) throw std::invalid_argument("must begin with whsec_");
    const std::string key = fromBase64(word.substr(kPrefix.size())).value_or("");
    if (key.size() < 24 || key.size() > 64)
      throw std::invalid_argument("must be 24 to 64 bytes in Base64 after whsec_");
    secrets_.push_back(word.substr(kPrefix.size()));
    keys_.push_back(key);
  }
}

void Signer::sign(HttpRequest& request, const std::string& id, std::chrono::system_clock::time_point now) const {
  if (id.empty()) return;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::string timestamp = std::to_string(seconds);
  request.headers.emplace_back("webhook-id", id);
  request.headers.emplace_back("webhook-timestamp", timestamp);
  if (keys_.empty()) return;
  std::string signatures;
  for (const std::string& key : keys_) {
    if (!signatures.empty()) signatures += ' ';
    signatures += "v1," + toBase64(hmacSha256(key, id + '.' + timestamp + '.' + request.body));
  }
  request.headers.emplace_back("webhook-signature", signatures);
}

std::vector<std::string> Signer::secrets() const {
  std::vector<std::string> all = secrets_;
  for (const std::string& secret : secrets_) all.push_back(std::string(kPrefix) + secret);
  return all;
}

}  // namespace herald::webhook
