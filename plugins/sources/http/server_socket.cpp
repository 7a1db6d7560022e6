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
#include "herald/regular_file.h"

namespace herald::http_source {
namespace {

using Poco::Net::Context;
using Poco::Net::ServerSocket;

constexpr int kBacklog = 128;

int noPassphrase(char*, int, int, void*) { return 0; }

std::string lastError() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown error";
}

Context::Ptr makeContext(const std::string& certificate, const std::string& key) {
  Context::Params params;
  params.verificationMode = Context::VERIFY_NONE;  // the clients show no certificate
  Context::Ptr context = new Context(Context::TLS_SERVER_USE, params);
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  SSL_CTX* ssl = context->sslContext();
  SSL_CTX_set_default_passwd_cb(ssl, noPassphrase);
  const auto fail = [](const std::string& what) { throw Failure(Outcome::Verdict::Hold, what + ": " + lastError()); };
  for (const auto& path : {certificate, key}) {
    const auto what = insteadOfFile(path);
    if (!what.empty()) throw Failure(Outcome::Verdict::Hold, "`" + path + "` is " + what + ": name a PEM file");
  }
  if (SSL_CTX_use_certificate_chain_file(ssl, certificate.c_str()) != 1) {
    fail("tls.certificate: cannot read `" + certificate + "` as a PEM file with a certificate");
  }
  if (SSL_CTX_use_PrivateKey_file(ssl, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    fail("tls.key: `" + key + "` has no key without a passphrase that fits the certificate");
  }
  return context;
}

}  // namespace

ServerSocket listenAt(const Poco::Net::SocketAddress& address, const std::string& certificate, const std::string& key) {
  ServerSocket socket;
  if (!certificate.empty()) {
    const Poco::Net::SecureServerSocket secure(makeContext(certificate, key.empty() ? certificate : key));
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
