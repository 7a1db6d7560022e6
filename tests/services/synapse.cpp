// SPDX-License-Identifier: Apache-2.0
#include "services/synapse.h"

#include <Poco/String.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "harness/ports.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

constexpr const char* kRegister = R"({"username": "herald", "password": "secret", "auth": {"type": "m.login.dummy"}})";

std::string variable(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

}  // namespace

std::string pythonOfServices() {
  auto python = variable("XDG_CACHE_HOME", variable("HOME", "") + "/.cache") + "/herald/services/bin/python";
  if (!std::filesystem::exists(python))
    throw std::runtime_error(python + " is missing: run tests/services/make_services.sh");
  return python;
}

Synapse::Synapse(Limits limits) : client_(makeHttpClient(Settings(httpOptions(), {}))) {
  const auto port = std::to_string(freePort());
  url_ = "http://127.0.0.1:" + port;
  std::string text = readFile(HERALD_SOURCE "/tests/services/homeserver.yaml");
  Poco::replaceInPlace(text, std::string("@PORT@"), port);
  Poco::replaceInPlace(text, std::string("@FOLDER@"), folder_.path().string());
  Poco::replaceInPlace(text, std::string("@UPLOAD@"), std::to_string(limits.upload));
  Poco::replaceInPlace(text, std::string("@BURST@"), std::to_string(limits.messages));
  const auto file = folder_.write("homeserver.yaml", text).string();
  const std::vector<std::string> command{pythonOfServices(), "-m", "synapse.app.homeserver", "-c", file};
  auto makeKeys = command;
  makeKeys.emplace_back("--generate-keys");
  if (const auto made = runToEnd(makeKeys); made.code != 0) throw std::runtime_error(made.output);
  process_ = std::make_unique<Process>(command);
  process_->waitForLine("now listening on TCP port");
  const auto account = ask("POST", "/_matrix/client/v3/register", kRegister).body;
  token_ = jsonToText(jsonAt(account, "access_token"));
  const auto room = ask("POST", "/_matrix/client/v3/createRoom", "{}").body;
  room_ = jsonToText(jsonAt(room, "room_id"));
}

HttpResponse Synapse::ask(const std::string& method, const std::string& path, const std::string& body) {
  HttpRequest request{.url = url_ + path, .body = body, .headers = {{"Content-Type", "application/json"}}};
  request.method = method;
  if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
  auto answer = client_->send(request, Clock::time_point::max(), {});
  if (answer.status != 200) throw std::runtime_error(path + " answers " + std::to_string(answer.status) + answer.body);
  return answer;
}

std::string Synapse::lastMessage() {
  const auto all = ask("GET", "/_matrix/client/v3/rooms/" + room_ + "/messages?dir=b&limit=1").body;
  return std::string(jsonAt(all, "chunk.0.content"));
}

std::string Synapse::media(const std::string& address) {
  return ask("GET", "/_matrix/client/v1/media/download/" + address.substr(std::string("mxc://").size())).body;
}

}  // namespace herald::testing
