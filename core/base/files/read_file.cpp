// SPDX-License-Identifier: Apache-2.0
#include "base/files/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/files/open_file.h"
#include "herald/text.h"

namespace herald::core {

std::string readFile(const std::filesystem::path& path, std::size_t limit) {
  const auto file = openFile(path, O_RDONLY | O_NONBLOCK);  // without O_NONBLOCK, a named pipe waits for a writer
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) failOn(path, errno);
  if (S_ISDIR(info.st_mode)) failOn(path, EISDIR);
  if (!S_ISREG(info.st_mode)) failOn(path, EINVAL);
  std::string content;
  char block[16384];
  for (;;) {
    const ssize_t count = ::read(file.get(), block, sizeof block);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) failOn(path, errno);
    if (count == 0) return content;
    content.append(block, static_cast<std::size_t>(count));
    if (content.size() > limit) failOn(path, EFBIG);
  }
}

std::string readText(const std::filesystem::path& path, std::size_t limit) {
  std::string text = readFile(path, limit);
  text.erase(0, text.size() - withoutMark(text).size());
  return text;
}

bool isUtf16(std::string_view text) { return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"); }

}  // namespace herald::core
