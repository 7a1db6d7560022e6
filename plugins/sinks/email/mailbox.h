// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::email {

/// A sender or a recipient. A value.
struct Mailbox {
  std::string name{};  ///< for people; may be empty
  std::string address{};

  bool operator==(const Mailbox&) const = default;
};

/// True if SMTP can carry the address without quotes: "herald@example.com", or "root" for a server on this machine. So
/// it has no blank, comma, bracket, quote or line break, and nobody can add a recipient or a command with it.
bool isAddress(std::string_view text);

/// The host of an address, as it may stand in a Message-ID; "herald.invalid" if there is none.
std::string domainOf(std::string_view address);

/// True if a byte of the text is not ASCII.
bool hasNonAscii(std::string_view text);

}  // namespace herald::email
