// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/certificates.h"

#include <Poco/Net/IPAddress.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "herald/tls.h"

namespace herald::core::ctl {

namespace fs = std::filesystem;

namespace {

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freed<SSL_free>>;
using Input = std::unique_ptr<BIO, Freed<BIO_free>>;

Moment endOf(const X509& certificate) {
  std::tm time{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &time) != 1) return Moment::max();
  const auto day = std::chrono::sys_days(std::chrono::year(time.tm_year + 1900) / (time.tm_mon + 1) / time.tm_mday);
  const auto end =
      day + std::chrono::hours(time.tm_hour) + std::chrono::minutes(time.tm_min) + std::chrono::seconds(time.tm_sec);
  // Some certificates never end: they say 9999.
  const auto lower = std::chrono::ceil<std::chrono::seconds>(Moment::min());
  return std::clamp(end, lower, std::chrono::floor<std::chrono::seconds>(Moment::max()));
}

/// A socket that waits no longer than until the deadline for each part of the handshake.
void limit(const FileDescriptor& socket, std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::seconds>(deadline - std::chrono::steady_clock::now());
  const timeval wait{.tv_sec = std::max<long>(1, left.count()), .tv_usec = 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
}

/// A server that closes early would end the process with SIGPIPE, since OpenSSL just writes.
void blockBrokenPipes() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void requireName(SSL* session, const std::string& host) {
  Poco::Net::IPAddress address;
  if (Poco::Net::IPAddress::tryParse(host, address)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str());
  } else {
    SSL_set1_host(session, host.c_str());
    SSL_set_tlsext_host_name(session, host.c_str());
  }
}

Context contextFor(const std::string& ca) {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (!context) throw std::runtime_error("OpenSSL does not work on this machine");
  const bool isLoaded = ca.empty() ? trustSystemAuthorities(context.get())
                                   : SSL_CTX_load_verify_locations(context.get(), ca.c_str(), nullptr) == 1;
  if (!isLoaded) throw std::runtime_error("the certificate authorities cannot be read");
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);  // the result says what a client would refuse
  return context;
}

}  // namespace

std::optional<Moment> endOfCertificates(const fs::path& file) {
  const Input input(BIO_new_file(file.c_str(), "r"));
  std::optional<Moment> first;
  while (input) {
    const Certificate certificate(PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    first = std::min(first.value_or(Moment::max()), endOf(*certificate));
  }
  ERR_clear_error();
  return first;
}

ServerCertificate certificateOf(const FileDescriptor& socket, const std::string& host, const std::string& ca,
                                std::chrono::steady_clock::time_point deadline) {
  blockBrokenPipes();
  const Context context = contextFor(ca);
  const Session session(SSL_new(context.get()));
  requireName(session.get(), host);
  limit(socket, deadline);
  SSL_set_fd(session.get(), socket.get());
  ERR_clear_error();
  const bool isConnected = SSL_connect(session.get()) == 1;
  const Certificate certificate(SSL_get1_peer_certificate(session.get()));
  ERR_clear_error();
  if (!certificate) {
    throw std::runtime_error(isConnected ? "it shows no certificate" : "it does not speak TLS, or not in time");
  }
  const long result = SSL_get_verify_result(session.get());
  return {endOf(*certificate), result == X509_V_OK ? "" : X509_verify_cert_error_string(result)};
}

std::string missingAuthorities() {
  const auto place = [](const char* variable, const char* fallback) {
    const char* given = std::getenv(variable);
    return std::string(given != nullptr ? given : fallback);
  };
  const auto file = place(X509_get_default_cert_file_env(), X509_get_default_cert_file());
  const auto folders = place(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
  std::error_code error;
  const bool hasFile = fs::is_regular_file(file, error) && fs::file_size(file, error) > 0;
  std::istringstream list(folders);
  for (std::string folder; std::getline(list, folder, ':');) {
    if (fs::is_directory(folder, error) && !fs::is_empty(folder, error)) return "";
  }
  return hasFile ? "" : file + " and " + folders;
}

}  // namespace herald::core::ctl
