// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "herald/file_descriptor.h"
#include "tls_client.h"

namespace herald::email {

/// The connection ended, or was shut down by a deadline or a stop.
class ConnectionLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A connection to a mail server, first plain and then perhaps TLS. It blocks without limit: guard fd() with a
/// SocketGuard. Every function that sends or reads throws ConnectionLost. For one thread at a time.
class MailSocket {
 public:
  explicit MailSocket(FileDescriptor fd) : fd_(std::move(fd)) {}

  int fd() const { return fd_.get(); }

  /// Begins TLS. Forgets what arrived before, which anybody on the way may have sent.
  void startTls(TlsClient& client, const std::string& host);
  bool isEncrypted() const { return tls_ != nullptr; }
  std::string protocol() const;  ///< "TLSv1.3", or "no TLS"

  void send(std::string_view bytes);

  /// The next line without its end, at most 4 KiB.
  std::string readLine();

  /// True if nothing has arrived that was not read: no byte, and not the end of the connection.
  bool isQuiet() const;

 private:
  std::size_t sendSome(std::string_view bytes);
  void fill();
  [[noreturn]] void throwLost() const;

  FileDescriptor fd_;
  TlsSession tls_{};
  bool isSilent_ = true;  ///< the peer has said nothing since TLS began
  std::array<char, 4096> buffer_{};
  std::size_t begin_ = 0, end_ = 0;  ///< what is between them in buffer_ is not read yet
};

}  // namespace herald::email
