// SPDX-License-Identifier: Apache-2.0
#include "signer.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <initializer_list>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "herald/base64.h"

namespace herald::webhook {
namespace {

constexpr std::string_view kPrefix = "whsec_";

struct MacDeleter {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

/// Of the pieces one after the other: a body with a picture is long, so nobody joins them.
std::string hmacSha256(const std::string& key, std::initializer_list<std::string_view> pieces) {
  const auto bytes = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
  char hash[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash, 0),
                                   OSSL_PARAM_construct_end()};
  const std::unique_ptr<EVP_MAC, MacDeleter> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  const std::unique_ptr<EVP_MAC_CTX, MacDeleter> context(EVP_MAC_CTX_new(mac.get()));
  bool works = context && EVP_MAC_init(context.get(), bytes(key), key.size(), parameters) == 1;
  for (const std::string_view piece : pieces)
    works = works && EVP_MAC_update(context.get(), bytes(piece), piece.size()) == 1;
  unsigned char digest[EVP_MAX_MD_SIZE];
  std::size_t size = 0;
  if (!works || EVP_MAC_final(context.get(), digest, &size, sizeof digest) != 1)
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
    signatures += "v1," + toBase64(hmacSha256(key, {id, ".", timestamp, ".", request.body}));
  }
  request.headers.emplace_back("webhook-signature", signatures);
}

std::vector<std::string> Signer::secrets() const {
  std::vector<std::string> all = secrets_;
  for (const std::string& secret : secrets_) all.push_back(std::string(kPrefix) + secret);
  return all;
}

}  // namespace herald::webhook
