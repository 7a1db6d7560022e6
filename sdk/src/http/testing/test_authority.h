// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/Context.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// A certificate authority for one test. Its destructor deletes its files.
class TestAuthority {
 public:
  /// A certificate and its key in one PEM file.
  struct Leaf {
    std::string names{"DNS:localhost,IP:127.0.0.1"};  ///< its subject alternative names; none if empty
    std::string commonName{"leaf"};
    int validFromDays = -1;
    int validToDays = 1;
    bool selfSigned = false;
    std::string purpose{};     ///< what it may be used for, "clientAuth"; anything if empty
    std::string passphrase{};  ///< encrypts the key
  };

  TestAuthority() {
    X509_set_version(certificate_.get(), X509_VERSION_3);
    fill(certificate_.get(), key_.get(), {.names = "", .commonName = "Test Authority"});
    addExtension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    sign(certificate_.get(), "Test Authority", key_.get());
    file_ = path("ca.pem");
    write(file_, certificate_.get(), nullptr, "");
  }

  /// The PEM file with the certificate of the authority.
  const std::string& file() const { return file_; }

  /// The name by which OpenSSL finds it in a folder: "4a6481c9.0".
  std::string hashName() const {
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "%08lx.0", X509_subject_name_hash(certificate_.get()));
    return name.data();
  }

  /// Makes a certificate and its key. Returns their PEM file.
  std::string issue(const Leaf& leaf) {
    const Key key = newKey();
    const Certificate certificate = newCertificate();
    fill(certificate.get(), key.get(), leaf);
    if (!leaf.names.empty()) addExtension(certificate.get(), NID_subject_alt_name, leaf.names);
    if (!leaf.purpose.empty()) addExtension(certificate.get(), NID_ext_key_usage, leaf.purpose);
    sign(certificate.get(), leaf.selfSigned ? leaf.commonName : "Test Authority",
         leaf.selfSigned ? key.get() : key_.get());
    const std::string file = path("leaf" + std::to_string(++issued_) + ".pem");
    write(file, certificate.get(), key.get(), leaf.passphrase);
    return file;
  }

  /// The context of a server with such a certificate. If `mutual`, it asks for a certificate of the client.
  Poco::Net::Context::Ptr serverContext(const Leaf& leaf, bool mutual = false) {
    const std::string file = issue(leaf);
    return new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, file, file, file_,
                                  mutual ? Poco::Net::Context::VERIFY_STRICT : Poco::Net::Context::VERIFY_NONE);
  }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

  static Key newKey() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }
  static Certificate newCertificate() { return {X509_new(), X509_free}; }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  static X509_NAME* named(X509_NAME* name, const std::string& text) {
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1,
                               0);
    return name;
  }

  void fill(X509* certificate, EVP_PKEY* key, const Leaf& leaf) {
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial_);
    X509_gmtime_adj(X509_getm_notBefore(certificate), leaf.validFromDays * 86400L);
    X509_gmtime_adj(X509_getm_notAfter(certificate), leaf.validToDays * 86400L);
    X509_set_pubkey(certificate, key);
    named(X509_get_subject_name(certificate), leaf.commonName);
  }

  static void addExtension(X509* certificate, int kind, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  static void sign(X509* certificate, const std::string& issuer, EVP_PKEY* key) {
    named(X509_get_issuer_name(certificate), issuer);
    if (X509_sign(certificate, key, EVP_sha256()) == 0) throw std::runtime_error("cannot sign a test certificate");
  }

  static void write(const std::string& file, X509* certificate, EVP_PKEY* key, const std::string& passphrase) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_file(file.c_str(), "w"), BIO_free);
    PEM_write_bio_X509(bio.get(), certificate);
    if (key == nullptr) return;
    PEM_write_bio_PrivateKey(bio.get(), key, passphrase.empty() ? nullptr : EVP_aes_256_cbc(),
                             reinterpret_cast<const unsigned char*>(passphrase.data()),
                             static_cast<int>(passphrase.size()), nullptr, nullptr);
  }

  TemporaryFolder folder_;
  Key key_ = newKey();
  Certificate certificate_ = newCertificate();
  std::string file_;
  long serial_ = 0;
  int issued_ = 0;
};

}  // namespace herald::testing
