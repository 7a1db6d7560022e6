// SPDX-License-Identifier: Apache-2.0
#include "tls_client.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <string_view>

#include "herald/outcome.h"
#include "mail_socket.h"

namespace herald::email {
namespace {

using Verdict = Outcome::Verdict;

/// What OpenSSL says of its first error in this thread; it forgets all of them.
std::string tlsError() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
  return text != nullptr ? text : "the connection ended";
}

/// OpenSSL calls it if the server asks for a client certificate and there is none.
int noteRequest(SSL* session, X509**, EVP_PKEY**) {
  SSL_set_app_data(session, session);
  return 0;
}

[[noreturn]] void failHandshake(SSL& session, const std::string& host) {
  const std::string why = tlsError();
  const auto says = [&why](std::string_view text) { return why.find(text) != std::string::npos; };
  if (const long error = SSL_get_verify_result(&session); error != X509_V_OK && says("certificate verify failed"))
    throw Failure(Verdict::Hold, "the certificate of " + host + " is not valid (" +
                                     X509_verify_cert_error_string(error) +
                                     "): use the host name of the certificate in `server`, or set tls.ca");
  if (says("wrong version number") || says("packet length too long") || says("record layer failure"))
    throw Failure(Verdict::Hold, host + " does not speak TLS on this port: check port and encryption");
  if (says("protocol version") || says("unsupported protocol"))
    throw Failure(Verdict::Hold, host + " does not support TLS 1.2 or newer: update the mail server");
  if (says("alert") && !says("internal error"))
    throw Failure(Verdict::Hold,
                  host + " refused TLS (" + why + "): if it asks for a certificate, set tls.certificate");
  throw ConnectionLost("TLS with " + host + " failed (" + why + ")");
}

}  // namespace

SSL_CTX& TlsClient::context() {
  if (context_) return *context_;
  std::unique_ptr<SSL_CTX, SslDeleter> made(SSL_CTX_new(TLS_client_method()));
  if (!made) throw std::runtime_error("cannot prepare TLS: " + tlsError());
  SSL_CTX_set_min_proto_version(made.get(), TLS1_2_VERSION);
  const auto& [ca, certificate, key] = settings_.files;
  bool isReady =
      ca.empty() ? trustSystemAuthorities(made.get()) : SSL_CTX_load_verify_file(made.get(), ca.c_str()) == 1;
  if (!certificate.empty()) {
    isReady = isReady && SSL_CTX_use_certificate_chain_file(made.get(), certificate.c_str()) == 1 &&
              SSL_CTX_use_PrivateKey_file(made.get(), key.c_str(), SSL_FILETYPE_PEM) == 1;
  }
  if (!isReady)
    throw Failure(Verdict::Hold, "cannot read the files of TLS (" + tlsError() + "): check tls.ca and tls.certificate");
  SSL_CTX_set_verify(made.get(), settings_.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_client_cert_cb(made.get(), noteRequest);
  context_ = std::move(made);
  return *context_;
}

TlsSession TlsClient::start(int fd, const std::string& host) {
  TlsSession session(SSL_new(&context()));
  if (!session || SSL_set_fd(session.get(), fd) != 1) throw std::runtime_error("cannot prepare TLS: " + tlsError());
  X509_VERIFY_PARAM* verification = SSL_get0_param(session.get());
  if (X509_VERIFY_PARAM_set1_ip_asc(verification, host.c_str()) != 1) {
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(verification, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(session.get(), host.c_str());
    SSL_set_tlsext_host_name(session.get(), host.c_str());
  }
  ERR_clear_error();
  if (SSL_connect(session.get()) != 1) failHandshake(*session, host);
  return session;
}

}  // namespace herald::email
