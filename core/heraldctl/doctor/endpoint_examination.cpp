// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/endpoint_examination.h"

#include <netdb.h>
#include <sys/socket.h>

#include <stdexcept>

#include "herald/outcome.h"
#include "herald/tcp_connector.h"
#include "heraldctl/doctor/certificate_examination.h"

namespace herald::core::ctl {

namespace {

using Grade = Finding::Severity;

std::string adviceForName(const std::string& host) {
  if (host.ends_with(".local")) {
    return "a name with .local needs `sudo apt install libnss-mdns`, and both machines in one network; an IP address "
           "always works";
  }
  return "correct the name, or see whether this machine's DNS works: `getent hosts debian.org`";
}

std::string adviceForCertificate(const std::string& owner, bool hasAuthorities) {
  return "see the clock of this machine and the name in the address; if you trust the server, set tls.ca of the " +
         owner + (hasAuthorities ? " to the certificate of who has signed it" : " to its certificate");
}

}  // namespace

std::vector<Finding> EndpointExamination::aboutName() const {
  addrinfo wish{};
  wish.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(endpoint_.host.c_str(), nullptr, &wish, &found);
  if (error == 0) {
    ::freeaddrinfo(found);
    return {};
  }
  return {{Grade::Error,
           "the name of the " + endpoint_.owner + " does not lead to an address (" + ::gai_strerror(error) + ")",
           adviceForName(endpoint_.host)}};
}

std::vector<Finding> EndpointExamination::aboutServer() const {
  const auto end = Clock::now() + limit_;
  FileDescriptor socket;
  try {
    socket = TcpConnector().connect(endpoint_.host, endpoint_.port, {}, end);
  } catch (const Failure&) {
    return {{Grade::Error, "nothing answers the " + endpoint_.owner,
             "see whether the server runs, the port is right, and no firewall is between"}};
  }
  if (!endpoint_.tls) return {};
  try {
    const auto certificate = certificateOf(socket, endpoint_.host, endpoint_.ca, end);
    const auto whose = "the certificate for the " + endpoint_.owner;
    auto findings =
        findingsAboutEnd(whose, certificate.end, std::chrono::system_clock::now(), "the owner of the server renews it");
    if (findings.empty() && !certificate.refusal.empty()) {
      findings.push_back({Grade::Error, whose + " is not accepted: " + certificate.refusal,
                          adviceForCertificate(endpoint_.owner, !endpoint_.ca.empty())});
    }
    return findings;
  } catch (const std::runtime_error& error) {
    return {{Grade::Error, "the server of the " + endpoint_.owner + " fails at TLS: " + error.what(),
             "see whether the port is right, and whether the address should begin with http:// or mqtt://"}};
  }
}

std::vector<Finding> EndpointExamination::look() const {
  auto findings = aboutName();
  return findings.empty() ? aboutServer() : findings;
}

}  // namespace herald::core::ctl
