// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "base/files/service_files.h"

namespace herald::core {

/// Gives root the rights of the service's user while it lives, with that user's groups. So root sees which files the
/// daemon will be able to read. For every other user it changes nothing. Only one may live at a time; the rights are
/// those of the whole process.
class ServiceRights {
 public:
  /// `service` is the user to become, as serviceOwner() finds it. If the system refuses that, root's rights stay.
  explicit ServiceRights(const std::optional<Owner>& service);
  ~ServiceRights();
  ServiceRights(const ServiceRights&) = delete;
  ServiceRights& operator=(const ServiceRights&) = delete;

 private:
  void restore();

  bool changed_ = false;
  gid_t group_ = 0;
  std::vector<gid_t> groups_{};
};

}  // namespace herald::core
