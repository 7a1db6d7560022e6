// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "herald/rendering.h"
#include "herald/settings.h"
#include "mailbox.h"

namespace herald::email {

/// A list of senders or recipients as the user wrote it, with variables: `Farm <farm@example.com>, @owner`. The list is
/// cut into its mailboxes before any variable is filled in. So a value is one address or a part of one, whatever it
/// contains. Immutable; any thread may render it.
class MailboxTemplates {
 public:
  MailboxTemplates() = default;

  /// From this option. Throws BadSettings if a mailbox without variables is no address.
  MailboxTemplates(const Settings& settings, std::string option);

  /// Leaves out a mailbox whose address is empty. Throws Failure (Rejected) if what becomes of one is no address.
  std::vector<Mailbox> render(Rendering& rendering) const;

  bool uses(std::string_view variable) const;
  std::size_t size() const { return items_.size(); }

 private:
  struct Item {
    Template name{};
    Template address{};
  };

  Item itemOf(const Settings& settings, std::string_view name, std::string_view address) const;

  std::string option_{};
  std::vector<Item> items_{};
};

}  // namespace herald::email
