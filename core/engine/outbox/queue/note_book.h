// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/outbox/note.h"

namespace herald::core {

/// The newest note for each owner and key. One thread at a time may call it.
class NoteBook {
 public:
  using Ptr = std::shared_ptr<const Note>;

  /// Returns false and changes nothing if there is a newer one.
  bool put(const Ptr& note) {
    const auto [place, isNew] = notes_.try_emplace({note->owner, note->key}, note);
    if (!isNew && note->written < place->second->written) return false;
    place->second = note;
    return true;
  }

  /// Empty if there is no such note.
  std::string value(const std::string& owner, const std::string& key) const {
    const auto found = notes_.find({owner, key});
    return found == notes_.end() ? std::string() : found->second->value;
  }

  /// The notes of one owner.
  NoteList of(const std::string& owner) const {
    NoteList list;
    for (auto one = notes_.lower_bound({owner, {}}); one != notes_.end() && one->first.first == owner; ++one) {
      if (!one->second->value.empty()) list.push_back(one->second);
    }
    return list;
  }

  NoteList all() const {
    NoteList list;
    list.reserve(notes_.size());
    for (const auto& [name, note] : notes_) list.push_back(note);
    return list;
  }

 private:
  std::map<std::pair<std::string, std::string>, Ptr> notes_{};
};

}  // namespace herald::core
