// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_file.h"

#include <Poco/DigestEngine.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace fs = std::filesystem;

namespace herald::core {
namespace {

constexpr off_t kLargest = 256 << 20;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using OpenFile = std::unique_ptr<std::FILE, Close>;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::generic_category().message(errno));
}

OpenFile openToRead(const fs::path& path) {
  // Without O_NONBLOCK, a named pipe would block the daemon.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) fail("cannot be read");
  return OpenFile(::fdopen(descriptor, "rb"));
}

void checkOwner(const struct stat& found, uid_t user, const std::string& what, const fs::path& path) {
  if (found.st_uid != 0 && found.st_uid != user) {
    throw std::runtime_error(what + " to user " + std::to_string(found.st_uid) +
                             ", not to root or the user that Herald runs as: chown root " + path.string());
  }
}

void checkFolder(const fs::path& folder, uid_t user) {
  struct stat found {};
  if (::stat(folder.c_str(), &found) != 0) fail("lies in a folder that cannot be read");
  checkOwner(found, user, "lies in a folder that belongs", folder);
  if (found.st_mode & (S_IWGRP | S_IWOTH)) {
    throw std::runtime_error("lies in a folder that others can write to: chmod go-w " + folder.string());
  }
}

/// The size of the file.
std::size_t checkFile(std::FILE* open, const fs::path& path, uid_t user) {
  struct stat found {};
  if (::fstat(::fileno(open), &found) != 0) fail("cannot be read");
  if (!S_ISREG(found.st_mode))
    throw std::runtime_error("is not a regular file: put the library itself into the folder");
  checkOwner(found, user, "belongs", path);
  if (found.st_mode & (S_IWGRP | S_IWOTH)) {
    throw std::runtime_error("can be written by others: chmod go-w " + path.string());
  }
  if (found.st_size > kLargest) throw std::runtime_error("is larger than 256 MiB, so it is not a plugin: remove it");
  return static_cast<std::size_t>(found.st_size);
}

std::string sha256(const std::string& bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t size = 0;
  if (!EVP_Q_digest(nullptr, "SHA256", nullptr, bytes.data(), bytes.size(), digest.data(), &size)) {
    throw std::runtime_error("cannot be hashed: OpenSSL has no SHA-256");
  }
  return Poco::DigestEngine::digestToHex({digest.begin(), digest.begin() + static_cast<std::ptrdiff_t>(size)});
}

bool holds(const fs::path& path, const std::string& bytes) {
  std::error_code none;
  if (fs::is_symlink(path, none) || !fs::is_regular_file(path, none) || fs::file_size(path, none) != bytes.size())
    return false;
  std::ifstream in(path, std::ios::binary);
  return std::equal(bytes.begin(), bytes.end(), std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

void makePrivateFolder(const fs::path& folder) {
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
}

/// Writes to another name first. So a loaded file never changes, and no file is ever half written.
void replace(const fs::path& path, const std::string& bytes) {
  const fs::path fresh = path.string() + '.' + std::to_string(::getpid());
  fs::remove(fresh);
  std::ofstream out(fresh, std::ios::binary);
  if (!out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush())
    fail("cannot be copied to " + path.string());
  out.close();
  fs::permissions(fresh, fs::perms::owner_read);
  fs::rename(fresh, path);
}

}  // namespace

PluginFile readPluginFile(const fs::path& file, uid_t user) {
  std::error_code error;
  const auto real = fs::canonical(file, error);
  if (error) throw std::runtime_error("cannot be read: " + error.message());
  const auto open = openToRead(real);
  PluginFile read;
  read.bytes.resize(checkFile(open.get(), real, user));
  checkFolder(real.parent_path(), user);
  checkFolder(file.parent_path(), user);
  if (std::fread(read.bytes.data(), 1, read.bytes.size(), open.get()) != read.bytes.size()) {
    throw std::runtime_error("changed while Herald read it: reload when it is complete");
  }
  read.hash = sha256(read.bytes);
  return read;
}

fs::path privateCopy(const PluginFile& file, const std::string& name, const fs::path& cache) {
  try {
    makePrivateFolder(cache);
    makePrivateFolder(cache / file.hash);
    auto copy = cache / file.hash / name;
    if (!holds(copy, file.bytes)) replace(copy, file.bytes);
    if (isMountedNoexec(copy)) {
      throw std::runtime_error("cannot be loaded, since its copy in " + cache.string() +
                               " lies on a file system that is mounted noexec: move herald.dataDir");
    }
    return copy;
  } catch (const fs::filesystem_error& error) {
    throw std::runtime_error("cannot be copied to " + cache.string() + ": " + error.code().message());
  }
}

bool isMountedNoexec(const fs::path& path) {
  struct statvfs found {};
  return ::statvfs(path.c_str(), &found) == 0 && found.f_flag & ST_NOEXEC;
}

}  // namespace herald::core
