// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// What stands for a secret in every text that Herald shows.
inline constexpr std::string_view kMasked = "***";

/// An address, cut at the places where its secrets begin and end. Views into the text.
struct AddressParts {
  std::string_view scheme{};               ///< "https"
  std::string_view user{};                 ///< what stands before the @: "me:password"; empty if there is none
  std::string_view host{};                 ///< with its port
  std::string_view rest{};                 ///< path, query and fragment
  std::vector<std::string_view> tokens{};  ///< labels of the host that look random, as those of a tunnel
};

/// Nothing if the text is no address such as https://hooks.slack.com/services/T024.
std::optional<AddressParts> addressParts(std::string_view text);

/// What people may see of a secret text, in pieces; kMasked belongs between them. Of an address, that is its origin:
/// {"https://", "@hooks.slack.com:8443/", ""}. Of any other text it is nothing: {"", ""}.
std::vector<std::string> shownPieces(std::string_view secret);

/// The same as one text: "https://***@hooks.slack.com:8443/***".
std::string shownAddress(std::string_view secret);

}  // namespace herald::core
