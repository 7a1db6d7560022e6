// SPDX-License-Identifier: Apache-2.0
#include "heraldd/pid_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "herald/file_descriptor.h"
#include "herald/regular_file.h"

namespace herald::core {

PidFile::PidFile(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  if (const auto what = insteadOfFile(path_); !what.empty()) {  // to open a pipe would wait for its reader
    throw std::runtime_error("cannot write the pid file " + path_ + ": it is " + what + ", so name a file");
  }
  const auto text = std::to_string(::getpid()) + "\n";
  const FileDescriptor file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("cannot write the pid file " + path_ + ": check the folder and its permissions");
  }
}

PidFile::~PidFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace herald::core
