// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace herald::testing {

/// A folder on which a program mounts something that only this program sees. The kernel gives a user such mounts,
/// except in a chroot. There only root has them.
class PrivateMount {
 public:
  explicit PrivateMount(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~PrivateMount();

  PrivateMount(const PrivateMount&) = delete;
  PrivateMount& operator=(const PrivateMount&) = delete;

  /// A command that runs `script` in a shell with its own mounts. In the script $1 is the folder, and $2 and so on are
  /// the arguments.
  std::vector<std::string> command(const std::string& script, std::vector<std::string> arguments) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace herald::testing
