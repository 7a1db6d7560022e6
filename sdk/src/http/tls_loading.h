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
using Authorities = std::shared_ptr<X509_STORE>;
using TlsIdentity = std::unique_ptr<SSL_CTX, OpenSslDeleter<SSL_CTX_free>>;

/// The certificates of tls.ca; null if it is empty. All that use a file at a time share them: a list of all public
/// authorities takes 1 MB of memory. Whoever comes after a change of the file gets the new ones. Throws BadSettings.
/// Any thread may call it.
Authorities loadAuthorities(const std::string& ca);

/// The certificate of tls.certificate with its chain, and its key; null if there is none. Throws BadSettings.
TlsIdentity loadIdentity(const TlsFiles& files);

}  // namespace herald::inline v1
