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

/// Whether the folders have all that the file has, so that nobody needs to read the file. It compares how many there
/// are: in the file, a person may have added one.
HERALD_API bool isFileNeedless(const AuthorityPlaces& places);

}  // namespace herald::inline v1
