// SPDX-License-Identifier: Apache-2.0
#include "tls_context.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <stdexcept>

#include "herald/outcome.h"

namespace herald::mqtt {
namespace {

/// What OpenSSL says of its first error in this thread; it forgets all of them.
std::string firstError() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
  return text != nullptr ? text : "unknown error";
}

bool usesFiles(SSL_CTX* context, const TlsFiles& files) {
  const bool hasAuthorities =
      files.ca.empty() ? trustSystemAuthorities(context) : SSL_CTX_load_verify_file(context, files.ca.c_str()) == 1;
  if (!hasAuthorities || files.certificate.empty()) return hasAuthorities;
  return SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) == 1 &&
         SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1;
}

/// The name is a part of the verification: every connection of the context inherits it. Returns false for an address.
bool expectHost(SSL_CTX* context, const std::string& host) {
  X509_VERIFY_PARAM* expected = SSL_CTX_get0_param(context);
  if (X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1) return false;
  ERR_clear_error();
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(expected, host.c_str(), host.size());
  return true;
}

}  // namespace

TlsContext::TlsContext(const TlsSettings& settings, const std::string& host)
    : context_(SSL_CTX_new(TLS_client_method())) {
  if (!context_) throw std::runtime_error("cannot prepare TLS: " + firstError());
  SSL_CTX_set_min_proto_version(get(), TLS1_2_VERSION);
  if (!usesFiles(get(), settings.files))
    throw Failure(Outcome::Verdict::Hold,
                  "cannot read the files of TLS (" + firstError() + "): check tls.ca and tls.certificate");
  if (expectHost(get(), host)) name_ = host;
  SSL_CTX_set_app_data(get(), this);
  SSL_CTX_set_info_callback(get(), announceName);
  SSL_CTX_set_client_cert_cb(get(), noteRequest);
  SSL_CTX_set_verify(get(), settings.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, settings.verify ? verify : nullptr);
}

// libmosquitto keeps a reference to the context, but not to this object.
TlsContext::~TlsContext() {
  if (context_) SSL_CTX_set_app_data(get(), nullptr);
}

/// libmosquitto names the host by which it connects, which is an address.
void TlsContext::announceName(const SSL* session, int where, int) {
  if ((where & SSL_CB_HANDSHAKE_START) == 0) return;
  auto* self = static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(session)));
  if (self == nullptr) return;
  SSL_set_tlsext_host_name(const_cast<SSL*>(session), self->name_.empty() ? nullptr : self->name_.data());
}

/// OpenSSL calls it if there is no client certificate.
int TlsContext::noteRequest(SSL* session, X509**, EVP_PKEY**) {
  auto* self = static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(session)));
  if (self != nullptr) self->lacksCertificate_ = true;
  return 0;
}

int TlsContext::verify(int isGood, X509_STORE_CTX* chain) {
  const auto* session =
      static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* self = static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(session)));
  if (isGood != 1 && self != nullptr) self->error_ = X509_STORE_CTX_get_error(chain);
  return isGood;
}

std::string TlsContext::certificateProblem() const {
  return error_ == X509_V_OK ? "" : X509_verify_cert_error_string(error_);
}

}  // namespace herald::mqtt
