// SPDX-License-Identifier: Apache-2.0
#include "http/tls_contexts.h"

#include <Poco/Net/IPAddress.h>
#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/VerificationErrorArgs.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <utility>

#include "herald/outcome.h"

namespace herald::inline v1 {
namespace {

using Poco::Net::Context;
using Poco::Net::SecureStreamSocket;

/// The error of the certificate (X509_V_ERR_…) in the handshake that runs in this thread. A handshake runs in one
/// thread from start to end. It cannot be stored with the SSL object, which Poco keeps private.
thread_local int certificateError = X509_V_OK;

class NotingHandler : public Poco::Net::RejectCertificateHandler {
 public:
  NotingHandler() : RejectCertificateHandler(false) {}
  void onInvalidCertificate(const void* sender, Poco::Net::VerificationErrorArgs& args) override {
    certificateError = args.errorNumber();
    RejectCertificateHandler::onInvalidCertificate(sender, args);
  }
};

std::string certificateAdvice(const std::string& host, int error) {
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

}  // namespace

TlsContexts::TlsContexts(const Settings& settings)
    : verify_(settings.flag("tls.verify")),
      store_(loadAuthorities(settings.text("tls.ca"))),
      identity_(loadIdentity({.certificate = settings.text("tls.certificate"), .key = settings.text("tls.key")})) {}

Context::Ptr TlsContexts::makeContext(const std::string& host) {
  if (!store_) {
    store_.reset(X509_STORE_new());
    X509_STORE_set_default_paths(store_.get());
  }
  Context::Params params;
  params.verificationMode = verify_ ? Context::VERIFY_STRICT : Context::VERIFY_NONE;
  params.cipherList = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL";
  Context::Ptr context = new Context(Context::TLS_CLIENT_USE, params);
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  context->setInvalidCertificateHandler(new NotingHandler);
  // From 1.12 on, Poco gives a session only when the cache is on. Nothing goes into the cache, as no client reads it.
  context->enableSessionCache(true);

  SSL_CTX* ssl = context->sslContext();
  SSL_CTX_set1_cert_store(ssl, store_.get());
  SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  // A length or a last chunk says whether an answer is complete. Without either, many servers just close the
  // connection.
  SSL_CTX_set_options(ssl, SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (verify_) {
    X509_VERIFY_PARAM* param = SSL_CTX_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    const bool set = isIp(host) ? X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str()) == 1
                                : X509_VERIFY_PARAM_set1_host(param, host.c_str(), host.size()) == 1;
    if (!set) throw Poco::Net::SSLException("the host name cannot be verified");
  }
  // For an IP address no name is sent (RFC 6066 §3), so Poco would check the peer's address, which may be a proxy's.
  if (isIp(host)) context->enableExtendedCertificateVerification(false);
  if (identity_) {
    STACK_OF(X509)* chain = nullptr;
    SSL_CTX_get0_chain_certs(identity_.get(), &chain);
    SSL_CTX_use_cert_and_key(ssl, SSL_CTX_get0_certificate(identity_.get()), SSL_CTX_get0_privatekey(identity_.get()),
                             chain, 1);
  }
  return context;
}

TlsContexts::Host& TlsContexts::entryFor(const std::string& host) {
  Host& entry = hosts_[host];
  if (entry.context.isNull()) entry.context = makeContext(host);
  return entry;
}

SecureStreamSocket TlsContexts::connect(Poco::Net::StreamSocket plain, const std::string& host,
                                        const std::function<void()>& asked) {
  Host entry;
  {
    const MutexLock lock(mutex_);
    entry = entryFor(host);
  }
  ERR_clear_error();
  certificateError = X509_V_OK;
  try {
    plain.setBlocking(false);  // so the first call only sends
    SecureStreamSocket socket = isIp(host) ? SecureStreamSocket::attach(plain, entry.context, entry.session)
                                           : SecureStreamSocket::attach(plain, host, entry.context, entry.session);
    int done = socket.completeHandshake();
    plain.setBlocking(true);
    socket.setBlocking(true);
    if (done != 1) {
      asked();
      done = socket.completeHandshake();
    }
    if (done != 1) throw Poco::Net::SSLException("the handshake was not finished");
    socket.verifyPeerCertificate();
    return socket;
  } catch (const Poco::Net::SSLException&) {
    if (certificateError == X509_V_OK) throw;
    throw Failure(Outcome::Verdict::Hold, certificateAdvice(host, certificateError));
  }
}

void TlsContexts::remember(const std::string& host, SecureStreamSocket socket) {
  Poco::Net::Session::Ptr session = socket.currentSession();
  const MutexLock lock(mutex_);
  entryFor(host).session = session;
}

}  // namespace herald::inline v1
