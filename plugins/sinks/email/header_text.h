// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mailbox.h"

/// The header fields of a mail, with their line ends. No text can add a field: each control character becomes a blank.
/// Long lines are folded, and what is not ASCII becomes the encoded words of RFC 2047. Any thread may call it.
namespace herald::email {

std::string headerField(std::string_view name, std::string_view text);

/// The mailboxes after `name`, each on a line of its own. Their addresses are isAddress().
std::string headerField(std::string_view name, const std::vector<Mailbox>& mailboxes);

/// True if a user may name a header field so.
bool isFieldName(std::string_view name);

}  // namespace herald::email
