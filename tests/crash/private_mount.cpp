// SPDX-License-Identifier: Apache-2.0
#include "crash/private_mount.h"

#include <sys/mount.h>

namespace herald::testing {

// The mounts of a chroot may also reach the parent, because a chroot cannot make them private.
PrivateMount::~PrivateMount() { ::umount2(folder_.c_str(), MNT_DETACH); }

std::vector<std::string> PrivateMount::command(const std::string& script, std::vector<std::string> arguments) const {
  std::vector<std::string> command{"sh",
                                   "-c",
                                   "if unshare --map-root-user true 2>/dev/null; then user=--map-root-user; "
                                   "else user='--propagation unchanged'; fi; exec unshare $user --mount \"$@\"",
                                   "sh",
                                   "sh",
                                   "-c",
                                   script,
                                   "sh",
                                   folder_.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace herald::testing
