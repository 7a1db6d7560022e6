// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cerrno>
#include <cstddef>
#include <vector>

namespace herald::core {

/// What the system knows of a user or a group. `Find` is getpwuid_r, getpwnam_r, getgrgid_r or getgrnam_r: the
/// functions without `_r` are for a process with one thread. A value that stays where it is.
///
///   const SystemEntry service(::getpwnam_r, "herald");
///   if (service.get()) use(service.get()->pw_uid);
template <class Entry, class Id>
class SystemEntry {
 public:
  using Find = int (*)(Id, Entry*, char*, std::size_t, Entry**);

  SystemEntry(Find find, Id id) {
    while (find(id, &entry_, text_.data(), text_.size(), &found_) == ERANGE) text_.resize(2 * text_.size());
  }
  SystemEntry(const SystemEntry&) = delete;
  SystemEntry& operator=(const SystemEntry&) = delete;

  const Entry* get() const { return found_; }  ///< null if there is none

 private:
  Entry entry_{};
  Entry* found_ = nullptr;
  std::vector<char> text_ = std::vector<char>(1024);
};

}  // namespace herald::core
