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

#include <mutex>
#include <ostream>
#include <sstream>

#include "herald/json.h"
#include "heraldctl/verbs/local_verbs.h"

namespace herald::core::ctl {

namespace {

using namespace Poco::Net;

/// Prints whole requests, one at a time.
class Printer {
 public:
  explicit Printer(std::ostream& out) : out_(out) {}

  void print(const HTTPServerRequest& request, const std::string& body) {
    std::ostringstream text;
    text << "\n── " << Poco::DateTimeFormatter::format(Poco::LocalDateTime(), "%H:%M:%S") << "  " << request.getMethod()
         << " " << request.getURI() << "\n";
    for (const auto& [name, value] : request) text << "   " << name << ": " << value << "\n";
    std::istringstream lines(jsonPretty(body));
    if (!body.empty()) text << "\n";
    for (std::string line; std::getline(lines, line);) text << "   " << line << "\n";
    const std::lock_guard lock(mutex_);
    out_ << text.str() << std::flush;
  }

 private:
  std::mutex mutex_;
  std::ostream& out_;
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

}  // namespace

int listen(std::uint16_t port, int status, std::ostream& out) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  Printer printer(out);
  const ServerSocket socket(SocketAddress("127.0.0.1", port));
  HTTPServer server(new Factory(printer, status), socket, new HTTPServerParams);
  server.start();
  out << "Listening on http://127.0.0.1:" << server.port() << "/  (Ctrl-C ends it)" << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  server.stopAll(true);
  return 0;
}

}  // namespace herald::core::ctl
