// SPDX-License-Identifier: Apache-2.0
#include "engine/connect/printer_address.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>

#include "herald/base_url.h"

namespace herald::core {

std::string withScheme(const std::string& address) {
  const std::string url = baseUrl(address);
  return url.find("://") == std::string::npos ? "http://" + url : url;
}

Poco::URI printerUriOf(const std::string& url) {
  try {
    Poco::URI uri(url);
    const auto& scheme = uri.getScheme();
    if (scheme == "http" || scheme == "https" || scheme == "mqtt" || scheme == "mqtts") return uri;
  } catch (const Poco::Exception&) {
    return {};  // the caller says so
  }
  return {};
}

bool isSameAddress(const Poco::URI& a, const Poco::URI& b) {
  return a.getScheme() == b.getScheme() && a.getHost() == b.getHost() && a.getPort() == b.getPort() &&
         a.getPath() == b.getPath();
}

std::string portHint(const std::string& url) {
  auto uri = printerUriOf(url);
  if (uri.getScheme() != "http" || uri.getSpecifiedPort() != 0) return {};
  uri.setPort(5000);
  return ". Without a proxy, OctoPrint is at port 5000: did you mean " + uri.toString() + "?";
}

std::string sourceNameFor(const std::string& url) {
  const std::string host = printerUriOf(withScheme(url)).getHost();
  Poco::Net::IPAddress address;
  if (host.empty() || Poco::Net::IPAddress::tryParse(host, address)) return "octoprint";
  return host.substr(0, host.find('.'));
}

}  // namespace herald::core
