// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "herald/export.h"
#include "herald/settings.h"
#include "herald/tls_files.h"

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

}  // namespace herald::inline v1
