// SPDX-License-Identifier: Apache-2.0
#include "base/logging/private_file_channel.h"

#include <Poco/FileChannel.h>
#include <Poco/Instantiator.h>
#include <Poco/LoggingFactory.h>
#include <Poco/SimpleFileChannel.h>
#include <fcntl.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace herald::core {
namespace {

namespace fs = std::filesystem;

template <typename PocoChannel>
void registerPrivate(const std::string& name) {
  Poco::LoggingFactory::defaultFactory().registerChannelClass(
      name, new Poco::Instantiator<PrivateFileChannel<PocoChannel>, Poco::Channel>);
}

}  // namespace

void closeOnExec(const std::string& file) {
  std::error_code error;
  const auto path = fs::canonical(file, error);
  for (fs::directory_iterator open("/proc/self/fd", error), end; !error && open != end; open.increment(error)) {
    std::error_code closed;
    if (fs::read_symlink(open->path(), closed) != path || closed) continue;
    ::fcntl(std::atoi(open->path().filename().c_str()), F_SETFD, FD_CLOEXEC);
  }
}

std::string privateChannelClass(const std::string& name) {
  static const bool registered [[maybe_unused]] = [] {
    registerPrivate<Poco::FileChannel>("PrivateFileChannel");
    registerPrivate<Poco::SimpleFileChannel>("PrivateSimpleFileChannel");
    return true;
  }();
  return name == "FileChannel" || name == "SimpleFileChannel" ? "Private" + name : name;
}

}  // namespace herald::core
