// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "herald/tls.h"

namespace herald::mqtt {

/// How libmosquitto speaks TLS with one host: version 1.2 or newer, the user's authorities and client certificate, and
/// a check of the host name within the handshake. libmosquitto need not know the name: it may connect to an address.
/// Remembers why the last handshake failed. For one thread at a time. It stays where it is, because OpenSSL knows its
/// address.
class TlsContext {
 public:
  /// Reads the files. Throws Failure (Hold) if TLS cannot use them.
  TlsContext(const TlsSettings& settings, const std::string& host);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  SSL_CTX* get() const { return context_.get(); }

  /// Why the certificate of the host was not accepted: "hostname mismatch"; empty if it was, or if none came.
  std::string certificateProblem() const;

  /// True if the host asked for a client certificate and there is none. Its alert about that may be lost.
  bool lacksCertificate() const { return lacksCertificate_; }

 private:
  static int noteRequest(SSL* session, X509**, EVP_PKEY**);
  static void announceName(const SSL* session, int where, int);
  static int verify(int isGood, X509_STORE_CTX* chain);

  struct Deleter {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, Deleter> context_;
  std::string name_{};  ///< of the host; empty for an address
  long error_ = X509_V_OK;
  bool lacksCertificate_ = false;
};

}  // namespace herald::mqtt
