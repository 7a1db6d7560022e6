// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/captured_output.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace herald::core::ctl {

CapturedOutput::CapturedOutput() {
  std::fflush(stdout);
  file_ = ::memfd_create("output", MFD_CLOEXEC);
  stdout_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  if (file_ >= 0 && stdout_ >= 0 && ::dup2(file_, STDOUT_FILENO) >= 0) return;
  const int error = errno;
  if (file_ >= 0) ::close(file_);
  if (stdout_ >= 0) ::close(stdout_);
  throw std::system_error(error, std::system_category(), "cannot take the output of plugins");
}

CapturedOutput::~CapturedOutput() {
  giveBack();
  ::close(file_);
}

std::string CapturedOutput::end() {
  constexpr std::size_t kMost = std::size_t{1} << 20;
  giveBack();
  std::string text(kMost, '\0');
  std::size_t size = 0;
  for (ssize_t count = 1; count > 0 && size < kMost; size += static_cast<std::size_t>(count)) {
    count = ::pread(file_, text.data() + size, kMost - size, static_cast<off_t>(size));
    if (count < 0) break;
  }
  text.resize(size);
  return text;
}

void CapturedOutput::giveBack() {
  if (stdout_ < 0) return;
  std::fflush(stdout);
  ::dup2(stdout_, STDOUT_FILENO);
  ::close(stdout_);
  stdout_ = -1;
}

}  // namespace herald::core::ctl
