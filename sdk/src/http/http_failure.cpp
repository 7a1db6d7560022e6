// SPDX-License-Identifier: Apache-2.0
#include "http/http_failure.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>

#include <string>
#include <string_view>

namespace herald::inline v1 {
namespace {

using Verdict = Outcome::Verdict;

/// OpenSSL distinguishes its failures by their text only.
Failure tlsFailure(const std::string& why, const Origin& origin) {
  const std::string host = origin.text();
  const auto says = [&](std::string_view text) { return why.find(text) != std::string::npos; };
  if (says("wrong version number") || says("http request") || says("packet length too long") ||
      says("record layer failure")) {
    return speaksNoTls(origin);
  }
  if (says("certificate required") || says("handshake failure") || says("bad certificate") || says("unknown ca") ||
      says("certificate unknown") || says("access denied")) {
    return {Verdict::Hold,
            host + " refused the TLS handshake: if it asks for a client certificate, set tls.certificate and " +
                "tls.key (" + why + ")"};
  }
  if (says("protocol version") || says("unsupported protocol")) {
    return {Verdict::Hold, host + " does not support TLS 1.2 or newer: update the receiver"};
  }
  return {Verdict::Retry, "TLS with " + host + " failed (" + why + "): check the receiver and the network"};
}

Failure networkFailure(const Poco::Exception& error, const std::string& host) {
  if (dynamic_cast<const Poco::Net::ConnectionRefusedException*>(&error) != nullptr) {
    return {Verdict::Retry, host + " refused the connection: check that the receiver runs, and the port in the URL"};
  }
  if (dynamic_cast<const Poco::Net::NoMessageException*>(&error) != nullptr) {
    return {Verdict::Retry, host + " closed the connection without an answer: check the receiver"};
  }
  if (dynamic_cast<const Poco::Net::ConnectionResetException*>(&error) != nullptr ||
      dynamic_cast<const Poco::Net::ConnectionAbortedException*>(&error) != nullptr) {
    return {Verdict::Retry, host + " reset the connection before its answer: check the receiver"};
  }
  std::string what = error.message().empty() ? error.name() : error.message();
  return {Verdict::Retry, "the request to " + host + " failed (" + what + "): check the receiver and the network"};
}

}  // namespace

Failure speaksNoTls(const Origin& origin) {
  return {Verdict::Hold, origin.text() + " does not speak TLS: check the port, or use http in the URL"};
}

Failure speaksTlsOnly(const Origin& origin) {
  return {Verdict::Hold, origin.text() + " speaks TLS only: check the port, or use https in the URL"};
}

Failure httpFailure(const std::exception& error, const Origin& origin, const Limit& limit) {
  const std::string host = origin.text();
  const auto* failure = dynamic_cast<const Failure*>(&error);
  if (failure != nullptr && failure->verdict() != Verdict::Retry) return *failure;
  if (limit.stopped()) return {Verdict::Retry, "the request to " + host + " was canceled: Herald is stopping"};
  if (limit.over())
    return {Verdict::Retry, host + " gave no complete answer in time: check the receiver, or raise timeout"};
  if (failure != nullptr) return {Verdict::Retry, host + ": " + failure->what()};
  if (const auto* tls = dynamic_cast<const Poco::Net::SSLException*>(&error)) return tlsFailure(tls->message(), origin);
  if (const auto* poco = dynamic_cast<const Poco::Exception*>(&error)) return networkFailure(*poco, host);
  return {Verdict::Retry, "the request to " + host + " failed: " + error.what()};
}

}  // namespace herald::inline v1
