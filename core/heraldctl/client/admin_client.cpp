// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/client/admin_client.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

#include <istream>
#include <ostream>
#include <stdexcept>
#include <system_error>

#include "base/sockets/admin_socket_path.h"
#include "base/sockets/unix_socket.h"
#include "engine/config/configuration.h"
#include "herald/json.h"

namespace herald::core {

namespace {

using namespace Poco::Net;

constexpr int kTimeoutSeconds = 120;  // `heraldctl test` waits for a receiver

struct Answer {
  int status = 0;
  std::string body{};
};

Answer exchange(const StreamSocket& socket, const std::string& method, const std::string& path,
                const std::string& body) {
  HTTPClientSession session(socket);
  session.setTimeout(Poco::Timespan(kTimeoutSeconds, 0));
  HTTPRequest request(method, path, HTTPMessage::HTTP_1_1);
  request.setHost("localhost");
  if (method != HTTPRequest::HTTP_GET) request.set("Herald-Change", "1");
  if (!body.empty()) request.setContentType("application/json");
  request.setContentLength(static_cast<std::streamsize>(body.size()));
  session.sendRequest(request) << body;
  HTTPResponse response;
  Answer answer;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
  answer.status = response.getStatus();
  return answer;
}

/// What the daemon says about its refusal: `detail` and `faults` of the API, or `error` of the HTTP server before it.
std::string sentenceOf(const Answer& answer) {
  auto sentence = jsonToText(jsonAt(answer.body, "detail"));
  if (sentence.empty()) sentence = jsonToText(jsonAt(answer.body, "error"));
  for (const auto fault : jsonElements(jsonAt(answer.body, "faults"))) {
    sentence += "; " + jsonToText(jsonAt(fault, "at")) + ": " + jsonToText(jsonAt(fault, "detail"));
  }
  return sentence.empty() ? "the daemon answered with status " + std::to_string(answer.status) : sentence;
}

bool meansNoDaemon(const std::error_code& error) {
  return error == std::errc::no_such_file_or_directory || error == std::errc::connection_refused;
}

}  // namespace

bool AdminClient::reachesDaemon() const {
  try {
    connectToUnixSocket(adminSocketIn(dataDir_));
    return true;
  } catch (const std::system_error& error) {
    if (meansNoDaemon(error.code())) return false;
    throw std::runtime_error("cannot ask the daemon: " + std::string(error.what()) +
                             "; run heraldctl as the daemon's user or as root");
  }
}

void AdminClient::requireDaemon() const {
  if (reachesDaemon()) return;
  throw std::runtime_error("no daemon runs with the data folder " + dataDir_.string() +
                           ": start heraldd, or give its configuration with --config");
}

void AdminClient::follow(const std::string& path, const std::string& lastId,
                         const std::function<bool(const SentEvent& event)>& use) const {
  requireDaemon();
  try {
    HTTPClientSession session(connectToUnixSocket(adminSocketIn(dataDir_)));
    session.setTimeout(Poco::Timespan(kTimeoutSeconds, 0));
    HTTPRequest request(HTTPRequest::HTTP_GET, path, HTTPMessage::HTTP_1_1);
    request.setHost("localhost");
    if (!lastId.empty()) request.set("Last-Event-ID", lastId);
    session.sendRequest(request);
    HTTPResponse response;
    auto& stream = session.receiveResponse(response);
    if (response.getStatus() >= HTTPResponse::HTTP_BAD_REQUEST) {
      Answer answer{response.getStatus()};
      Poco::StreamCopier::copyToString(stream, answer.body);
      throw std::runtime_error(sentenceOf(answer));
    }
    while (const auto event = readSentEvent(stream)) {
      if (!use(*event)) return;
    }
  } catch (const Poco::Exception&) {
    // The daemon has gone, or is silent for too long.
  }
}

std::string AdminClient::ask(const std::string& method, const std::string& path, const std::string& body) const {
  requireDaemon();
  Answer answer;
  try {
    answer = exchange(connectToUnixSocket(adminSocketIn(dataDir_)), method, path, body);
  } catch (const Poco::Exception& error) {
    throw std::runtime_error("the daemon did not answer: " + error.displayText());
  }
  if (answer.status < 400) return answer.body;
  throw std::runtime_error(sentenceOf(answer));
}

AdminClient clientFor(const std::filesystem::path& config) { return AdminClient(readConfiguration(config).dataDir); }

std::string apiPath(const std::vector<std::string>& parts, const Poco::URI::QueryParameters& query) {
  std::string path = "/api/v1";
  for (const auto& part : parts) {
    path += '/';
    Poco::URI::encode(part, "/?#%", path);
  }
  if (query.empty()) return path;
  Poco::URI uri;
  uri.setQueryParameters(query);
  return path + "?" + uri.getRawQuery();
}

}  // namespace herald::core
