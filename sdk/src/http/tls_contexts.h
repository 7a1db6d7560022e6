#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/Session.h>
#include <Poco/Net/StreamSocket.h>
#include <openssl/ssl.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "herald/settings.h"

namespace herald::inline v1 {

/// TLS 1.2 or newer to servers whose certificate is for the very host that was asked for. Any thread may call it.
///
/// Poco compares the host name only after the handshake, and not at all where the handshake outlasts a time limit of
/// its own. So each host has a context that makes the name a part of OpenSSL's verification: no handshake ends well
/// without it.
class TlsContexts {
 public:
  /// Reads the files that tls.ca, tls.certificate and tls.key name. Throws BadSettings.
  explicit TlsContexts(const Settings& settings);

  /// Makes the connected `plain` a verified TLS connection to `host`; the handshake is over when this returns. It
  /// blocks until its socket is shut down. Throws Failure with Hold if the certificate is wrong, else a Poco exception.
  Poco::Net::SecureStreamSocket connect(const Poco::Net::StreamSocket& plain, const std::string& host);

  /// Keeps the session of a connection to `host`, so that the next one needs no full handshake. After the first answer:
  /// that is when TLS 1.3 has told it.
  void remember(const std::string& host, Poco::Net::SecureStreamSocket socket);

 private:
  template <auto kFree>
  struct Deleter {
    template <class T>
    void operator()(T* object) const {
      kFree(object);
    }
  };
  using Store = std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>>;
  using Identity = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;

  struct Host {
    Poco::Net::Context::Ptr context{};
    Poco::Net::Session::Ptr session{};
  };

  static Store loadStore(const Settings& settings);
  static Identity loadIdentity(const Settings& settings);
  Host& hostLocked(const std::string& host);
  Poco::Net::Context::Ptr makeContextLocked(const std::string& host);

  bool verify_;
  Store store_;        ///< the authorities, loaded once for all hosts: the system's with the first
  Identity identity_;  ///< holds the client certificate and its key; null if there is none
  std::mutex mutex_;
  std::map<std::string, Host> hosts_;
};

}  // namespace herald::inline v1
