// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "herald/export.h"
#include "herald/settings.h"
#include "herald/tls_files.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace herald::inline v1 {

/// The options of every client that uses TLS: tls.ca, tls.certificate, tls.key and tls.verify. httpOptions() has them
/// already. Add them to your own options if a library of your plugin makes the connections. Any thread may call it.
HERALD_API std::vector<Option> tlsOptions();

/// What tlsOptions() say, for a library that speaks TLS itself. Give it TLS 1.2 as the least version, too. A value.
struct TlsSettings {
  TlsFiles files{};    ///< `ca` empty: the system's authorities; `key` is set if `certificate` is
  bool verify = true;  ///< false: the user wants no check of the server's certificate
};

/// Reads the values of tlsOptions(), and checks that TLS can use the files. Throws BadSettings. Call it in configure().
HERALD_API TlsSettings readTls(const Settings& settings);

/// Makes `context` trust the authorities of the system, as OpenSSL's SSL_CTX_set_default_verify_paths does. But it
/// reads only those that a server needs, if the system keeps each one under the hash of its name (openssl-rehash(1)):
/// all of them take 0.8 MB, and much of the time that the first connection of a small computer takes. Returns false if
/// OpenSSL cannot do it. Any thread may call it.
HERALD_API bool trustSystemAuthorities(ssl_ctx_st* context);

}  // namespace herald::inline v1
