// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "herald/export.h"
#include "herald/outcome.h"
#include "herald/settings.h"
#include "herald/temporary.h"

namespace herald::inline v1 {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header with this name, in upper or lower case; empty if there is none. It points into
/// `headers`. Any thread may call it.
HERALD_API std::string_view headerValue(const HttpHeaders& headers, std::string_view name);
template <TemporaryOf<HttpHeaders> Headers>
std::string_view headerValue(Headers&& headers, std::string_view name) = delete;

struct HttpRequest {
  std::string method{"POST"};
  std::string url{};  ///< http or https
  std::string body{};
  HttpHeaders headers{};            ///< the client ignores Content-Length, Connection and others that frame a message
  std::string purpose{"delivery"};  ///< what a dry run calls it: "delivery", "token"
  std::size_t mostAnswer = std::size_t{1} << 20;  ///< how many bytes of the answer's body the client keeps, at most
};

struct HttpResponse {
  int status = 0;
  HttpHeaders headers{};
  std::string body{};        ///< at most the first HttpRequest::mostAnswer bytes
  std::string incomplete{};  ///< why the rest could not be read; empty if the answer is complete
};

/// The answer to a request, or the Failure that HttpClient::send would throw.
using HttpResult = std::variant<HttpResponse, Failure>;
using HttpDone = std::function<void(HttpResult result)>;

/// The answer. Throws the failure.
HERALD_API HttpResponse answerOf(HttpResult result);

/// Sends HTTP requests. It keeps connections alive and shares them between threads. A plugin gets its client from
/// Host::http and opens no socket for HTTP itself. So TLS, deadlines and redirects are handled in one place, and a dry
/// run can record the requests. Any number of threads may call it at once.
class HERALD_API HttpClient {
 public:
  virtual ~HttpClient();

  /// Sends a request and returns the answer with any status. The exchange includes name resolution, connecting, TLS and
  /// redirects. It ends at the earliest of these: `deadline`, the option `timeout`, or soon after a request to `stop`.
  ///
  /// The client follows at most five redirects, to the same origin or from http to https on a host. It keeps method and
  /// body. It returns any other redirect as the answer. A 303 is one unless the method is GET or HEAD, and so is a
  /// status that the option `success` names by its very code.
  ///
  /// A status that was read counts: if the rest of the answer cannot be read, the client returns what it has and says
  /// why in HttpResponse::incomplete. Check that before you use the body or the headers.
  ///
  /// Throws Failure if there is no status:
  /// - Rejected if the method or a header cannot be sent
  /// - Hold if the URL, the proxy or a certificate looks wrong
  /// - Retry otherwise
  ///
  /// The text of the failure names scheme, host and port, but no other part of the URL.
  virtual HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) = 0;

  /// Begins a request and returns without waiting for the receiver. Calls `done` once, with what send() would return or
  /// throw: on a thread of the client, or on the calling thread before start() returns. `done` throws nothing, and
  /// waits for nothing. It may start the next request.
  ///
  /// A client that goes away ends what is under way as a request to `stop` does. It has called each `done` when its
  /// destructor returns, unless that runs within a `done`. If the calling thread has a LinkLocalBan, it holds for the
  /// request and within `done`.
  ///
  /// A client that does not override it calls send(), and `done` after that.
  virtual void start(HttpRequest request, Clock::time_point deadline, std::stop_token stop, HttpDone done);
};

/// The options of every plugin that uses HTTP: timeout, success, proxy, auth.* and tls.*. Add them to your own options.
HERALD_API std::vector<Option> httpOptions();

/// Makes the client that Host::http returns in the daemon. A test may use it too. `settings` must declare
/// httpOptions(). Opens no connection. Throws BadSettings if one of these options is wrong or names a file that cannot
/// be read.
HERALD_API std::unique_ptr<HttpClient> makeHttpClient(const Settings& settings);

/// Decides by the status of an HTTP answer how a delivery went. The option `success` names the codes that mean
/// delivered; docs/promises.md has the table of the other codes. A redirect that the client did not follow is a
/// success only if `success` names exactly its code, not a range; 303 is like any other code. Immutable; any thread may
/// use it.
class HERALD_API StatusTable {
 public:
  StatusTable();                                   ///< 200-399 is success
  explicit StatusTable(const Settings& settings);  ///< reads the option `success`; throws BadSettings
  Outcome outcome(const HttpResponse& response) const;

 private:
  std::vector<std::pair<int, int>> success_{};
};

}  // namespace herald::inline v1
