// SPDX-License-Identifier: Apache-2.0
#include "server_socket.h"

#include <Poco/Exception.h>
#include <fcntl.h>

#include "herald/outcome.h"

namespace herald::http_source {
namespace {

using Poco::Net::ServerSocket;

constexpr int kBacklog = 128;

}  // namespace

ServerSocket listenAt(const Poco::Net::SocketAddress& address, const ServerCertificate* certificate) {
  auto socket = certificate ? certificate->socket() : ServerSocket();
  try {
    socket.bind(address, true, false);  // by default, Poco shares the port with other programs
    ::fcntl(socket.impl()->sockfd(), F_SETFD, FD_CLOEXEC);
    socket.listen(kBacklog);
  } catch (const Poco::Exception& trouble) {
    throw Failure(Outcome::Verdict::Retry, "cannot listen at " + address.toString() + ": " + trouble.displayText() +
                                               "; stop the program that uses this port, or change `listen`");
  }
  return socket;
}

}  // namespace herald::http_source
