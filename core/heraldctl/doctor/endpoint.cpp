// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/endpoint.h"

#include <Poco/Ascii.h>
#include <Poco/Exception.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/logging/shown_address.h"
#include "engine/config/relative_paths.h"

namespace herald::core::ctl {

namespace {

struct Scheme {
  std::uint16_t port = 0;
  bool tls = false;
};

const std::map<std::string, Scheme, std::less<>>& schemes() {
  static const std::map<std::string, Scheme, std::less<>> all{
      {"http", {80, false}}, {"https", {443, true}},  {"ws", {80, false}},    {"wss", {443, true}},
      {"tcp", {0, false}},   {"mqtt", {1883, false}}, {"mqtts", {8883, true}}};
  return all;
}

bool isOn(const Block& block) {
  const auto text = Poco::toLower(block.text("enabled"));
  return text != "false" && text != "no" && text != "off" && text != "0";
}

/// True for an option whose value is a text for people or for the receiver, which may begin with an address.
bool isContent(const std::string& option) {
  const auto first = option.substr(0, option.find('.'));
  return first == "message" || first == "data" || first == "headers" || first == "variables" || first == "on" ||
         first == "for";
}

bool isHostName(const std::string& host) {
  return !host.empty() && std::ranges::all_of(host, [](unsigned char c) {
    return Poco::Ascii::isAlphaNumeric(c) || c == '.' || c == '-' || c == '_' || c == ':';
  });
}

/// The server in an address such as https://hooks.slack.com/services/T024; nothing if the text is none.
std::optional<Endpoint> endpointIn(const std::string& text) {
  const auto parts = addressParts(text);
  const auto scheme = parts ? schemes().find(Poco::toLower(std::string(parts->scheme))) : schemes().end();
  if (scheme == schemes().end()) return std::nullopt;
  try {
    const Poco::URI uri(std::string(parts->scheme) + "://" + std::string(parts->host));
    Endpoint endpoint{.host = uri.getHost(), .port = uri.getPort(), .tls = scheme->second.tls};
    if (endpoint.host.starts_with('[')) endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
    if (endpoint.port == 0) endpoint.port = scheme->second.port;
    endpoint.shownHost = endpoint.host;
    for (const auto token : parts->tokens) {
      endpoint.shownHost = Poco::replace(endpoint.shownHost, std::string(token), std::string(kMasked));
    }
    if (!isHostName(endpoint.host) || endpoint.port == 0) return std::nullopt;
    return endpoint;
  } catch (const Poco::Exception&) {
    return std::nullopt;  // the check of the configuration reports it
  }
}

/// The mail server of a sink, which has its host and its port apart.
std::optional<Endpoint> mailServerOf(const Block& block) {
  if (block.text("type") != "email") return std::nullopt;
  Endpoint endpoint{.host = block.text("server"), .tls = Poco::toLower(block.text("encryption")) == "tls"};
  endpoint.shownHost = endpoint.host;
  endpoint.port = endpoint.tls ? 465 : block.find("auth.user") ? 587 : 25;
  if (const auto text = block.text("port"); !text.empty()) {
    unsigned port = 0;  // the check of the configuration reports one that is none
    Poco::NumberParser::tryParseUnsigned(text, port);
    endpoint.port = port <= UINT16_MAX ? static_cast<std::uint16_t>(port) : 0;
  }
  if (!isHostName(endpoint.host) || endpoint.port == 0) return std::nullopt;
  return endpoint;
}

/// Collects the endpoints of one block after the other.
class Endpoints {
 public:
  std::vector<Endpoint> all{};

  void add(const Block& block) {
    if (!isOn(block) || !block.text("proxy").empty()) return;
    if (auto server = mailServerOf(block)) add(block, std::move(*server));
    for (const auto& [option, entry] : block.entries) {
      if (isContent(option)) continue;
      if (auto endpoint = endpointIn(entry.text)) add(block, std::move(*endpoint));
    }
  }

 private:
  void add(const Block& block, Endpoint endpoint) {
    if (!seen_.emplace(endpoint.host, endpoint.port).second) return;
    endpoint.owner = block.kind + " " + block.name;
    const auto verify = Poco::toLower(block.text("tls.verify"));
    if (verify == "false" || verify == "no" || verify == "off" || verify == "0") endpoint.tls = false;
    if (const Entry* ca = block.find("tls.ca")) {
      std::vector<ConfigProblem> reportedBefore;
      endpoint.ca = pathOf(*ca, block.folder, reportedBefore);
    }
    all.push_back(std::move(endpoint));
  }

  std::set<std::pair<std::string, std::uint16_t>> seen_{};
};

}  // namespace

std::vector<Endpoint> endpointsOf(const Configuration& configuration) {
  Endpoints endpoints;
  for (const auto* blocks : {&configuration.sources, &configuration.sinks}) {
    for (const auto& [name, block] : *blocks) endpoints.add(block);
  }
  return endpoints.all;
}

}  // namespace herald::core::ctl
