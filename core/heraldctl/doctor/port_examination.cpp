// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/port_examination.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "base/sockets/admin_socket_path.h"
#include "base/sockets/unix_socket.h"
#include "herald/file_descriptor.h"
#include "heraldctl/doctor/port_listener.h"

namespace herald::core::ctl {

namespace {

using Poco::Net::SocketAddress;

/// Why no socket can have this address, as the daemon would open it; 0 if one can.
int whyNotBound(const SocketAddress& address) {
  const FileDescriptor socket(::socket(address.af(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return errno;
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.get(), address.addr(), address.length()) != 0) return errno;
  return ::listen(socket.get(), 1) == 0 ? 0 : errno;
}

bool daemonRuns(const std::filesystem::path& dataDir) {
  try {
    connectToUnixSocket(adminSocketIn(dataDir));
    return true;
  } catch (const std::system_error& error) {
    return error.code() == std::errc::permission_denied;
  }
}

}  // namespace

std::vector<Finding> PortExamination::taken(std::uint16_t port) const {
  const auto program = listenerAt(port);
  if (program == "heraldd" || (program.empty() && daemonRuns(dataDir_))) return {};
  const auto who = program.empty() ? std::string("another program") : "the program " + program;
  return {{Finding::Severity::Error, who + " listens there already, so Herald cannot",
           "set " + key_ + " to another port, or end that program: `sudo ss -ltnp 'sport = :" + std::to_string(port) +
               "'` shows it"}};
}

std::vector<Finding> PortExamination::look() const {
  const SocketAddress address(address_);
  const int error = whyNotBound(address);
  if (error == 0) return {};
  if (error == EADDRINUSE) return taken(address.port());
  if (error == EACCES) {
    if (daemonRuns(dataDir_)) return {};
    return {{Finding::Severity::Warning, "a port below 1024 is only for programs with the right to it",
             "set " + key_ + " to a port from 1024 on"}};
  }
  if (error == EADDRNOTAVAIL) {
    return {{Finding::Severity::Error, "this machine does not have that address",
             "`ip address` shows those that it has: correct " + key_}};
  }
  return {
      {Finding::Severity::Error, "cannot listen there: " + std::generic_category().message(error), "correct " + key_}};
}

}  // namespace herald::core::ctl
