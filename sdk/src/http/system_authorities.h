// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/export.h"

namespace herald::inline v1 {

/// Where OpenSSL looks for the authorities of the system (SSL_CTX_set_default_verify_paths(3)). A value.
struct AuthorityPlaces {
  std::string file{};         ///< all of them, in PEM format
  std::string folders{};      ///< each in a file with the hash of its name, separated by `:`
  bool isFileChosen = false;  ///< the file may have other authorities than the folders: SSL_CERT_FILE names it
};

/// Of this process.
HERALD_API AuthorityPlaces authorityPlaces();

/// Whether this process can read each certificate of the file in the folders, too. Then OpenSSL needs no file. Somebody
/// may have added one to the file alone, or have put another file in its place.
HERALD_API bool isFileNeedless(const AuthorityPlaces& places);

}  // namespace herald::inline v1
