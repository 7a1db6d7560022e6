// SPDX-License-Identifier: Apache-2.0
#include "base/logging/shown_address.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace herald::core {

namespace {

// A password may look like an address, too. So only these are shown in part.
constexpr std::array<std::string_view, 9> kShownSchemes{"http",  "https", "ws",    "wss", "mqtt",
                                                        "mqtts", "smtp",  "smtps", "tcp"};
constexpr std::size_t kLongestScheme = 5;
constexpr std::size_t kShortestToken = 8;   // with a digit
constexpr std::size_t kShortestWords = 20;  // a quick tunnel is named by words
constexpr std::size_t kDomainLabels = 2;    // the last ones name whose host it is

bool isAll(std::string_view text, int (*is)(int)) {
  return std::all_of(text.begin(), text.end(), [is](char c) { return is(static_cast<unsigned char>(c)) != 0; });
}

bool hasDigit(std::string_view text) { return text.find_first_of("0123456789") != text.npos; }

/// A name or an address, and perhaps a port.
bool isHost(std::string_view host) {
  if (host.starts_with('[')) return host.find_first_not_of("0123456789abcdefABCDEF:.[]") == host.npos;
  const auto name = host.substr(0, host.find(':'));
  const auto isPlain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), isPlain) &&
         isAll(host.substr(std::min(name.size() + 1, host.size())), std::isdigit);
}

std::vector<std::string_view> labelsOf(std::string_view host) {
  std::vector<std::string_view> labels;
  for (std::size_t begin = 0; begin <= host.size();) {
    const auto end = std::min(host.find('.', begin), host.size());
    labels.push_back(host.substr(begin, end - begin));
    begin = end + 1;
  }
  return labels;
}

std::vector<std::string_view> tokensOf(std::string_view host) {
  std::vector<std::string_view> tokens;
  if (host.starts_with('[')) return tokens;
  const auto labels = labelsOf(host);
  for (std::size_t i = 0; i + kDomainLabels < labels.size(); ++i) {
    const auto& label = labels[i];
    if (label.size() >= kShortestWords || (label.size() >= kShortestToken && hasDigit(label))) tokens.push_back(label);
  }
  return tokens;
}

}  // namespace

std::optional<AddressParts> addressParts(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == text.npos || scheme == 0 || scheme > kLongestScheme || !isAll(text.substr(0, scheme), std::isalpha))
    return std::nullopt;
  const auto begin = scheme + 3, end = std::min(text.find_first_of("/?#", begin), text.size());
  AddressParts parts{
      .scheme = text.substr(0, scheme), .host = text.substr(begin, end - begin), .rest = text.substr(end)};
  if (const auto at = parts.host.rfind('@'); at != parts.host.npos) {
    parts.user = parts.host.substr(0, at);
    parts.host.remove_prefix(at + 1);
  }
  if (!isHost(parts.host)) return std::nullopt;
  parts.tokens = tokensOf(parts.host);
  return parts;
}

std::vector<std::string> shownPieces(std::string_view secret) {
  const auto parts = addressParts(secret);
  if (!parts || std::find(kShownSchemes.begin(), kShownSchemes.end(), parts->scheme) == kShownSchemes.end())
    return {"", ""};
  std::vector<std::string> pieces{std::string(parts->scheme) + "://"};
  if (!parts->user.empty()) pieces.emplace_back("@");
  auto host = parts->host;
  for (const auto token : parts->tokens) {
    const auto before = static_cast<std::size_t>(token.data() - host.data());
    pieces.back() += host.substr(0, before);
    pieces.emplace_back();
    host.remove_prefix(before + token.size());
  }
  pieces.back() += host;
  pieces.back() += parts->rest.substr(0, 1);
  if (parts->rest.size() > 1) pieces.emplace_back();
  return pieces;
}

std::string shownAddress(std::string_view secret) {
  std::string shown;
  for (bool isFirst = true; const auto& piece : shownPieces(secret)) {
    if (!isFirst) shown += kMasked;
    shown += piece;
    isFirst = false;
  }
  return shown;
}

}  // namespace herald::core
