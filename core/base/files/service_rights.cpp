// SPDX-License-Identifier: Apache-2.0
#include "base/files/service_rights.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <exception>

#include "base/files/system_entry.h"

namespace herald::core {

namespace {

std::vector<gid_t> currentGroups() {
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<std::size_t>(std::max(0, count)));
  return groups;
}

bool joinGroupsOf(const Owner& service) {
  const SystemEntry user(::getpwuid_r, service.user);
  return user.get() ? ::initgroups(user.get()->pw_name, service.group) == 0 : ::setgroups(1, &service.group) == 0;
}

}  // namespace

ServiceRights::ServiceRights(const std::optional<Owner>& service) : group_(::getegid()), groups_(currentGroups()) {
  if (!service || ::geteuid() != 0) return;
  changed_ = true;
  if (joinGroupsOf(*service) && ::setegid(service->group) == 0 && ::seteuid(service->user) == 0) return;
  restore();
}

ServiceRights::~ServiceRights() {
  if (changed_) restore();
}

void ServiceRights::restore() {
  changed_ = false;
  const bool done = ::seteuid(0) == 0 && ::setegid(group_) == 0 && ::setgroups(groups_.size(), groups_.data()) == 0;
  if (!done && ::geteuid() != 0) std::terminate();  // nothing may go on with the wrong rights
}

}  // namespace herald::core
