// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>

namespace herald::core {

/// Somebody else can change what lies at a place: in which folder, and what to do about it.
struct PlaceFlaw {
  std::filesystem::path folder{};  ///< the place itself, or a folder or link on the way to it
  std::string what{};              ///< continues "a folder that": "others can write to"
  std::string advice{};            ///< "chmod go-w /srv"
  bool itself = false;             ///< it is the place itself
};

/// True if a file of `owner` is one of root or `user`. Whoever owns `/` counts as root, since in a chroot and in a user
/// namespace that is who can change everything.
bool isTrustedOwner(uid_t owner, uid_t user);

/// Why somebody other than root and `user` could change what lies at `place`. Nothing if nobody can. This is the one
/// rule for every place that Herald trusts: the data folder, and the folders of plugins.
///
/// - The place belongs to root or `user`, and nobody else can write to it.
/// - So do the folders above it, up to the first one that belongs to root or has the sticky bit. The sticky bit, as of
///   /tmp, keeps others from replacing what is in a folder. A group that has nobody but `user` in it may write.
/// - No folder above them lets everybody write, unless it has the sticky bit.
/// - Links on the way belong to root or `user`.
///
/// If the place does not exist, this is about the folders in which it would be made.
std::optional<PlaceFlaw> flawOf(const std::filesystem::path& place, uid_t user = ::geteuid());

/// The same as a clause after the place: "lies in a folder that others can write to: chmod go-w /srv". Empty if nobody
/// else can change what lies there.
std::string whyUntrusted(const std::filesystem::path& place, uid_t user = ::geteuid());

}  // namespace herald::core
