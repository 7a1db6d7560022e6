// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::core {

/// A file with the number of this process. The destructor removes it.
class PidFile {
 public:
  /// Writes the file; does nothing if `path` is empty. Throws std::runtime_error if it cannot write.
  explicit PidFile(std::string path);
  ~PidFile();
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

 private:
  const std::string path_;
};

}  // namespace herald::core
