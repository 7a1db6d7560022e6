// SPDX-License-Identifier: Apache-2.0
#include "engine/state/state_store.h"

#include <utility>

#include "engine/state/plugin_note.h"

namespace herald::core {

StateStore::StateStore(Outbox& outbox, std::string owner) : outbox_(outbox), owner_(std::move(owner)) {}

std::string StateStore::load(std::string_view key) const {
  {
    const MutexLock lock(mutex_);
    if (const auto found = untaken_.find(key); found != untaken_.end()) return found->second;
  }
  return outbox_.note(owner_, std::string(key));
}

void StateStore::save(std::string_view key, std::string_view value) {
  saveLater(key, value);
  outbox_.flush();
}

void StateStore::saveLater(std::string_view key, std::string_view value) {
  std::vector<Delivery> none;
  outbox_.store(none, true, {note(key, value)});
}

void StateStore::saveWithEvent(std::string_view key, std::string_view value) {
  checkNote(key, value);
  const MutexLock lock(mutex_);
  untaken_.insert_or_assign(std::string(key), std::string(value));
}

std::vector<Note> StateStore::takeNotes() {
  const MutexLock lock(mutex_);
  std::vector<Note> notes;
  notes.reserve(untaken_.size());
  for (const auto& [key, value] : untaken_) notes.push_back(note(key, value));
  untaken_.clear();
  return notes;
}

Note StateStore::note(std::string_view key, std::string_view value) const { return pluginNote(owner_, key, value); }

}  // namespace herald::core
