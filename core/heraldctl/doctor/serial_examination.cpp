// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/serial_examination.h"

#include <glob.h>
#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/files/system_entry.h"

namespace herald::core::ctl {

namespace {

std::vector<std::string> devicesLike(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> devices;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    devices.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  ::globfree(&found);
  return devices;
}

std::string groupName(gid_t id) {
  const SystemEntry group(::getgrgid_r, id);
  return group.get() ? group.get()->gr_name : std::to_string(id);
}

std::vector<gid_t> groupsOf(const passwd& user) {
  int count = 64;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  while (::getgrouplist(user.pw_name, user.pw_gid, groups.data(), &count) < 0) {
    groups.resize(static_cast<std::size_t>(count));
  }
  groups.resize(static_cast<std::size_t>(count));
  return groups;
}

}  // namespace

DaemonUser daemonUser(uid_t id) {
  const SystemEntry entry(::getpwuid_r, id);
  if (!entry.get()) return {std::to_string(id), id, {}};
  return {entry.get()->pw_name, id, groupsOf(*entry.get())};
}

bool mayUse(const struct stat& facts, const DaemonUser& user) {
  if (user.id == 0) return true;
  const bool isOwner = facts.st_uid == user.id;
  const bool isMember = std::ranges::find(user.groups, facts.st_gid) != user.groups.end();
  const mode_t needed = isOwner ? S_IRUSR | S_IWUSR : isMember ? S_IRGRP | S_IWGRP : S_IROTH | S_IWOTH;
  return (facts.st_mode & needed) == needed;
}

std::vector<Finding> SerialExamination::look() const {
  const auto devices = devicesLike(device_);
  if (devices.empty()) {
    return {{Finding::Severity::Warning, "there is no " + device_,
             "switch the printer on and see its cable; `ls /dev/serial/by-id` lists what is there"}};
  }
  std::vector<Finding> findings;
  for (const auto& device : devices) {
    struct stat facts {};
    if (::stat(device.c_str(), &facts) != 0) throw std::system_error(errno, std::generic_category(), device);
    if (mayUse(facts, user_)) continue;
    findings.push_back({Finding::Severity::Error, "the user " + user_.name + " may not open " + device,
                        "sudo usermod -aG " + groupName(facts.st_gid) + " " + user_.name +
                            ", then restart Herald: sudo systemctl restart herald"});
  }
  return findings;
}

}  // namespace herald::core::ctl
