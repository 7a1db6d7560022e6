// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "herald/outcome.h"

namespace herald::core {

/// A small text that a plugin instance remembers. An empty value removes the note.
struct Note {
  std::string owner{};  ///< the instance, such as "source.mk3"
  std::string key{};
  std::string value{};
  Clock::time_point written{};  ///< of two notes for one key, the outbox keeps the one that was written later
};

/// Notes that several threads read.
using NoteList = std::vector<std::shared_ptr<const Note>>;

}  // namespace herald::core
