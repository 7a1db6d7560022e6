// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "herald/tls_files.h"

namespace herald::inline v1 {

template <auto kFree>
struct OpenSslDeleter {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Authorities = std::unique_ptr<X509_STORE, OpenSslDeleter<X509_STORE_free>>;
using TlsIdentity = std::unique_ptr<SSL_CTX, OpenSslDeleter<SSL_CTX_free>>;

/// The certificates of tls.ca; null if it is empty. Throws BadSettings.
Authorities loadAuthorities(const std::string& ca);

/// The certificate of tls.certificate with its chain, and its key; null if there is none. Throws BadSettings.
TlsIdentity loadIdentity(const TlsFiles& files);

}  // namespace herald::inline v1
