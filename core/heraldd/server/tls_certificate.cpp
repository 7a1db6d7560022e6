// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/tls_certificate.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <stdexcept>
#include <utility>

namespace herald::core {

namespace {

using Poco::Net::Context;

int noPassphrase(char*, int, int, void*) { return 0; }

Context::Ptr makeContext(const TlsFiles& files) {
  for (const auto& [option, why] : problemsOf(files)) throw std::runtime_error("admin." + option + " " + why);
  Context::Params params;
  params.verificationMode = Context::VERIFY_NONE;  // browsers show no certificate
  Context::Ptr context = new Context(Context::TLS_SERVER_USE, params);
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  SSL_CTX* ssl = context->sslContext();
  SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);  // a connection that waits has no use for them
  SSL_CTX_set_default_passwd_cb(ssl, noPassphrase);
  const auto& key = files.key.empty() ? files.certificate : files.key;
  if (SSL_CTX_use_certificate_chain_file(ssl, files.certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(ssl, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    ERR_clear_error();
    throw std::runtime_error("the files of admin.tls.certificate and admin.tls.key have just changed");
  }
  return context;
}

/// Changes if the file is replaced or written.
std::string stampOf(const std::string& file) {
  struct stat info {};
  if (file.empty() || ::stat(file.c_str(), &info) != 0) return {};
  return std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino) + ":" + std::to_string(info.st_size) + ":" +
         std::to_string(info.st_mtim.tv_sec) + "." + std::to_string(info.st_mtim.tv_nsec);
}

}  // namespace

TlsCertificate::TlsCertificate(TlsFiles files, Poco::Logger& logger)
    : files_(std::move(files)), logger_(logger), stamp_(stamp()), context_(makeContext(files_)), current_(context_) {
  SSL_CTX_set_tlsext_servername_callback(context_->sslContext(), &TlsCertificate::chooseFor);
  SSL_CTX_set_tlsext_servername_arg(context_->sslContext(), this);
}

TlsCertificate::~TlsCertificate() { SSL_CTX_set_tlsext_servername_callback(context_->sslContext(), nullptr); }

std::string TlsCertificate::stamp() const { return stampOf(files_.certificate) + " " + stampOf(files_.key); }

/// OpenSSL calls it at the beginning of each connection, also if the client names no server.
int TlsCertificate::chooseFor(SSL* connection, int*, void* self) {
  auto& certificate = *static_cast<TlsCertificate*>(self);
  certificate.renew();
  if (certificate.current_ != certificate.context_) {
    SSL_set_SSL_CTX(connection, certificate.current_->sslContext());
  }
  return SSL_TLSEXT_ERR_OK;
}

void TlsCertificate::renew() {
  auto now = stamp();
  if (now == stamp_) return;
  stamp_ = std::move(now);
  try {
    current_ = makeContext(files_);
    logger_.information("the admin port has a new certificate");
  } catch (const std::exception& error) {
    logger_.error("the admin port goes on with the old certificate: " + std::string(error.what()));
  }
}

}  // namespace herald::core
