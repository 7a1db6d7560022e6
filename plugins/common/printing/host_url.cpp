// SPDX-License-Identifier: Apache-2.0
#include "printing/host_url.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>

namespace herald::printing {

std::string hostOfUrl(const std::string& url) {
  try {
    const Poco::URI uri(url);
    const bool web = uri.getScheme() == "http" || uri.getScheme() == "https";
    return web && uri.getQuery().empty() ? uri.getHost() : "";
  } catch (const Poco::Exception&) {
    return "";
  }
}

std::vector<Problem> adviceOnUrl(const std::string& url, std::initializer_list<std::string_view> parts) {
  const std::string path = Poco::URI(url).getPath() + "/";
  std::size_t first = std::string::npos;
  for (const std::string_view part : parts) first = std::min(first, path.find(std::string(part) + "/"));
  if (first == std::string::npos) return {};
  return {
      {"url", "should be the address that a browser shows: leave out " + path.substr(first, path.size() - first - 1)}};
}

}  // namespace herald::printing
