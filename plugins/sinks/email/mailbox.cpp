// SPDX-License-Identifier: Apache-2.0
#include "mailbox.h"

#include <Poco/Ascii.h>

#include <algorithm>

namespace herald::email {
namespace {

constexpr std::size_t kLongestAddress = 254;  // RFC 5321 §4.5.3.1.3, without the brackets

bool mayBeInAddress(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != 127 && std::string_view("<>(),;:\\\"").find(c) == std::string_view::npos;
}

}  // namespace

bool isAddress(std::string_view text) {
  const auto at = text.find('@');
  const bool hasParts = at == text.npos || (at > 0 && at + 1 < text.size() && text.find('@', at + 1) == text.npos);
  return !text.empty() && text.size() <= kLongestAddress && hasParts && std::ranges::all_of(text, mayBeInAddress);
}

std::string domainOf(std::string_view address) {
  const auto at = address.find('@');
  const std::string domain(at == address.npos ? "" : address.substr(at + 1));
  const bool isPlain = std::ranges::all_of(domain, [](char c) {
    return Poco::Ascii::isAlphaNumeric(static_cast<unsigned char>(c)) || c == '.' || c == '-';
  });
  return domain.empty() || !isPlain ? "herald.invalid" : domain;
}

bool hasNonAscii(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 127; });
}

}  // namespace herald::email
