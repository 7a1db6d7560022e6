// SPDX-License-Identifier: Apache-2.0
#include "http/tls_loading.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/x509err.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "herald/file_descriptor.h"
#include "herald/regular_file.h"

namespace herald::inline v1 {
namespace {

constexpr off_t kMostBytes = off_t{16} << 20;  // a list of all public authorities takes 200 KiB

[[noreturn]] void reject(const std::string& option, const std::string& path, const std::string& why) {
  throw BadSettings({{option, "names `" + path + "`, which " + why}});
}

/// Rejects a file that OpenSSL cannot read, would read for long, or would wait for.
void checkFile(const std::string& option, const std::string& path) {
  const auto what = insteadOfFile(path);
  if (!what.empty()) reject(option, path, "is " + what + ": name a PEM file");
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0 && errno == ENOENT) reject(option, path, "does not exist: create it, or correct the path");
  if (file.get() < 0) {
    reject(option, path,
           "cannot be read (" + std::generic_category().message(errno) + "): give it to the daemon's user (chown)");
  }
  struct stat facts {};
  if (::fstat(file.get(), &facts) == 0 && facts.st_size > kMostBytes) {
    reject(option, path, "is larger than 16 MiB: name a PEM file");
  }
}

/// Notes that OpenSSL asked for a passphrase, and gives none. Otherwise OpenSSL asks on the terminal.
int noPassphrase(char*, int, int, void* wasAsked) {
  *static_cast<bool*>(wasAsked) = true;
  return -1;
}

/// Rejects a file that OpenSSL cannot use, for the last error in this thread.
[[noreturn]] void rejectContent(const std::string& option, const std::string& path, const std::string& what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  reject(option, path,
         "has no usable " + what + " in PEM format (" + (reason != nullptr ? reason : "unknown error") +
             "): convert it, or name another file");
}

bool isKeyOfAnotherCertificate() {
  const auto error = ERR_peek_last_error();
  const auto reason = ERR_GET_REASON(error);
  return ERR_GET_LIB(error) == ERR_LIB_X509 &&
         (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH);
}

void loadKey(SSL_CTX* identity, const std::string& key) {
  bool wasAsked = false;
  SSL_CTX_set_default_passwd_cb(identity, noPassphrase);
  SSL_CTX_set_default_passwd_cb_userdata(identity, &wasAsked);
  const bool isRead = SSL_CTX_use_PrivateKey_file(identity, key.c_str(), SSL_FILETYPE_PEM) == 1;
  const bool isOther = isRead ? SSL_CTX_check_private_key(identity) != 1 : isKeyOfAnotherCertificate();
  SSL_CTX_set_default_passwd_cb_userdata(identity, nullptr);
  if (wasAsked) reject("tls.key", key, "has a key with a passphrase: Herald cannot ask for it, so remove it");
  if (isOther) reject("tls.key", key, "has the key of another certificate: name the key of tls.certificate");
  if (!isRead) rejectContent("tls.key", key, "private key");
}

}  // namespace

Authorities loadAuthorities(const std::string& ca) {
  if (ca.empty()) return nullptr;
  checkFile("tls.ca", ca);
  Authorities store(X509_STORE_new());
  if (X509_STORE_load_file(store.get(), ca.c_str()) != 1) rejectContent("tls.ca", ca, "certificates");
  ERR_clear_error();
  return store;
}

TlsIdentity loadIdentity(const TlsFiles& files) {
  const auto& [ca, certificate, key] = files;
  if (!key.empty()) checkFile("tls.key", key);
  if (certificate.empty() && !key.empty()) {
    throw BadSettings({Problem{"tls.certificate", "is missing, but tls.key is set: name the certificate of that key"}});
  }
  if (certificate.empty()) return nullptr;
  checkFile("tls.certificate", certificate);
  TlsIdentity identity(SSL_CTX_new(TLS_method()));
  if (SSL_CTX_use_certificate_chain_file(identity.get(), certificate.c_str()) != 1) {
    rejectContent("tls.certificate", certificate, "certificate");
  }
  loadKey(identity.get(), key.empty() ? certificate : key);
  ERR_clear_error();
  return identity;
}

std::vector<Problem> problemsOf(const TlsFiles& files) {
  std::vector<Problem> problems;
  const auto collect = [&](const auto& load) {
    try {
      load();
    } catch (const BadSettings& bad) {
      problems.insert(problems.end(), bad.problems().begin(), bad.problems().end());
    }
  };
  collect([&] { loadAuthorities(files.ca); });
  collect([&] { loadIdentity(files); });
  return problems;
}

}  // namespace herald::inline v1
