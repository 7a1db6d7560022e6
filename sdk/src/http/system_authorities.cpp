// SPDX-License-Identifier: Apache-2.0
#include "http/system_authorities.h"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <system_error>
#include <unordered_set>

#include "herald/file_descriptor.h"
#include "herald/tls.h"

namespace herald::inline v1 {
namespace {

namespace fs = std::filesystem;

std::string environmentOr(const char* name, const char* fallback) {
  const char* value = ::secure_getenv(name);
  return value != nullptr ? value : fallback;
}

/// At most 16 MiB. Empty if this process cannot read it.
std::string contentOf(const fs::path& path) {
  constexpr std::size_t kMost = std::size_t{16} << 20;
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::string content;
  std::array<char, 16 * 1024> buffer;
  for (ssize_t count = 0; (count = ::read(file.get(), buffer.data(), buffer.size())) > 0 && content.size() < kMost;) {
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return content;
}

/// Takes the first certificate off `text`, from its first line to its last: "-----BEGIN CERTIFICATE-----\nMIID…". Empty
/// if there is none.
std::string_view takeCertificate(std::string_view& text) {
  const auto begin = text.find("-----BEGIN ");
  const auto end = begin == std::string_view::npos ? begin : text.find("-----END ", begin);
  if (end == std::string_view::npos) return {};
  const auto certificate = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return certificate;
}

/// "4a6481c9.0"
bool isHash(const std::string& name) {
  return name.size() > 9 && name[8] == '.' && name.find_first_not_of("0123456789abcdef") == 8 &&
         name.find_first_not_of("0123456789", 9) == std::string::npos;
}

/// OpenSSL finds the first certificate of a file alone: the file has the hash of that.
void collect(const std::string& folder, std::unordered_set<std::string>& certificates) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error)) {
    if (!isHash(at->path().filename().string())) continue;
    const auto content = contentOf(at->path());
    std::string_view text = content;
    certificates.emplace(takeCertificate(text));
  }
}

}  // namespace

AuthorityPlaces authorityPlaces() {
  return {.file = X509_get_default_cert_file(),
          .folders = environmentOr(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()),
          .isFileChosen = ::secure_getenv(X509_get_default_cert_file_env()) != nullptr};
}

bool isFileNeedless(const AuthorityPlaces& places) {
  if (places.isFileChosen) return false;
  std::unordered_set<std::string> certificates;
  std::istringstream folders(places.folders);
  for (std::string folder; std::getline(folders, folder, ':');) collect(folder, certificates);
  certificates.erase("");
  if (certificates.empty()) return false;
  const auto content = contentOf(places.file);
  std::string_view text = content;
  for (auto one = takeCertificate(text); !one.empty(); one = takeCertificate(text)) {
    if (!certificates.contains(std::string(one))) return false;
  }
  return true;
}

bool trustSystemAuthorities(ssl_ctx_st* context) {
  const auto places = authorityPlaces();
  return isFileNeedless(places) ? SSL_CTX_load_verify_dir(context, places.folders.c_str()) == 1
                                : SSL_CTX_set_default_verify_paths(context) == 1;
}

}  // namespace herald::inline v1
