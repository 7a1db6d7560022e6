// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "herald/testing/temporary_folder.h"

namespace herald::email {

/// A self-signed certificate for one test: `file()` is a tls.ca that trusts it.
class TestCertificate {
 public:
  /// `names` is its subject alternative name: "IP:127.0.0.1".
  explicit TestCertificate(const std::string& names)
      : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(X509_new(), X509_free) {
    X509_set_version(certificate_.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate_.get()), -86400L);
    X509_gmtime_adj(X509_getm_notAfter(certificate_.get()), 86400L);
    X509_set_pubkey(certificate_.get(), key_.get());
    const auto* name = reinterpret_cast<const unsigned char*>("test");
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate_.get()), "CN", MBSTRING_UTF8, name, -1, -1, 0);
    X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
    X509_add_ext(certificate_.get(), extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(certificate_.get(), key_.get(), EVP_sha256());
    file_ = folder_.write("certificate.pem", "").string();
    std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new_file(file_.c_str(), "w"), BIO_free);
    PEM_write_bio_X509(out.get(), certificate_.get());
  }

  const std::string& file() const { return file_; }

  /// A server's end of TLS, for one server. The caller frees it.
  SSL_CTX* serverContext() const {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context, certificate_.get());
    SSL_CTX_use_PrivateKey(context, key_.get());
    return context;
  }

 private:
  testing::TemporaryFolder folder_{};
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  std::unique_ptr<X509, decltype(&X509_free)> certificate_;
  std::string file_{};
};

}  // namespace herald::email
