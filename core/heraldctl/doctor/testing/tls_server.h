// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

namespace herald::core::ctl {

template <auto kFree>
struct FreedInTest {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreedInTest<EVP_PKEY_free>>;
using SignedCertificate = std::unique_ptr<X509, FreedInTest<X509_free>>;

/// A certificate for `localhost` that has signed itself, with its key.
struct OwnCertificate {
  explicit OwnCertificate(std::chrono::seconds validFor) {
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -1000000);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), static_cast<long>(validFor.count()));
    X509_set_pubkey(certificate.get(), key.get());
    auto* name = X509_get_subject_name(certificate.get());
    const auto* text = reinterpret_cast<const unsigned char*>("localhost");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    for (const auto& [kind, value] :
         {std::pair{NID_subject_alt_name, "DNS:localhost"}, std::pair{NID_basic_constraints, "critical,CA:TRUE"}}) {
      X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
      X509_add_ext(certificate.get(), extension, -1);
      X509_EXTENSION_free(extension);
    }
    X509_sign(certificate.get(), key.get(), EVP_sha256());
  }

  void write(const std::filesystem::path& file) const {
    BIO* output = BIO_new_file(file.c_str(), "w");
    PEM_write_bio_X509(output, certificate.get());
    BIO_free(output);
  }

  Key key{EVP_EC_gen("P-256")};
  SignedCertificate certificate{X509_new()};
};

/// Listens at 127.0.0.1 and shows its certificate to one client.
class TlsServer {
 public:
  explicit TlsServer(const OwnCertificate& own) : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate(context_.get(), own.certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), own.key.get());
    thread_ = std::jthread([this] { serve(); });
  }

  std::uint16_t port() const { return socket_.address().port(); }

 private:
  void serve() {
    const auto client = socket_.acceptConnection();
    const std::unique_ptr<SSL, FreedInTest<SSL_free>> session(SSL_new(context_.get()));
    SSL_set_fd(session.get(), client.impl()->sockfd());
    SSL_accept(session.get());
  }

  std::unique_ptr<SSL_CTX, FreedInTest<SSL_CTX_free>> context_;
  Poco::Net::ServerSocket socket_{Poco::Net::SocketAddress("127.0.0.1", 0)};
  std::jthread thread_{};  // last: it ends before the others go
};

}  // namespace herald::core::ctl
