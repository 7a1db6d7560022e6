// SPDX-License-Identifier: Apache-2.0
#include "base/sockets/unix_socket.h"

#include <Poco/Net/StreamSocketImpl.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "herald/file_descriptor.h"

namespace herald::core {

namespace {

constexpr int kBacklog = 16;

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

/// An address for any path. A socket address has at most 107 bytes; a longer path is reached through its open folder.
class Address {
 public:
  explicit Address(const std::filesystem::path& path) {
    std::string text = path.string();
    if (text.size() >= sizeof(address_.sun_path)) {
      folder_ = FileDescriptor(::open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
      if (folder_.get() < 0) fail(path);
      text = "/proc/self/fd/" + std::to_string(folder_.get()) + "/" + path.filename().string();
    }
    address_.sun_family = AF_UNIX;
    std::memcpy(address_.sun_path, text.c_str(), text.size() + 1);
  }

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
  static socklen_t size() { return sizeof(sockaddr_un); }

 private:
  FileDescriptor folder_{};
  sockaddr_un address_{};
};

FileDescriptor makeSocket(const std::filesystem::path& path) {
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) fail(path);
  return socket;
}

/// A copy of the descriptor for Poco's socket, which closes it.
int handOver(const FileDescriptor& socket, const std::filesystem::path& path) {
  const int fd = ::fcntl(socket.get(), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) fail(path);
  return fd;
}

class Listening final : public Poco::Net::ServerSocket {
 public:
  explicit Listening(int fd) : ServerSocket(new Poco::Net::StreamSocketImpl(fd), true) {}
};

class Connected final : public Poco::Net::StreamSocket {
 public:
  explicit Connected(int fd) : StreamSocket(new Poco::Net::StreamSocketImpl(fd)) {}
};

}  // namespace

Poco::Net::ServerSocket listenAtUnixSocket(const std::filesystem::path& path) {
  const Address address(path);
  const auto socket = makeSocket(path);
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  const bool listens = ::fchmod(socket.get(), S_IRUSR | S_IWUSR) == 0 &&
                       ::bind(socket.get(), address.get(), Address::size()) == 0 &&
                       ::listen(socket.get(), kBacklog) == 0;
  if (!listens) fail(path);
  return Listening(handOver(socket, path));
}

Poco::Net::StreamSocket connectToUnixSocket(const std::filesystem::path& path) {
  const Address address(path);
  const auto socket = makeSocket(path);
  if (::connect(socket.get(), address.get(), Address::size()) != 0) fail(path);
  return Connected(handOver(socket, path));
}

}  // namespace herald::core
