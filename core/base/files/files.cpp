#include "base/files/files.h"

#include <Poco/Ascii.h>
#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "herald/file_descriptor.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestName = 200;  // file systems end at 255 bytes; a temporary file's name is longer

[[noreturn]] void fail(int error, const fs::path& path) {
  throw std::system_error(error, std::generic_category(), path.string());
}

FileDescriptor openOrThrow(const fs::path& path, int flags) {
  FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (file.get() < 0) fail(errno, path);
  return file;
}

void writeAll(int fd, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno, path);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

void syncFolder(const fs::path& folder) {
  const auto fd = openOrThrow(folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(fd.get()) != 0) fail(errno, folder);
}

fs::path folderOf(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

/// False, and errno says why, if there is no new folder.
bool makeFolder(const fs::path& path, const std::optional<Owner>& owner) {
  if (::mkdir(path.c_str(), 0700) != 0) return false;
  if (owner && ::lchown(path.c_str(), owner->user, owner->group) != 0) {
    const int error = errno;
    ::rmdir(path.c_str());
    fail(error, path);
  }
  syncFolder(folderOf(path));
  return true;
}

}  // namespace

std::string readFile(const fs::path& path, std::size_t limit) {
  // Not blocking, so that a named pipe is refused below rather than waited for.
  const auto file = openOrThrow(path, O_RDONLY | O_NONBLOCK);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) fail(errno, path);
  if (S_ISDIR(info.st_mode)) fail(EISDIR, path);
  if (!S_ISREG(info.st_mode)) fail(EINVAL, path);
  std::string content;
  char block[16384];
  for (;;) {
    const ssize_t count = ::read(file.get(), block, sizeof block);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(errno, path);
    if (count == 0) return content;
    content.append(block, static_cast<std::size_t>(count));
    if (content.size() > limit) fail(EFBIG, path);
  }
}

FileIdentity identityOf(const fs::path& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return {};
  return {info.st_dev, info.st_ino};
}

void replaceFile(const fs::path& path, std::string_view content, const std::optional<Owner>& owner) {
  const fs::path temporary = folderOf(path) / ("." + path.filename().string() + ".tmp");
  try {
    const auto file = openOrThrow(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
    // By its descriptor: in a folder of another user's, a name may be a link by now.
    if (owner && ::fchown(file.get(), owner->user, owner->group) != 0) fail(errno, path);
    writeAll(file.get(), content, temporary);
    if (::fsync(file.get()) != 0) fail(errno, temporary);
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail(errno, path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  syncFolder(folderOf(path));
}

void makePrivateFolder(const fs::path& path, const std::optional<Owner>& owner) {
  if (makeFolder(path, owner)) return;
  if (errno == ENOENT && path.has_parent_path()) {
    makePrivateFolder(path.parent_path(), owner);
    if (makeFolder(path, owner)) return;
  }
  if (errno != EEXIST) fail(errno, path);
  if (!fs::is_directory(path)) fail(ENOTDIR, path);
}

std::string safeFileName(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (Poco::Ascii::isAlphaNumeric(byte) || c == '_' || c == '-') {
      name += c;
    } else {
      name += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  if (name.empty()) return "%";
  if (name.size() <= kLongestName) return name;
  Poco::SHA2Engine hash(Poco::SHA2Engine::SHA_256);
  hash.update(text.data(), text.size());
  return name.substr(0, kLongestName / 2) + "~" + Poco::DigestEngine::digestToHex(hash.digest());
}

}  // namespace herald::core
