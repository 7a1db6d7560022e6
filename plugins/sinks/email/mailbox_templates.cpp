// SPDX-License-Identifier: Apache-2.0
#include "mailbox_templates.h"

#include <algorithm>
#include <utility>

#include "herald/text.h"

namespace herald::email {
namespace {

/// Cuts a list at its commas, but not within quotes, angle brackets or `@{…}`.
std::vector<std::string> itemsOf(std::string_view list) {
  std::vector<std::string> items(1);
  char closes = 0;  // what ends the part that we are in
  for (std::size_t i = 0; i < list.size(); ++i) {
    const char c = list[i];
    if (c == ',' && closes == 0) {
      items.emplace_back();
      continue;
    }
    items.back() += c;
    if (c == '\\' && closes == '"' && i + 1 < list.size()) {
      items.back() += list[++i];
    } else if (closes != 0) {
      if (c == closes) closes = 0;
    } else if (c == '"' || c == '<') {
      closes = c == '<' ? '>' : c;
    } else if (c == '{' && i > 0 && list[i - 1] == '@') {
      closes = '}';
    }
  }
  return items;
}

std::string unquoted(std::string_view name) {
  if (name.size() < 2 || !name.starts_with('"') || !name.ends_with('"')) return std::string(name);
  std::string text;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    if (name[i] == '\\' && i + 2 < name.size()) ++i;
    text += name[i];
  }
  return text;
}

std::string_view none(std::string_view) { return {}; }

bool hasVariables(const Template& text) {
  std::vector<std::string> missing;
  text.render(none, missing);
  return !missing.empty();
}

}  // namespace

MailboxTemplates::Item MailboxTemplates::itemOf(const Settings& settings, std::string_view name,
                                                std::string_view address) const {
  try {
    Item item{Template(unquoted(name), Place::Header), Template(address, Place::Text)};
    if (hasVariables(item.address) || isAddress(item.address.render(none))) return item;
  } catch (const BadTemplate& bad) {
    settings.reject(option_, bad.what());
  }
  settings.reject(option_, "has to be addresses such as `Farm <farm@example.com>`, not `" + std::string(address) + "`");
}

MailboxTemplates::MailboxTemplates(const Settings& settings, std::string option) : option_(std::move(option)) {
  const std::string list = settings.text(option_);
  if (withoutEdges(list).empty()) return;
  for (const std::string& text : itemsOf(list)) {
    std::string_view address = withoutEdges(text), name;
    if (const auto bracket = address.rfind('<'); bracket != address.npos && address.ends_with('>')) {
      name = withoutEdges(address.substr(0, bracket));
      address = withoutEdges(address.substr(bracket + 1, address.size() - bracket - 2));
    }
    items_.push_back(itemOf(settings, name, address));
  }
}

std::vector<Mailbox> MailboxTemplates::render(Rendering& rendering) const {
  std::vector<Mailbox> mailboxes;
  for (const auto& [name, address] : items_) {
    const std::string rendered = rendering.text(address);
    Mailbox mailbox{rendering.text(name), std::string(withoutEdges(rendered))};
    if (mailbox.address.empty()) continue;
    if (!isAddress(mailbox.address))
      throw Failure(Outcome::Verdict::Rejected, "`" + option_ + "` becomes `" + mailbox.address +
                                                    "`, which is not one address: check the option and its variables");
    mailboxes.push_back(std::move(mailbox));
  }
  return mailboxes;
}

bool MailboxTemplates::uses(std::string_view variable) const {
  return std::ranges::any_of(items_,
                             [&](const Item& item) { return item.name.uses(variable) || item.address.uses(variable); });
}

}  // namespace herald::email
