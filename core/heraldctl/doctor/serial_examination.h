// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// The user of the daemon, with the groups that it has at its next start.
struct DaemonUser {
  std::string name{};
  uid_t id = 0;
  std::vector<gid_t> groups{};
};

/// The user with this number, as the system knows it.
DaemonUser daemonUser(uid_t id);

/// True if the user may read and write a file with these facts, as the system decides it without an ACL.
bool mayUse(const struct stat& facts, const DaemonUser& user);

/// Is a serial device there, and may the daemon open it?
class SerialExamination : public Examination {
 public:
  /// `device` is the option of the source: a path, with `*` and `?` allowed.
  SerialExamination(std::string source, std::string device, DaemonUser user)
      : source_(std::move(source)), device_(std::move(device)), user_(std::move(user)) {}
  std::string name() const override { return "serial device of " + source_; }
  std::vector<Finding> look() const override;

 private:
  std::string source_, device_;
  DaemonUser user_;
};

}  // namespace herald::core::ctl
