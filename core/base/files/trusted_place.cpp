// SPDX-License-Identifier: Apache-2.0
#include "base/files/trusted_place.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include <deque>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/files/system_entry.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

constexpr int kMostLinks = 40;  // as the kernel

struct Found {
  fs::path path;
  struct stat facts;
};

std::optional<Found> look(const fs::path& path) {
  Found found{path, {}};
  if (::lstat(path.c_str(), &found.facts) != 0) return std::nullopt;
  return found;
}

/// True if the group has the user's name and no other member, as each user of many systems has one. With such a group,
/// the usual umask lets the group write.
bool isOwnGroup(gid_t group, uid_t user) {
  if (user == 0) return false;
  const SystemEntry person(::getpwuid_r, user);
  const SystemEntry members(::getgrgid_r, group);
  if (!person.get() || !members.get()) return false;
  const std::string_view name = person.get()->pw_name;
  if (members.get()->gr_name != name) return false;
  for (char** member = members.get()->gr_mem; *member; ++member) {
    if (*member != name) return false;
  }
  return true;
}

bool isRoot(uid_t user) {
  const auto top = look("/");
  return user == 0 || (top && user == top->facts.st_uid);
}

/// Applies the rule to folders and links.
class Judge {
 public:
  explicit Judge(uid_t user) : user_(user) {}

  std::optional<PlaceFlaw> ofPlace(const Found& place) const {
    auto flaw = ofOwner(place);
    if (flaw) flaw->advice = "give it to one of them (chown)";
    if (!flaw && place.facts.st_mode & (S_IWGRP | S_IWOTH)) flaw = isWritable(place);
    if (flaw) flaw->itself = true;
    return flaw;
  }

  std::optional<PlaceFlaw> ofLink(const Found& link) const {
    if (isTrusted(link)) return std::nullopt;
    return PlaceFlaw{link.path, "is a link" + ofUser(link, " of "), "chown -h root " + link.path.string()};
  }

  /// The folders from `/` to the one of the place.
  std::optional<PlaceFlaw> ofFolders(const std::vector<Found>& folders) const {
    bool below = true;
    for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {
      if (below) {
        if (auto owner = ofOwner(*folder)) return owner;
      }
      if (letsOthersWrite(*folder, below)) return isWritable(*folder);
      below = below && !isRoot(folder->facts.st_uid) && !isSticky(*folder);
    }
    return std::nullopt;
  }

 private:
  bool isTrusted(const Found& found) const { return isTrustedOwner(found.facts.st_uid, user_); }
  static bool isSticky(const Found& found) { return found.facts.st_mode & S_ISVTX; }

  bool letsOthersWrite(const Found& folder, bool below) const {
    if (isSticky(folder)) return false;
    if (folder.facts.st_mode & S_IWOTH) return true;
    return below && folder.facts.st_mode & S_IWGRP && !isOwnGroup(folder.facts.st_gid, user_);
  }

  static std::string ofUser(const Found& found, const std::string& relation) {
    return relation + "user " + std::to_string(found.facts.st_uid) + ", not" + relation +
           "root or the user that Herald runs as";
  }

  std::optional<PlaceFlaw> ofOwner(const Found& found) const {
    if (isTrusted(found)) return std::nullopt;
    return PlaceFlaw{found.path, "belongs" + ofUser(found, " to "), "chown root " + found.path.string()};
  }

  static PlaceFlaw isWritable(const Found& found) {
    return {found.path, "others can write to", "chmod go-w " + found.path.string()};
  }

  uid_t user_;
};

}  // namespace

bool isTrustedOwner(uid_t owner, uid_t user) { return owner == user || isRoot(owner); }

std::optional<PlaceFlaw> flawOf(const fs::path& place, uid_t user) {
  const Judge judge(user);
  const fs::path whole = fs::absolute(place);
  std::deque<fs::path> rest(whole.begin(), whole.end());
  std::vector<Found> way;
  for (int links = 0; !rest.empty();) {
    const fs::path name = std::exchange(rest.front(), {});
    rest.pop_front();
    if (name.empty() || name == ".") continue;
    if (name == "/") way.clear();
    if (name == "..") {
      if (way.size() > 1) way.pop_back();
      continue;
    }
    const auto next = look(way.empty() ? name : way.back().path / name);
    if (!next) return judge.ofFolders(way);
    if (!S_ISLNK(next->facts.st_mode)) {
      way.push_back(*next);
      continue;
    }
    if (++links > kMostLinks) return std::nullopt;
    if (auto flaw = judge.ofLink(*next)) return flaw;
    if (auto flaw = judge.ofFolders(way)) return flaw;
    std::error_code ignored;
    const fs::path target = fs::read_symlink(next->path, ignored);
    rest.insert(rest.begin(), target.begin(), target.end());
  }
  const Found last = way.back();
  way.pop_back();
  if (auto flaw = judge.ofPlace(last)) return flaw;
  return judge.ofFolders(way);
}

std::string whyUntrusted(const fs::path& place, uid_t user) {
  const auto flaw = flawOf(place, user);
  if (!flaw) return {};
  return (flaw->itself ? "is a folder that " : "lies in a folder that ") + flaw->what + ": " + flaw->advice;
}

}  // namespace herald::core
