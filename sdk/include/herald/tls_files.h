// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "herald/export.h"
#include "herald/settings.h"

namespace herald::inline v1 {

/// The PEM files that the options tls.ca, tls.certificate and tls.key name; empty for an option without a value. A
/// value.
struct TlsFiles {
  std::string ca{};
  std::string certificate{};
  std::string key{};                                  ///< by default, the key is in the file of the certificate
  auto operator<=>(const TlsFiles&) const = default;  // NOLINT(modernize-use-nullptr): it compares with 0
};

/// Reads the files, and returns what is wrong with them, each problem with its option ("tls.ca"): a file that is
/// missing, unreadable, no regular file or no PEM file, a key with a passphrase, and one for another certificate. Empty
/// if TLS can use them. Herald asks this for every plugin with these options before it calls configure. Opens no
/// connection. Any thread may call it.
HERALD_API std::vector<Problem> problemsOf(const TlsFiles& files);

}  // namespace herald::inline v1
