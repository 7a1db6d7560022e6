// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/password_hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstdint>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include "heraldd/api/access/random_token.h"

namespace herald::core {

namespace {

/// As in RFC 7914: 128 * 2^ln * r bytes, p times one after the other.
struct Cost {
  unsigned ln = 14, r = 8, p = 5;

  std::uint64_t bytes() const { return (std::uint64_t{128} << ln) * r; }
};
struct Stored {
  Cost cost{};
  std::string salt{}, key{};
};

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kKeyBytes = 32;
constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20;
constexpr unsigned kMostLn = 20, kMostR = 32, kMostP = 20;

std::string keyOf(std::string_view password, const std::string& salt, const Cost& cost) {
  std::string key(kKeyBytes, '\0');
  const auto* const bytes = reinterpret_cast<const unsigned char*>(salt.data());
  if (EVP_PBE_scrypt(password.data(), password.size(), bytes, salt.size(), std::uint64_t{1} << cost.ln, cost.r, cost.p,
                     2 * kMostBytes, reinterpret_cast<unsigned char*>(key.data()), key.size()) != 1) {
    throw std::runtime_error("there is not enough memory to check a password");
  }
  return key;
}

std::optional<Stored> storedIn(const std::string& hash) {
  Stored stored;
  auto& cost = stored.cost;
  int length = 0;
  if (std::sscanf(hash.c_str(), "$scrypt$ln=%2u,r=%2u,p=%2u$%n", &cost.ln, &cost.r, &cost.p, &length) != 3 ||
      length == 0) {
    return std::nullopt;
  }
  const auto rest = std::string_view(hash).substr(static_cast<std::size_t>(length));
  const auto mark = rest.find('$');
  if (mark == rest.npos) return std::nullopt;
  stored.salt = fromHex(rest.substr(0, mark));
  stored.key = fromHex(rest.substr(mark + 1));
  const bool isCheap = cost.ln >= 1 && cost.ln <= kMostLn && cost.r >= 1 && cost.r <= kMostR && cost.p >= 1 &&
                       cost.p <= kMostP && cost.bytes() <= kMostBytes;
  if (!isCheap || stored.salt.size() != kSaltBytes || stored.key.size() != kKeyBytes) return std::nullopt;
  return stored;
}

}  // namespace

std::string hashPassword(std::string_view password) {
  const Cost cost;
  const auto salt = fromHex(randomToken(kSaltBytes));
  return "$scrypt$ln=" + std::to_string(cost.ln) + ",r=" + std::to_string(cost.r) + ",p=" + std::to_string(cost.p) +
         "$" + toHex(salt) + "$" + toHex(keyOf(password, salt, cost));
}

bool isPassword(std::string_view password, const std::string& hash) {
  const auto stored = storedIn(hash);
  if (!stored) return false;
  const auto key = keyOf(password, stored->salt, stored->cost);
  return CRYPTO_memcmp(key.data(), stored->key.data(), key.size()) == 0;
}

}  // namespace herald::core
