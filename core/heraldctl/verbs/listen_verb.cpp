// SPDX-License-Identifier: Apache-2.0
#include <Poco/DateTimeFormatter.h>
#include <Poco/Exception.h>
#include <Poco/LocalDateTime.h>
#include <Poco/Net/ServerSocket.h>
#include <pthread.h>
#include <signal.h>

#include <ostream>
#include <sstream>
#include <stdexcept>

#include "herald/http_server.h"
#include "herald/safe_text.h"
#include "heraldctl/text/body_text.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

constexpr std::size_t kMostBody = std::size_t{16} << 20;
constexpr int kBacklog = 64;

std::string textOf(const ServerRequest& request) {
  std::ostringstream text;
  text << "\n── " << Poco::DateTimeFormatter::format(Poco::LocalDateTime(), "%H:%M:%S") << "  " << request.method << " "
       << safeText(request.target) << "\n";
  for (const auto& [name, value] : request.headers) text << "   " << safeText(name + ": " + value) << "\n";
  std::istringstream lines(bodyText(request.body, std::string(headerValue(request.headers, "Content-Type"))));
  if (!request.body.empty()) text << "\n";
  for (std::string line; std::getline(lines, line);) text << "   " << line << "\n";
  return text.str();
}

/// Prints each request, and gives all of them the same answer. For a server with one worker, so that it prints one
/// request after the other.
class RequestPrinter final : public HttpService {
 public:
  RequestPrinter(std::ostream& out, int status) : out_(out), status_(status) {}

  std::optional<ServerAnswer> refusal(const ServerRequest&) override { return std::nullopt; }
  ServerAnswer answer(ServerRequest request) override {
    out_ << textOf(request) << std::flush;
    return {.status = status_};
  }

 private:
  std::ostream& out_;
  const int status_;
};

Poco::Net::ServerSocket listenAt(Poco::UInt16 port) {
  const Poco::Net::SocketAddress address("127.0.0.1", port);
  Poco::Net::ServerSocket socket;
  try {
    socket.bind(address, true, false);  // by default, Poco shares the port with other programs
    socket.listen(kBacklog);
  } catch (const Poco::Exception& trouble) {
    throw std::runtime_error("cannot listen at " + address.toString() + ": " + trouble.displayText() +
                             "; give another port, or 0 for any free one");
  }
  return socket;
}

int listen(const Arguments& arguments, std::ostream& out) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto socket = listenAt(static_cast<Poco::UInt16>(arguments.number("PORT")));
  RequestPrinter printer(out, static_cast<int>(arguments.number("--status")));
  out << "Listening on http://127.0.0.1:" << socket.address().port() << "/  (Ctrl-C ends it)" << std::endl;
  const HttpServer server(socket, printer, {.mostBody = kMostBody, .workers = 1});  // from here on, its worker prints
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}

}  // namespace

Verb listenVerb() {
  return {.name = "listen",
          .help = "Show every webhook that arrives at a port of this machine, with a body of up to 16 MiB",
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
