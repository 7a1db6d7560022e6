// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/connect/connect.h"

#include <ostream>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "base/files/read_file.h"
#include "base/files/service_files.h"
#include "engine/config/configuration.h"
#include "engine/config/names.h"
#include "engine/config/presets.h"
#include "engine/config/property_text.h"
#include "engine/config/standard_paths.h"
#include "engine/connect/app_keys.h"
#include "engine/connect/found_service.h"
#include "engine/connect/printer_address.h"
#include "herald/safe_text.h"
#include "herald/tcp_connector.h"
#include "herald/text.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

struct Files {
  fs::path source;
  fs::path secret;
};

Files filesFor(const fs::path& config, const std::string& name) {
  const fs::path folder = fs::absolute(config).parent_path();
  return {folder / "conf.d" / (name + ".properties"), folder / "secrets" / name};
}

void refuseUnwritable(const fs::path& folder) {
  if (const std::error_code error = whyNotWritable(folder))
    throw std::runtime_error("cannot write into " + folder.string() + " (" + error.message() +
                             "): run this with sudo, or name another configuration with --config");
}

void refuseKnown(const Configuration& configuration, const std::string& url) {
  for (const auto& [name, source] : configuration.sources) {
    const Entry* known = source.find("url");
    if (!known) continue;
    if (!isSameAddress(printerUriOf(withScheme(known->text)), printerUriOf(url))) continue;
    throw std::runtime_error("Herald has this printer: it is the source " + name + " (" + toString(known->at) +
                             "). To get a new key, remove that source first");
  }
}

/// Checks everything before the user has to click.
void refuse(const fs::path& config, const std::string& url, const std::string& name, const Files& files) {
  const bool isThere = fs::exists(config);
  const Configuration configuration = isThere ? readConfiguration(config) : Configuration();
  refuseKnown(configuration, url);
  if (!isName(name))
    throw std::runtime_error("`" + name + "` is not a name for a source: use letters, digits, _ and -");
  for (const fs::path& file : {files.source, files.secret}) {
    refuseUnwritable(file.parent_path());
    if (fs::exists(file))
      throw std::runtime_error(file.string() + " exists: choose another name with --name, or delete the file");
  }
  if (configuration.sources.contains(name))
    throw std::runtime_error("the source " + name + " exists: choose another name with --name");
}

/// What the new source is to be.
struct NewSource {
  std::vector<std::pair<std::string, std::string>> options{};
  std::string secretOption{}, secret{};  ///< empty if it has none
  std::string said{};                    ///< a sentence about what was tried
};

std::string presetsForMqtt(const fs::path& config) {
  const Presets presets(presetFolders(config));
  std::string names;
  for (const auto& name : presets.names()) {
    std::vector<ConfigProblem> ignored;
    const auto preset = presets.read(name, ignored);
    const auto type = preset.options.find("type");
    if (preset.kind == "source" && type != preset.options.end() && type->second.text == "mqtt")
      names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

NewSource sourceAtBroker(const fs::path& config, const ConnectRequest& request) {
  TcpConnector connector;
  const BrokerLogin login{request.user, secretIn(request.passwordFile)};
  const auto broker = brokerAt(connector, request.url, login, {});
  if (!broker) throw std::runtime_error("what answers at " + request.url + " is no MQTT broker: check the address");
  if (broker->needsLogin)
    throw std::runtime_error(std::string("the broker ") + (login.user.empty() ? "wants a user" : "refuses this user") +
                             ": give --user NAME and --password-file FILE");
  if (request.preset.empty())
    throw std::runtime_error("a broker answers. Say what publishes there with --preset: " + presetsForMqtt(config));
  NewSource source{{{"preset", request.preset}, {"url", request.url}}, "", "", "The broker takes the connection"};
  if (!login.user.empty()) source.options.emplace_back("user", login.user);
  if (!login.password.empty()) source.secretOption = "password", source.secret = login.password;
  return source;
}

NewSource sourceAtMoonraker(const FoundService& found, const ConnectRequest& request) {
  if (found.needsLogin)
    throw std::runtime_error("Moonraker wants an API key" +
                             std::string(request.keyFile.empty() ? "" : ", not this one") +
                             ": put it into a file, and give --key-file FILE");
  NewSource source{{{"type", "moonraker"}, {"url", found.url}}, "", "", found.title + " answers"};
  if (!request.keyFile.empty()) source.secretOption = "apiKey", source.secret = secretIn(request.keyFile);
  return source;
}

/// Nothing if no Moonraker answers.
std::optional<FoundService> moonrakerInstead(HttpClient& client, const std::string& url,
                                             const ConnectRequest& request) {
  try {
    return moonrakerAt(client, url, secretIn(request.keyFile), {});
  } catch (const Failure&) {
    return std::nullopt;
  }
}

/// The printer's server at this address. If it is an OctoPrint, the user clicks Allow there.
NewSource sourceAt(const std::string& url, const ConnectRequest& request, HttpClient& client, std::ostream& out) {
  AppKeys keys(client, url);
  std::string page;
  try {
    page = keys.request("Herald");
  } catch (const NoOctoPrint& other) {
    if (const auto found = moonrakerInstead(client, url, request)) return sourceAtMoonraker(*found, request);
    throw std::runtime_error(other.what() + portHint(url));
  } catch (const Failure& nothing) {
    throw std::runtime_error(nothing.what() + portHint(url));
  }
  out << "Click Allow in OctoPrint, or open " << safeText(page) << std::endl;
  const std::string key = keys.wait();
  return {{{"type", "octoprint"}, {"url", url}},
          "apiKey",
          key,
          "The key works, for the user " + safeText(keys.userOf(key))};
}

std::string propertiesFor(const std::string& name, const NewSource& source, const std::string& ca,
                          const fs::path& secret) {
  const std::string prefix = "source." + name + ".";
  std::string text;
  for (const auto& [option, value] : source.options) text += propertyText(prefix + option, value);
  if (!source.secret.empty()) text += propertyText(prefix + source.secretOption + ".file", secret.string());
  if (!ca.empty()) text += propertyText(prefix + "tls.ca", fs::absolute(ca).string());
  return text;
}

void write(const Files& files, const std::string& secret, const std::string& properties) {
  const std::optional<Owner> service = serviceOwner();
  if (!secret.empty()) writeForService(files.secret, secret + "\n", service);
  try {
    writeForService(files.source, properties, service);
  } catch (const std::exception&) {
    std::error_code ignored;
    if (!secret.empty()) fs::remove(files.secret, ignored);
    throw;
  }
}

}  // namespace

std::string secretIn(const std::string& file) {
  if (file.empty()) return {};
  const auto text = readText(file, 1U << 16U);
  return std::string(withoutEdges(text));
}

int connect(const fs::path& config, const ConnectRequest& request, const HttpFactory& http, std::ostream& out) {
  const std::string url = withScheme(request.url);
  const auto uri = printerUriOf(url);
  if (uri.getHost().empty())
    throw std::runtime_error("`" + request.url + "` is not OctoPrint's address: write one such as http://octopi.local");
  const std::string name = request.name.empty() ? sourceNameFor(url) : request.name;
  const Files files = filesFor(config, name);
  refuse(config, url, name, files);

  Settings::Values values;
  if (!request.ca.empty()) values["tls.ca"] = request.ca;
  const std::unique_ptr<HttpClient> client = http(Settings(httpOptions(), values));
  const bool isBroker = uri.getScheme().starts_with("mqtt");
  const NewSource source = isBroker ? sourceAtBroker(config, request) : sourceAt(url, request, *client, out);
  write(files, source.secret, propertiesFor(name, source, request.ca, files.secret));
  out << source.said << ". Written beside the configuration, as no Herald runs with it: " << files.source.string();
  if (!source.secret.empty()) out << " and " << files.secret.string();
  out << "\nHerald listens to it from its next start on" << std::endl;
  return 0;
}

}  // namespace herald::core::ctl
