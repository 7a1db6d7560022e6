// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/outbox/note.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// What the outbox lost to its disk, or may have lost, since an operator acknowledged it last. It is a note of the
/// outbox, so it survives a restart. A value.
class Damage {
 public:
  static constexpr auto kOwner = "outbox";
  static constexpr auto kKey = "damage";
  static constexpr std::size_t kNamed = 100;  ///< so many lost deliveries are named in the log

  /// `note` is the value of the note; empty if there is no damage.
  explicit Damage(const std::string& note = {});

  void add(const std::string& sentence);  ///< does nothing if the same is there
  void addLost(std::size_t deliveries);   ///< single deliveries; the log names those that are toName()

  std::size_t toName() const;  ///< how many more lost deliveries the log should name

  Note note() const;

  /// In one line for the operator; empty if there is no damage.
  std::string text() const;

 private:
  std::size_t lost_ = 0;
  std::vector<std::string> sentences_{};
};

/// The damage of this outbox, as text.
std::string damageOf(const Outbox& outbox);

/// From now on there is no damage. Returns the text of what there was. May wait for the disk.
std::string acknowledgeDamage(Outbox& outbox);

}  // namespace herald::core
