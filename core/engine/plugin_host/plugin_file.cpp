// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_file.h"

#include <Poco/DigestEngine.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "base/files/trusted_place.h"

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

/// Checks what was opened. Returns its size.
std::size_t checkFile(std::FILE* open, const fs::path& path, uid_t user) {
  struct stat found {};
  if (::fstat(::fileno(open), &found) != 0) fail("cannot be read");
  if (!S_ISREG(found.st_mode))
    throw std::runtime_error("is not a regular file: put the library itself into the folder");
  if (!isTrustedOwner(found.st_uid, user)) {
    throw std::runtime_error("belongs to user " + std::to_string(found.st_uid) +
                             ", not to root or the user that Herald runs as: chown root " + path.string());
  }
  if (found.st_mode & (S_IWGRP | S_IWOTH)) {
    throw std::runtime_error("can be written by others: chmod go-w " + path.string());
  }
  if (found.st_mode & (S_ISUID | S_ISGID)) {
    throw std::runtime_error("has the setuid or setgid bit, which no library needs: chmod ug-s " + path.string());
  }
  if (found.st_size > kLargest) throw std::runtime_error("is larger than 256 MiB, so it is not a plugin: remove it");
  return static_cast<std::size_t>(found.st_size);
}

/// Checks every folder on the way, which may lead over links. Nobody else may put files beside the plugin or its link.
void checkFolders(const fs::path& file, const fs::path& real, uid_t user) {
  for (const auto& place : {real.parent_path(), file.parent_path(), file}) {
    if (const auto flaw = flawOf(place, user)) {
      throw std::runtime_error("lies in a folder that " + flaw->what + ": " + flaw->advice);
    }
  }
}

std::string sha256(const std::string& bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t size = 0;
  if (!EVP_Q_digest(nullptr, "SHA256", nullptr, bytes.data(), bytes.size(), digest.data(), &size)) {
    throw std::runtime_error("cannot be hashed: OpenSSL has no SHA-256");
  }
  return Poco::DigestEngine::digestToHex({digest.begin(), digest.begin() + static_cast<std::ptrdiff_t>(size)});
}

}  // namespace

PluginFile readPluginFile(const fs::path& file, uid_t user) {
  std::error_code error;
  const auto real = fs::canonical(file, error);
  if (error) throw std::runtime_error("cannot be read: " + error.message());
  const auto open = openToRead(real);
  PluginFile read;
  read.bytes.resize(checkFile(open.get(), real, user));
  checkFolders(file, real, user);
  if (std::fread(read.bytes.data(), 1, read.bytes.size(), open.get()) != read.bytes.size()) {
    throw std::runtime_error("changed while Herald read it: reload when it is complete");
  }
  read.hash = sha256(read.bytes);
  return read;
}

}  // namespace herald::core
