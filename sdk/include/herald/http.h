#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/export.h"
#include "herald/outcome.h"
#include "herald/settings.h"

namespace herald::inline v1 {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header of that name, in any case; empty if there is none.
HERALD_API std::string_view headerValue(const HttpHeaders& headers, std::string_view name);

struct HttpRequest {
  std::string method{"POST"};
  std::string url{};  ///< http or https
  std::string body{};
  HttpHeaders headers{};            ///< Content-Length, Connection and what else frames a message are ignored here
  std::string purpose{"delivery"};  ///< what a recorder or a log calls it: "delivery", "token"
};

struct HttpResponse {
  int status = 0;
  HttpHeaders headers{};
  std::string body{};  ///< its first MiB
};

/// Sends HTTP requests. Any number of threads may call it at once; connections are kept alive and shared. A plugin gets
/// one from Host::http and never opens a socket for HTTP itself: so a dry run records instead of sending, and TLS, time
/// limits and redirects are right in one place.
class HERALD_API HttpClient {
 public:
  virtual ~HttpClient();

  /// One exchange, name resolution, connecting, TLS and redirects included, which ends by `deadline`, or after the
  /// option `timeout` if that is sooner, or soon after `stop` was asked for. A redirect is followed, with method and
  /// body kept and five times at most, to the same origin or to https on the same host. Any status is an answer,
  /// another redirect too. A header's name or value that has no place in a message is Rejected before anything is sent.
  /// Throws Failure where there was no whole answer: with Hold if the certificate or the address is wrong, else with
  /// Retry. The text names scheme, host and port, never the rest of the URL.
  virtual HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) = 0;
};

/// The options of every plugin that uses HTTP: timeout, proxy, tls.*, auth.* and success. Append them to your own.
HERALD_API std::vector<Option> httpOptions();

/// The client behind Host::http in the daemon, which a test may use as well. `settings` have to declare httpOptions().
/// Throws BadSettings where one of these is wrong or names a file that cannot be read; opens no connection.
HERALD_API std::unique_ptr<HttpClient> makeHttpClient(const Settings& settings);

/// What an HTTP status means for a delivery: the table of the README, with the codes of the option `success` first. A
/// redirect that was not followed is a success only where its very code is named, since 200-399 hardly means it.
class HERALD_API StatusTable {
 public:
  StatusTable();                                   ///< 200-399 is success
  explicit StatusTable(const Settings& settings);  ///< throws BadSettings
  Outcome outcome(const HttpResponse& response) const;

 private:
  std::vector<std::pair<int, int>> success_{};
};

}  // namespace herald::inline v1
