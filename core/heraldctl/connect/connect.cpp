// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/connect/connect.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/URI.h>

#include <ostream>
#include <stdexcept>
#include <system_error>

#include "base/files/service_files.h"
#include "engine/config/configuration.h"
#include "engine/config/names.h"
#include "herald/base_url.h"
#include "herald/safe_text.h"
#include "heraldctl/connect/app_keys.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

/// The address with a scheme: "http://octopi.local" for "octopi.local/".
std::string withScheme(const std::string& address) {
  const std::string url = baseUrl(address);
  return url.find("://") == std::string::npos ? "http://" + url : url;
}

/// Empty if the text is no address of a web page.
Poco::URI uriOf(const std::string& url) {
  try {
    Poco::URI uri(url);
    if (uri.getScheme() == "http" || uri.getScheme() == "https") return uri;
  } catch (const Poco::Exception&) {
    // the caller says so
  }
  return {};
}

bool isSameAddress(const Poco::URI& a, const Poco::URI& b) {
  return a.getScheme() == b.getScheme() && a.getHost() == b.getHost() && a.getPort() == b.getPort() &&
         a.getPath() == b.getPath();
}

/// The question whether the port is missing, as a sentence; empty if the address has one.
std::string portHint(const std::string& url) {
  auto uri = uriOf(url);
  if (uri.getScheme() != "http" || uri.getSpecifiedPort() != 0) return {};
  uri.setPort(5000);
  return ". Without a proxy, OctoPrint is at port 5000: did you mean " + uri.toString() + "?";
}

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
    if (source.text("type") != "octoprint" || !known) continue;
    if (!isSameAddress(uriOf(withScheme(known->text)), uriOf(url))) continue;
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

/// Asks for a key. If no OctoPrint answers, the error asks for the port.
std::string requestKey(AppKeys& keys, const std::string& url) {
  try {
    return keys.request("Herald");
  } catch (const NoOctoPrint& other) {
    throw std::runtime_error(other.what() + portHint(url));
  } catch (const Failure& nothing) {
    throw std::runtime_error(nothing.what() + portHint(url));
  }
}

std::string propertiesFor(const std::string& name, const std::string& url, const std::string& ca,
                          const fs::path& secret) {
  const std::string source = "source." + name + ".";
  std::string text = source + "type = octoprint\n" + source + "url = " + url + "\n" + source +
                     "apiKey.file = " + secret.string() + "\n";
  if (!ca.empty()) text += source + "tls.ca = " + fs::absolute(ca).string() + "\n";
  return text;
}

void write(const Files& files, const std::string& key, const std::string& properties) {
  const std::optional<Owner> service = serviceOwner();
  writeForService(files.secret, key + "\n", service);
  try {
    writeForService(files.source, properties, service);
  } catch (const std::exception&) {
    std::error_code ignored;
    fs::remove(files.secret, ignored);
    throw;
  }
}

}  // namespace

std::string sourceNameFor(const std::string& url) {
  const std::string host = uriOf(withScheme(url)).getHost();
  Poco::Net::IPAddress address;
  if (host.empty() || Poco::Net::IPAddress::tryParse(host, address)) return "octoprint";
  return host.substr(0, host.find('.'));
}

int connect(const fs::path& config, const ConnectRequest& request, const HttpFactory& http, std::ostream& out) {
  const std::string url = withScheme(request.url);
  if (uriOf(url).getHost().empty())
    throw std::runtime_error("`" + request.url + "` is not OctoPrint's address: write one such as http://octopi.local");
  const std::string name = request.name.empty() ? sourceNameFor(url) : request.name;
  const Files files = filesFor(config, name);
  refuse(config, url, name, files);

  Settings::Values values;
  if (!request.ca.empty()) values["tls.ca"] = request.ca;
  const std::unique_ptr<HttpClient> client = http(Settings(httpOptions(), values));
  AppKeys keys(*client, url);
  const std::string page = requestKey(keys, url);
  out << "Click Allow in OctoPrint, or open " << safeText(page) << std::endl;
  const std::string key = keys.wait();
  const std::string user = keys.userOf(key);

  write(files, key, propertiesFor(name, url, request.ca, files.secret));
  out << "The key works, for the user " << safeText(user) << ". Written: " << files.source.string() << " and "
      << files.secret.string() << "\nIf Herald runs, reload it: systemctl reload herald" << std::endl;
  return 0;
}

}  // namespace herald::core::ctl
