// SPDX-License-Identifier: Apache-2.0
#include "server_socket.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "herald/outcome.h"
#include "herald/tls_files.h"

namespace herald::http_source {
namespace {

using Poco::Net::Context;
using Poco::Net::ServerSocket;

constexpr int kBacklog = 128;

int noPassphrase(char*, int, int, void*) { return 0; }

[[noreturn]] void hold(const std::string& what) { throw Failure(Outcome::Verdict::Hold, what); }

/// Herald checked the files before the start. They may have changed since.
Context::Ptr makeContext(const std::string& certificate, const std::string& key) {
  for (const auto& [option, why] : problemsOf({.certificate = certificate, .key = key})) hold(option + " " + why);
  Context::Params params;
  params.verificationMode = Context::VERIFY_NONE;  // the clients show no certificate
  Context::Ptr context = new Context(Context::TLS_SERVER_USE, params);
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  SSL_CTX* ssl = context->sslContext();
  SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);  // a connection that waits has no use for them
  SSL_CTX_set_default_passwd_cb(ssl, noPassphrase);
  const auto& keyFile = key.empty() ? certificate : key;
  if (SSL_CTX_use_certificate_chain_file(ssl, certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(ssl, keyFile.c_str(), SSL_FILETYPE_PEM) != 1) {
    ERR_clear_error();
    hold("the files of tls.certificate and tls.key have just changed: Herald reads them again");
  }
  return context;
}

}  // namespace

ServerSocket listenAt(const Poco::Net::SocketAddress& address, const std::string& certificate, const std::string& key) {
  ServerSocket socket;
  if (!certificate.empty()) {
    const Poco::Net::SecureServerSocket secure(makeContext(certificate, key));
    socket = static_cast<const Poco::Net::Socket&>(secure);
  }
  try {
    socket.bind(address, true, false);  // by default, Poco shares the port with other programs
    ::fcntl(socket.impl()->sockfd(), F_SETFD, FD_CLOEXEC);
    socket.listen(kBacklog);
  } catch (const Poco::Exception& trouble) {
    throw Failure(Outcome::Verdict::Retry, "cannot listen at " + address.toString() + ": " + trouble.displayText() +
                                               "; stop the program that uses this port, or change `listen`");
  }
  return socket;
}

}  // namespace herald::http_source
