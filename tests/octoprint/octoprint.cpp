// SPDX-License-Identifier: Apache-2.0
#include "octoprint/octoprint.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "harness/ports.h"
#include "herald/json.h"
#include "octoprint/wait_until.h"

namespace herald::testing {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string pythonOf(const std::string& version) {
  const std::string cache =
      environment("XDG_CACHE_HOME").empty() ? environment("HOME") + "/.cache" : environment("XDG_CACHE_HOME");
  std::string python = cache + "/herald/octoprint-" + version + "/bin/python";
  if (!std::filesystem::exists(python))
    throw std::runtime_error("OctoPrint " + version + " is not installed: run tests/octoprint/make_octoprint.sh " +
                             version);
  return python;
}

constexpr std::string_view kBoundary = "herald-test-boundary";

constexpr const char* kCancel = R"({"command":"cancel"})";

}  // namespace

OctoPrint::OctoPrint(const std::string& version) : version_(version), python_(pythonOf(version)), port_(freePort()) {
  configure();
}

void OctoPrint::configure() {
  const std::filesystem::path here = std::filesystem::path(HERALD_SOURCE) / "tests/octoprint/base";
  std::filesystem::copy(here, folder_.path() / "base", std::filesystem::copy_options::recursive);
}

void OctoPrint::start() {
  process_ = std::make_unique<Process>(std::vector<std::string>{
      python_, "-m", "octoprint", "serve", "--iknowwhatimdoing", "--basedir", (folder_.path() / "base").string(),
      "--host", "127.0.0.1", "--port", std::to_string(port_)});
  process_->waitForLine("Listening on http://");
  settle();
}

void OctoPrint::kill() {
  process_->signal(SIGKILL);
  process_->wait();
  process_.reset();
}

OctoPrint::Answer OctoPrint::ask(const std::string& method, const std::string& path, const std::string& type,
                                 const std::string& body) const {
  using namespace Poco::Net;
  HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
  HTTPRequest request(method, path, HTTPMessage::HTTP_1_1);
  request.set("X-Api-Key", kAdminKey);
  if (!type.empty()) request.setContentType(type);
  request.setContentLength64(static_cast<Poco::Int64>(body.size()));
  session.sendRequest(request) << body;
  HTTPResponse response;
  Answer answer;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
  answer.status = response.getStatus();
  return answer;
}

OctoPrint::Answer OctoPrint::send(const std::string& method, const std::string& path, const std::string& type,
                                  const std::string& body) const {
  auto answer = ask(method, path, type, body);
  if (answer.status >= 300)
    throw std::runtime_error(method + " " + path + ": " + std::to_string(answer.status) + " " + answer.body);
  return answer;
}

OctoPrint::Answer OctoPrint::get(const std::string& path) const { return send("GET", path, {}, {}); }

OctoPrint::Answer OctoPrint::post(const std::string& path, const std::string& json) const {
  return send("POST", path, "application/json", json);
}

void OctoPrint::upload(const std::string& name, const std::vector<int>& holds, int moves) const {
  std::ostringstream gcode;
  gcode << "G28\nG90\nM83\nG1 Z0.2 F3000\n";
  for (int i = 0; i < moves; ++i) {
    gcode << "G1 X" << 20 + i % 2 * 60 << " Y" << 20 + i % 30 << " E1.5 F3000\n";
    if (std::count(holds.begin(), holds.end(), 100 * (i + 1) / moves) != 0) gcode << "@hold\n";
  }
  uploadText(name, gcode.str());
}

void OctoPrint::uploadLayers(const std::string& name, int layers) const {
  std::ostringstream gcode;
  gcode << ";LAYER_COUNT:" << layers << "\nG28\nG90\nM83\nG1 Z0.3 F3000\nG1 X100 E10 F3000\nG1 Z2\n";
  for (int layer = 0; layer < layers; ++layer)
    gcode << ";LAYER:" << layer << "\nG1 X20 E1 F3000\nG1 Z2\n@hold\nG1 X80 E1 F3000\n";
  uploadText(name, gcode.str());
}

void OctoPrint::uploadText(const std::string& name, const std::string& gcode) const {
  std::ostringstream form;
  form << "--" << kBoundary << "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" << name
       << "\"\r\nContent-Type: application/octet-stream\r\n\r\n"
       << gcode << "\r\n--" << kBoundary << "--\r\n";
  send("POST", "/api/files/local", "multipart/form-data; boundary=" + std::string(kBoundary), form.str());
}

bool OctoPrint::held() const {
  const auto answer = get("/api/plugin/heraldtest").body;
  return jsonAt(answer, "held") == "true";
}

void OctoPrint::waitForHold() const {
  waitUntil([this] { return held(); }, "the print comes to its hold");
}

void OctoPrint::release() const {
  waitForHold();
  letGo();
}

// Has no effect if no print is held.
void OctoPrint::letGo() const { post("/api/plugin/heraldtest", R"({"command":"release"})"); }

void OctoPrint::print(const std::string& name) const {
  post("/api/files/local/" + name, R"({"command":"select","print":true})");
}

std::string OctoPrint::putOnCard(const std::string& name, int moves) const {
  const std::filesystem::path card = base() / "virtualSd";
  std::filesystem::create_directories(card);
  {
    std::ofstream file(card / name);
    for (int i = 0; i < moves; ++i) file << "G1 X" << i % 2 * 10 << " F3000\n";
  }
  post("/api/printer/sd", R"({"command":"refresh"})");
  std::string listed;
  waitUntil([&] { return !(listed = onCard("name", name.substr(0, 4))).empty(); }, "OctoPrint sees the card's " + name);
  return listed;
}

void OctoPrint::printFromCard(const std::string& printersName) const {
  post(Poco::URI(onCard("refs.resource", printersName)).getPathEtc(), R"({"command":"select","print":true})");
}

// The origin of the card is sdcard, and printer since 2.0.
std::string OctoPrint::onCard(std::string_view member, std::string_view beginning) const {
  const std::string files = get("/api/files").body;
  for (const std::string_view file : jsonElements(jsonAt(files, "files")))
    if (jsonAt(file, "origin") != "\"local\"" && jsonToText(jsonAt(file, "name")).starts_with(beginning))
      return jsonToText(jsonAt(file, member));
  return {};
}

void OctoPrint::pause() const {
  post("/api/job", R"({"command":"pause","action":"pause"})");
  letGo();
}

// OctoPrint reports PrintPaused while it is still pausing. It rejects a resume until it has paused.
void OctoPrint::resume() const {
  waitFor("Paused");
  post("/api/job", R"({"command":"pause","action":"resume"})");
}

void OctoPrint::cancel() const {
  post("/api/job", kCancel);
  letGo();
}

void OctoPrint::command(const std::string& line) const {
  post("/api/printer/command", JsonObject().add("command", line).text());
}

void OctoPrint::mark(const std::string& text, int seconds) const {
  post("/api/plugin/heraldtest", JsonObject().add("command", "mark").add("text", text).add("after", seconds).text());
}

void OctoPrint::answerKeyRequest(bool allow) const {
  const std::string pending = get("/api/plugin/appkeys").body;
  const auto requests = jsonMembers(jsonAt(pending, "pending"));
  if (requests.size() != 1) throw std::runtime_error("not one request for a key waits in " + pending);
  post("/plugin/appkeys/decision/" + requests.front().first, JsonObject().add("decision", allow).text());
}

void OctoPrint::expireKeyRequests() const { post("/api/plugin/heraldtest", R"({"command":"expire"})"); }

int OctoPrint::keyRequests() const {
  const auto answer = get("/api/plugin/appkeys").body;
  return static_cast<int>(jsonMembers(jsonAt(answer, "pending")).size());
}

std::string OctoPrint::state() const {
  const auto answer = get("/api/connection").body;
  return jsonToText(jsonAt(answer, "current.state"));
}

double OctoPrint::bedTemperature() const {
  const std::string printer = get("/api/printer").body;
  const std::string bed = jsonToText(jsonAt(printer, "temperature.bed.actual"));
  return bed.empty() ? 0 : std::stod(bed);
}

void OctoPrint::waitUntilIdle() const { waitFor("Operational"); }

void OctoPrint::waitFor(const std::string& wanted) const {
  waitUntil([&] { return state() == wanted; }, "OctoPrint's printer is " + wanted);
}

void OctoPrint::settle() const {
  waitUntil([this] { return makeIdle(state()); }, "OctoPrint's printer is idle");
  letGo();
}

bool OctoPrint::makeIdle(const std::string& now) const {
  if (now.starts_with("Printing") || now == "Paused") {
    ask("POST", "/api/job", "application/json", kCancel);  // OctoPrint rejects this if the print has just ended
    letGo();
  }
  if (now.starts_with("Offline") || now.starts_with("Error") || now == "Closed")
    post("/api/connection", R"({"command":"connect","port":"VIRTUAL","baudrate":115200})");
  return now == "Operational";
}

}  // namespace herald::testing
