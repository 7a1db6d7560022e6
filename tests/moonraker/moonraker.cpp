// SPDX-License-Identifier: Apache-2.0
#include "moonraker/moonraker.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "harness/ports.h"
#include "herald/json.h"
#include "octoprint/wait_until.h"

namespace herald::testing {
namespace {

constexpr char kEnd = 3;  // ends a message on Moonraker's own socket

std::string cacheFolder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  return cache && *cache ? cache : std::string(home ? home : "") + "/.cache";
}

std::string installedPython(const std::string& version) {
  std::string python = cacheFolder() + "/herald/moonraker-" + version + "/bin/python";
  if (!std::filesystem::exists(python))
    throw std::runtime_error("Moonraker " + version + " is not installed: run tests/moonraker/make_moonraker.sh " +
                             version);
  return python;
}

std::string scriptOf(const char* name) { return std::filesystem::path(HERALD_SOURCE) / "tests/moonraker" / name; }

/// Kills a program that supervise.py runs.
void endOf(std::unique_ptr<Process>& process) {
  process->signal(SIGTERM);
  process->wait();
  process.reset();
}

}  // namespace

Moonraker::Moonraker(const std::string& version, const Setup& setup)
    : version_(version), python_(installedPython(version)), port_(freePort()) {
  const std::filesystem::path data = folder_.path() / "data";
  for (const char* name : {"config", "gcodes", "comms", "logs"}) std::filesystem::create_directories(data / name);
  std::ofstream conf(data / "config/moonraker.conf");
  conf << "[server]\nhost: 127.0.0.1\nport: " << port_ << "\nklippy_uds_address: " << socket().string()
       << "\n[machine]\nprovider: none\nvalidate_service: False\n[authorization]\n";
  if (setup.trustsHost) conf << "trusted_clients:\n  127.0.0.1\n";
  if (setup.history) conf << "[history]\n";
  if (!setup.webcamUrl.empty())
    conf << "[webcam side]\nstream_url: /webcam/?action=stream\nrotation: 90\nsnapshot_url: " << setup.webcamUrl
         << "\n";
  conf << setup.sections;
  std::filesystem::copy_file(std::filesystem::path(HERALD_SOURCE) / "tests/moonraker/sliced.gcode",
                             data / "gcodes/a.gcode");
  for (const char* name : {"b.gcode", "c.gcode"}) std::ofstream(data / "gcodes" / name) << "G28\nG1 X10\n";
}

Moonraker::~Moonraker() {
  if (moonraker_) kill();
  if (klippy_) killKlippy();
}

void Moonraker::startKlippy(const std::string& fault) {
  klippy_ = std::make_unique<Process>(std::vector<std::string>{
      "/usr/bin/python3", scriptOf("supervise.py"), "/usr/bin/python3", scriptOf("fake_klippy.py"), socket().string(),
      pipe().string(), (folder_.path() / "data/gcodes").string(), fault});
  klippy_->waitForLine("listening");
}

void Moonraker::start() {
  if (!klippy_) startKlippy();
  moonraker_ =
      std::make_unique<Process>(std::vector<std::string>{"/usr/bin/python3", scriptOf("supervise.py"), python_, "-m",
                                                         "moonraker", "-d", (folder_.path() / "data").string()});
  moonraker_->waitForLine("Klippy ready");
}

void Moonraker::kill() { endOf(moonraker_); }

void Moonraker::killKlippy() { endOf(klippy_); }

void Moonraker::tell(const std::string& line) const { std::ofstream(pipe()) << line << std::endl; }

std::string Moonraker::apiKey() const {
  Poco::Net::StreamSocket socket(Poco::Net::SocketAddress(Poco::Net::SocketAddress::UNIX_LOCAL,
                                                          (folder_.path() / "data/comms/moonraker.sock").string()));
  const std::string request = std::string(R"({"jsonrpc":"2.0","method":"access.get_api_key","id":1})") + kEnd;
  socket.sendBytes(request.data(), static_cast<int>(request.size()));
  std::string answer;
  char byte = 0;
  while (socket.receiveBytes(&byte, 1) == 1 && byte != kEnd) answer += byte;
  return jsonToText(jsonAt(answer, "result"));
}

void Moonraker::post(const std::string& path) const {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
  Poco::Net::HTTPRequest request("POST", path, "HTTP/1.1");
  request.setContentLength(0);
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::istream& body = session.receiveResponse(response);
  const std::string text{std::istreambuf_iterator<char>(body), {}};
  if (response.getStatus() != 200) throw std::runtime_error("Moonraker refuses " + path + ": " + text);
}

std::string Moonraker::get(const std::string& path) const {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
  Poco::Net::HTTPRequest request("GET", path, "HTTP/1.1");
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  return {std::istreambuf_iterator<char>(session.receiveResponse(response)), {}};
}

void Moonraker::waitForMetadata() const {
  waitUntil([&] { return get("/server/files/metadata?filename=a.gcode").find("estimated_time") != std::string::npos; },
            "Moonraker reads a.gcode");
}

std::string Moonraker::history() const { return get("/server/history/list?limit=50"); }

void Moonraker::waitForHistory(std::size_t ended, std::size_t running) const {
  waitUntil(
      [&] {
        const std::string all = history();
        const auto jobs = jsonElements(jsonAt(all, "result.jobs"));
        const auto run = static_cast<std::size_t>(std::count_if(
            jobs.begin(), jobs.end(), [](std::string_view job) { return jsonAt(job, "status") == "\"in_progress\""; }));
        return run == running && jobs.size() - run == ended;
      },
      "Moonraker notes a print or its end");
}

}  // namespace herald::testing
