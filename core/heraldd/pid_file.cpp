// SPDX-License-Identifier: Apache-2.0
#include "heraldd/pid_file.h"

#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <utility>

namespace herald::core {

PidFile::PidFile(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  std::ofstream file(path_);
  file << ::getpid() << '\n';
  if (!file.flush()) {
    throw std::runtime_error("cannot write the pid file " + path_ + ": check the folder and its permissions");
  }
}

PidFile::~PidFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace herald::core
