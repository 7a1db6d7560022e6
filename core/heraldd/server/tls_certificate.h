// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Logger.h>
#include <Poco/Net/Context.h>

#include <string>

#include "herald/tls_files.h"

namespace herald::core {

/// The certificate of a server that speaks TLS 1.2 or newer. When its files change, the next connection gets the new
/// one. If the new files are at fault, it logs why once, and goes on with the old certificate.
///
/// The thread of the server uses it. It outlives the server.
class TlsCertificate {
 public:
  /// Throws std::runtime_error that says which file is at fault.
  TlsCertificate(TlsFiles files, Poco::Logger& logger);
  ~TlsCertificate();
  TlsCertificate(const TlsCertificate&) = delete;
  TlsCertificate& operator=(const TlsCertificate&) = delete;

  /// What a socket needs.
  const Poco::Net::Context::Ptr& context() const { return context_; }

 private:
  static int chooseFor(SSL* connection, int* alert, void* self);
  void renew();
  std::string stamp() const;

  const TlsFiles files_;
  Poco::Logger& logger_;
  std::string stamp_;                      // of the files that were read last
  const Poco::Net::Context::Ptr context_;  // of the listening socket
  Poco::Net::Context::Ptr current_;        // with the newest certificate
};

}  // namespace herald::core
