// SPDX-License-Identifier: Apache-2.0
#include "picture_variable.h"

#include <openssl/evp.h>

#include <cstdint>
#include <stdexcept>

#include "herald/base64.h"
#include "herald/json.h"

namespace herald::webhook {
namespace {

std::string sha256Hex(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("OpenSSL has no SHA-256: check its configuration");
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += {kHex[digest[i] >> 4], kHex[digest[i] & 15]};
  return text;
}

}  // namespace

std::string pictureVariable(const std::string& name, std::string_view jpeg,
                            const std::function<bool(const std::string& path)>& isUsed) {
  JsonObject members;
  if (isUsed(name + ".base64")) members.addRaw("base64", '"' + toBase64(jpeg) + '"');
  if (isUsed(name + ".bytes")) members.add("bytes", static_cast<std::int64_t>(jpeg.size()));
  if (isUsed(name + ".sha256")) members.add("sha256", sha256Hex(jpeg));
  return members.text();
}

}  // namespace herald::webhook
