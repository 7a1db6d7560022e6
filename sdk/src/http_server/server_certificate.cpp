// SPDX-License-Identifier: Apache-2.0
#include "herald/server_certificate.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <exception>
#include <utility>

#include "herald/outcome.h"

namespace herald::inline v1 {

namespace {

using Poco::Net::Context;

int noPassphrase(char*, int, int, void*) { return 0; }

[[noreturn]] void hold(const std::string& what) { throw Failure(Outcome::Verdict::Hold, what); }

/// Changes if the file is replaced or written.
std::string stampOf(const std::string& file) {
  struct stat info {};
  if (file.empty() || ::stat(file.c_str(), &info) != 0) return {};
  return std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino) + ":" + std::to_string(info.st_size) + ":" +
         std::to_string(info.st_mtim.tv_sec) + "." + std::to_string(info.st_mtim.tv_nsec);
}

}  // namespace

/// The context of the listening socket, and that of the newest certificate.
class ServerCertificate::Contexts {
 public:
  Contexts(TlsFiles files, std::string prefix, Report report)
      : files_(std::move(files)),
        prefix_(std::move(prefix)),
        report_(std::move(report)),
        stamp_(stamp()),
        listening_(make()),
        newest_(listening_) {
    SSL_CTX_set_tlsext_servername_callback(listening_->sslContext(), &Contexts::chooseFor);
    SSL_CTX_set_tlsext_servername_arg(listening_->sslContext(), this);
  }
  ~Contexts() { SSL_CTX_set_tlsext_servername_callback(listening_->sslContext(), nullptr); }
  Contexts(const Contexts&) = delete;
  Contexts& operator=(const Contexts&) = delete;

  const Context::Ptr& listening() const { return listening_; }

 private:
  std::string stamp() const { return stampOf(files_.certificate) + " " + stampOf(files_.key); }

  /// The files may have changed since they were checked.
  Context::Ptr make() const {
    for (const auto& [option, why] : problemsOf(files_)) hold(prefix_ + option + " " + why);
    Context::Params params;
    params.verificationMode = Context::VERIFY_NONE;  // the clients show no certificate
    Context::Ptr context = new Context(Context::TLS_SERVER_USE, params);
    context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
    SSL_CTX* ssl = context->sslContext();
    SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);  // a connection that waits has no use for them
    SSL_CTX_set_default_passwd_cb(ssl, noPassphrase);
    const auto& key = files_.key.empty() ? files_.certificate : files_.key;
    if (SSL_CTX_use_certificate_chain_file(ssl, files_.certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(ssl, key.c_str(), SSL_FILETYPE_PEM) != 1) {
      ERR_clear_error();
      hold("the files of " + prefix_ + "tls.certificate and " + prefix_ + "tls.key changed while they were read");
    }
    return context;
  }

  /// OpenSSL calls it at the beginning of each connection, also if the client names no server.
  static int chooseFor(SSL* connection, int*, void* self) {
    auto& contexts = *static_cast<Contexts*>(self);
    contexts.renew();
    if (contexts.newest_ != contexts.listening_) SSL_set_SSL_CTX(connection, contexts.newest_->sslContext());
    return SSL_TLSEXT_ERR_OK;
  }

  void renew() {
    auto now = stamp();
    if (now == stamp_) return;
    stamp_ = std::move(now);
    try {
      newest_ = make();
      report_(Level::Notice, "has a new certificate");
    } catch (const std::exception& error) {
      report_(Level::Error, "goes on with the old certificate: " + std::string(error.what()));
    }
  }

  const TlsFiles files_;
  const std::string prefix_;
  const Report report_;
  std::string stamp_;  // of the files that were read last
  const Context::Ptr listening_;
  Context::Ptr newest_;
};

ServerCertificate::ServerCertificate(TlsFiles files, std::string prefix, Report report)
    : contexts_(std::make_unique<Contexts>(std::move(files), std::move(prefix), std::move(report))) {}

ServerCertificate::~ServerCertificate() = default;

Poco::Net::ServerSocket ServerCertificate::socket() const {
  const Poco::Net::SecureServerSocket secure(contexts_->listening());
  Poco::Net::ServerSocket socket;
  socket = static_cast<const Poco::Net::Socket&>(secure);
  return socket;
}

}  // namespace herald::inline v1
