// SPDX-License-Identifier: Apache-2.0
#include "oauth/glewlwyd.h"

#include <Poco/String.h>

#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "harness/ports.h"
#include "harness/unpacked.h"
#include "herald/base64.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

std::string basic(const std::string& userAndPassword) { return "Basic " + toBase64(userAndPassword); }

std::string source(const std::string& name) { return HERALD_SOURCE "/tests/oauth/" + name; }

}  // namespace

Glewlwyd::Glewlwyd()
    : home_(unpacked("glewlwyd")), port_(freePort()), client_(makeHttpClient(Settings(httpOptions(), {}))) {
  std::filesystem::create_directory(folder_.path() / "none");
  std::string conf = readFile(source("glewlwyd.conf"));
  Poco::replaceInPlace(conf, std::string("@PORT@"), std::to_string(port_));
  Poco::replaceInPlace(conf, std::string("@FOLDER@"), folder_.path().string());
  Poco::replaceInPlace(conf, std::string("@HOME@"), home_);
  folder_.write("glewlwyd.conf", conf);
  const auto read = [](const std::string& sql) { return ".read '" + sql + "'"; };
  const auto finished = runToEnd(
      {"sqlite3", "-bail", (folder_.path() / "glewlwyd.db").string(), "PRAGMA synchronous = OFF",
       read(home_ + "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"), read(source("glewlwyd.sql"))});
  if (finished.code != 0) throw std::runtime_error("cannot make the database of Glewlwyd: " + finished.output);
}

void Glewlwyd::start() {
  process_ = std::make_unique<Process>(std::vector<std::string>{home_ + "/usr/bin/glewlwyd", "--config-file",
                                                                (folder_.path() / "glewlwyd.conf").string()});
  process_->waitForLine("Glewlwyd started on port");  // it prints this just before it listens
  waitUntilListening(port_);
}

std::string Glewlwyd::url(const std::string& endpoint) const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/api/oidc/" + endpoint;
}

HttpResponse Glewlwyd::post(const std::string& endpoint, const std::string& form, const std::string& user) {
  const HttpRequest request{
      .url = url(endpoint),
      .body = form,
      .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Authorization", basic(user)}}};
  return client_->send(request, Clock::time_point::max(), {});
}

bool Glewlwyd::isActive(const std::string& token) {
  const auto answer = post("introspect", "token=" + token, "herald:" + std::string(kSecret));
  if (answer.status != 200) throw std::runtime_error("introspection answers " + std::to_string(answer.status));
  return jsonAt(answer.body, "active") == "true";
}

void Glewlwyd::revoke(const std::string& token) {
  const auto answer = post("revoke", "token=" + token, "herald:" + std::string(kSecret));
  if (answer.status != 200) throw std::runtime_error("revocation answers " + std::to_string(answer.status));
}

int Glewlwyd::issued() {
  // A known line at the end of the log shows that everything before it has been read.
  const std::string stranger = "counting-" + std::to_string(++counts_);
  post("token", "grant_type=client_credentials&scope=printers", stranger + ":none");
  process_->waitForLine("Authorization invalid for client_id " + stranger);
  std::istringstream log(process_->output());
  int count = 0;
  for (std::string line; std::getline(log, line);)
    if (line.find("Access token generated for client 'herald'") != line.npos) ++count;
  return count;
}

}  // namespace herald::testing
