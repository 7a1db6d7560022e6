// SPDX-License-Identifier: Apache-2.0
#include "broker_address.h"

#include <Poco/Exception.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <stdexcept>

namespace herald::mqtt {
namespace {

constexpr std::uint16_t kPlainPort = 1883, kTlsPort = 8883;

[[noreturn]] void reject(const std::string& why) { throw std::invalid_argument(why); }

/// Poco takes the address of a scheme that it does not know apart, too. It throws if that has no form of a URL.
Poco::URI parsed(std::string_view url) {
  try {
    return Poco::URI(std::string(url));
  } catch (const Poco::Exception&) {
    reject("has to be mqtt://HOST:PORT or mqtts://HOST:PORT");
  }
}

std::string withoutBrackets(const std::string& host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

std::string BrokerAddress::text() const {
  const bool isIpv6 = host.find(':') != host.npos;
  return (isEncrypted ? "mqtts://" : "mqtt://") + (isIpv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

BrokerAddress parseBrokerAddress(std::string_view url) {
  const Poco::URI uri = parsed(url);
  const std::string scheme = Poco::toLower(uri.getScheme());
  if (scheme != "mqtt" && scheme != "mqtts") reject("has to begin with mqtt:// or, with TLS, mqtts://");
  if (!uri.getUserInfo().empty()) reject("has a login: set `user` and `password` instead");
  if (uri.getHost().empty()) reject("has no host: write mqtt://HOST:PORT");
  if (!(uri.getPath().empty() || uri.getPath() == "/") || !uri.getRawQuery().empty() || !uri.getFragment().empty())
    reject("has more than host and port: set topics as options of their own");
  BrokerAddress address{.host = withoutBrackets(uri.getHost()), .isEncrypted = scheme == "mqtts"};
  address.port = uri.getSpecifiedPort() != 0 ? uri.getSpecifiedPort() : address.isEncrypted ? kTlsPort : kPlainPort;
  return address;
}

}  // namespace herald::mqtt
