// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/rendering.h"
#include "herald/settings.h"
#include "mail_message.h"
#include "mailbox_templates.h"

namespace herald::email {

/// The mail as the user wrote it, with variables. Immutable; any thread may render it.
///
/// The values of variables are escaped in `html`, and lose their control characters in headers. There, `@snapshot` is
/// the picture. Without `html` a mail with a picture has HTML that is made from its text.
class MailTemplates {
 public:
  static std::vector<Option> options();

  MailTemplates() = default;
  explicit MailTemplates(const Settings& settings);  ///< throws BadSettings

  struct Rendered {
    Mail mail{};
    std::vector<std::string> missing{};  ///< as Outcome::missing
  };

  /// The mail of an attempt that begins at `time`. Throws Failure (Rejected) if an address is none, or if nobody would
  /// get it.
  Rendered render(const Attempt& attempt, std::chrono::system_clock::time_point time) const;

  bool uses(std::string_view variable) const;
  Vocabulary vocabulary() const;

 private:
  void addHtml(Mail& mail, Rendering& rendering) const;

  TemplateOptions options_{};
  MailboxTemplates from_{}, to_{}, cc_{}, bcc_{}, replyTo_{};
  Template subject_{}, text_{}, html_{};
  bool hasHtml_ = false;
  bool isPictureInline_ = true;
  std::vector<std::pair<std::string, Template>> headers_{};
};

}  // namespace herald::email
