// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "herald/export.h"
#include "herald/host.h"
#include "herald/tls_files.h"

namespace herald::inline v1 {

/// The certificate of a server that speaks TLS 1.2 or newer, so that a renewed one needs no restart: when its files
/// change, the next connection gets the new one. If the new files are at fault, it reports why once, and goes on with
/// the old certificate.
///
/// The thread of one server uses it. It outlives the server.
class HERALD_API ServerCertificate {
 public:
  /// Logs a sentence without a subject: "has a new certificate". The thread of the server calls it.
  using Report = std::function<void(Level level, std::string_view sentence)>;

  /// `files` names at least a certificate. `prefix` is what stands before the names of its options in a message, such
  /// as "admin.". Throws Failure (Hold) that says which file is at fault, and what to do.
  ServerCertificate(TlsFiles files, std::string prefix, Report report);
  ~ServerCertificate();
  ServerCertificate(const ServerCertificate&) = delete;
  ServerCertificate& operator=(const ServerCertificate&) = delete;

  /// A socket that speaks TLS with this certificate. The caller binds it, and lets it listen. Throws Poco::Exception.
  Poco::Net::ServerSocket socket() const;

 private:
  class Contexts;

  const std::unique_ptr<Contexts> contexts_;
};

}  // namespace herald::inline v1
