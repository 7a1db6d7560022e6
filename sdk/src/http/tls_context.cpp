// SPDX-License-Identifier: Apache-2.0
#include "http/tls_context.h"

#include <Poco/Net/IPAddress.h>
#include <Poco/Net/SSLException.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <new>
#include <utility>

#include "herald/tls.h"

namespace herald::inline v1 {
namespace {

std::string certificateAdvice(const std::string& host, long error) {
  switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the certificate of " + host + " is for another host: use the host name of the certificate";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "the certificate of " + host + " has expired: renew it, and check this machine's clock";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "the certificate of " + host + " is not valid yet: check this machine's clock";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "the certificate of " + host + " has an unknown issuer: if you trust it, set tls.ca to its certificate";
    default:
      return "the certificate of " + host + " is not acceptable (" + X509_verify_cert_error_string(error) +
             "): replace it";
  }
}

bool isIp(const std::string& host) {
  Poco::Net::IPAddress address;
  return Poco::Net::IPAddress::tryParse(host, address);
}

/// OpenSSL calls it if the server asks for a client certificate and the session has none.
int noteRequest(SSL* session, X509**, EVP_PKEY**) {
  SSL_set_app_data(session, session);
  return 0;
}

void requireHost(SSL* session, const std::string& host) {
  X509_VERIFY_PARAM* param = SSL_get0_param(session);
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  const bool set = isIp(host) ? X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str()) == 1
                              : X509_VERIFY_PARAM_set1_host(param, host.c_str(), host.size()) == 1;
  if (!set) throw Poco::Net::SSLException("the host name cannot be verified");
}

}  // namespace

TlsContext::TlsContext(const Settings& settings)
    : verify_(settings.flag("tls.verify")),
      authorities_(loadAuthorities(settings.text("tls.ca"))),
      identity_(loadIdentity({.certificate = settings.text("tls.certificate"), .key = settings.text("tls.key")})) {}

TlsContext::Context TlsContext::makeContext() {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (!context) throw std::bad_alloc();
  SSL_CTX* ssl = context.get();
  SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(ssl, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL");
  SSL_CTX_set_verify(ssl, verify_ ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (authorities_) SSL_CTX_set1_cert_store(ssl, authorities_.get());
  if (!authorities_) trustSystemAuthorities(ssl);
  SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  // A length or a last chunk says whether an answer is complete. Without either, many servers just close the
  // connection.
  SSL_CTX_set_options(ssl, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_client_cert_cb(ssl, noteRequest);
  if (identity_) {
    STACK_OF(X509)* chain = nullptr;
    SSL_CTX_get0_chain_certs(identity_.get(), &chain);
    SSL_CTX_use_cert_and_key(ssl, SSL_CTX_get0_certificate(identity_.get()), SSL_CTX_get0_privatekey(identity_.get()),
                             chain, 1);
  }
  return context;
}

TlsSession TlsContext::begin(const std::string& host) {
  const MutexLock lock(mutex_);
  if (!context_) context_ = makeContext();
  TlsSession session(SSL_new(context_.get()));
  if (!session) throw std::bad_alloc();
  if (verify_) requireHost(session.get(), host);
  if (!isIp(host)) SSL_set_tlsext_host_name(session.get(), host.c_str());  // RFC 6066 §3
  if (const auto& ticket = tickets_[host]) SSL_set_session(session.get(), ticket.get());
  return session;
}

void TlsContext::checkCertificate(SSL* session, const std::string& host) const {
  const long error = SSL_get_verify_result(session);
  if (verify_ && error != X509_V_OK) throw Failure(Outcome::Verdict::Hold, certificateAdvice(host, error));
}

bool TlsContext::lacksCertificate(const SSL* session) {
  return session != nullptr && SSL_get_app_data(session) != nullptr;
}

void TlsContext::remember(SSL* session, const std::string& host) {
  TlsTicket ticket(SSL_get1_session(session));
  const MutexLock lock(mutex_);
  tickets_[host] = std::move(ticket);
}

}  // namespace herald::inline v1
