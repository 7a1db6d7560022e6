// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mailbox.h"

namespace herald::email {

/// A mail before it has the form of the network. A value.
struct Mail {
  Mailbox from{};
  std::vector<Mailbox> to{}, cc{}, bcc{}, replyTo{};
  std::string subject{};
  std::string text{};
  std::string html{};  ///< empty for a mail without HTML
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string id{};  ///< for Message-ID: "…@example.com"
  std::chrono::system_clock::time_point time{};
  std::shared_ptr<const std::string> picture{};  ///< a JPEG, or null
  bool isPictureInline = false;                  ///< `html` shows it by pictureAddress()

  /// The addresses of all recipients, each once.
  std::vector<std::string> recipients() const;
};

/// An id that is the same for each attempt to deliver this event to these mailboxes.
std::string messageIdFor(std::string_view eventId, const Mail& mail);

/// Where the HTML of a mail finds its picture: "cid:…".
std::string pictureAddress(const Mail& mail);

/// The mail as MIME (RFC 5322, RFC 2045), with CR LF at each line's end and no line of more than 998 characters. It
/// has no Bcc.
std::string compose(const Mail& mail);

/// The Base64 of the picture, as compose() writes it.
std::string encodedPicture(std::string_view picture);

}  // namespace herald::email
