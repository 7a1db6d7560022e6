// SPDX-License-Identifier: Apache-2.0
#include "http/system_authorities.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "herald/tls.h"

namespace herald::inline v1 {
namespace {

namespace fs = std::filesystem;

std::string environmentOr(const char* name, const char* fallback) {
  const char* value = ::secure_getenv(name);
  return value != nullptr ? value : fallback;
}

std::size_t countInFile(const std::string& path) {
  std::ifstream file(path);
  std::size_t count = 0;
  for (std::string line; std::getline(file, line);) count += line.starts_with("-----BEGIN ") ? 1 : 0;
  return count;
}

/// "4a6481c9.0"
bool isHash(const std::string& name) {
  return name.size() > 9 && name[8] == '.' && name.find_first_not_of("0123456789abcdef") == 8 &&
         name.find_first_not_of("0123456789", 9) == std::string::npos;
}

std::size_t countInFolder(const std::string& folder) {
  std::error_code error;
  std::size_t count = 0;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error)) {
    count += isHash(at->path().filename().string()) ? 1 : 0;
  }
  return count;
}

}  // namespace

AuthorityPlaces authorityPlaces() {
  return {.file = X509_get_default_cert_file(),
          .folders = environmentOr(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()),
          .isFileChosen = ::secure_getenv(X509_get_default_cert_file_env()) != nullptr};
}

bool isFileNeedless(const AuthorityPlaces& places) {
  if (places.isFileChosen) return false;
  std::size_t count = 0;
  std::istringstream folders(places.folders);
  for (std::string folder; std::getline(folders, folder, ':');) count += countInFolder(folder);
  return count > 0 && count >= countInFile(places.file);
}

bool trustSystemAuthorities(ssl_ctx_st* context) {
  const auto places = authorityPlaces();
  return isFileNeedless(places) ? SSL_CTX_load_verify_dir(context, places.folders.c_str()) == 1
                                : SSL_CTX_set_default_verify_paths(context) == 1;
}

}  // namespace herald::inline v1
