// SPDX-License-Identifier: Apache-2.0
#include <Poco/DateTimeFormatter.h>
#include <Poco/LocalDateTime.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/StreamCopier.h>
#include <pthread.h>
#include <signal.h>

#include <ostream>
#include <sstream>

#include "herald/json.h"
#include "herald/mutex.h"
#include "herald/safe_text.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

using namespace Poco::Net;

/// Prints requests, one at a time. Every thread may call it.
class Printer {
 public:
  explicit Printer(std::ostream& out) : out_(out) {}

  void print(const HTTPServerRequest& request, const std::string& body) {
    std::ostringstream text;
    text << "\n── " << Poco::DateTimeFormatter::format(Poco::LocalDateTime(), "%H:%M:%S") << "  " << request.getMethod()
         << " " << safeText(request.getURI()) << "\n";
    for (const auto& [name, value] : request) text << "   " << safeText(name + ": " + value) << "\n";
    std::istringstream lines(jsonPretty(body));
    if (!body.empty()) text << "\n";
    for (std::string line; std::getline(lines, line);) text << "   " << line << "\n";
    const MutexLock lock(mutex_);
    out_ << text.str() << std::flush;
  }

 private:
  Mutex mutex_{};
  std::ostream& out_ HERALD_GUARDED_BY(mutex_);
};

class Handler final : public HTTPRequestHandler {
 public:
  Handler(Printer& printer, int status) : printer_(printer), status_(status) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    std::string body;
    Poco::StreamCopier::copyToString(request.stream(), body);
    printer_.print(request, body);
    response.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(status_));
    response.setContentLength(0);
    response.send();
  }

 private:
  Printer& printer_;
  int status_;
};

class Factory final : public HTTPRequestHandlerFactory {
 public:
  Factory(Printer& printer, int status) : printer_(printer), status_(status) {}
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override { return new Handler(printer_, status_); }

 private:
  Printer& printer_;
  int status_;
};

int listen(const Arguments& arguments, std::ostream& out) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  Printer printer(out);
  const ServerSocket socket(SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(arguments.number("PORT"))));
  const auto status = static_cast<int>(arguments.number("--status"));
  HTTPServer server(new Factory(printer, status), socket, new HTTPServerParams);
  out << "Listening on http://127.0.0.1:" << server.port() << "/  (Ctrl-C ends it)" << std::endl;
  server.start();  // from here on, its threads print
  int signal = 0;
  sigwait(&signals, &signal);
  server.stopAll(true);
  return 0;
}

}  // namespace

Verb listenVerb() {
  return {.name = "listen",
          .help = "Show every webhook that arrives at a port of this machine",
          .parameters = {{.name = "PORT",
                          .help = "The port; 0 takes any free one",
                          .kind = Parameter::Kind::Number,
                          .fallback = "8642",
                          .most = 65535},
                         {.name = "--status",
                          .value = "CODE",
                          .help = "The status of each answer",
                          .kind = Parameter::Kind::Number,
                          .fallback = "200",
                          .least = 200,
                          .most = 599}},
          .run = listen,
          .takesConfig = false};
}

}  // namespace herald::core::ctl
