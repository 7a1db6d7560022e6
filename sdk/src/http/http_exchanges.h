// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "herald/http.h"
#include "http/connection_pool.h"
#include "http/connector.h"
#include "http/http_engine.h"
#include "http/http_setup.h"
#include "http/limit.h"
#include "http/task.h"

namespace herald::inline v1 {

/// The exchanges of one client, and what they share: connections, TLS, the engine. Those under way own it too. Any
/// thread may call it.
class HttpExchanges : public std::enable_shared_from_this<HttpExchanges> {
 public:
  explicit HttpExchanges(const Settings& settings);  ///< throws BadSettings
  ~HttpExchanges();
  HttpExchanges(const HttpExchanges&) = delete;
  HttpExchanges& operator=(const HttpExchanges&) = delete;

  // As HttpClient does it.
  HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop);
  void start(HttpRequest request, Clock::time_point deadline, std::stop_token stop, HttpDone done);

  /// Ends all of them, and returns when they have ended; immediately on the thread of the engine.
  void end() { engine_->end(); }

 private:
  Limit limitOf(Clock::time_point deadline, std::stop_token stop) const;
  static Detached run(std::shared_ptr<HttpExchanges> self, HttpRequest request, Limit limit, HttpDone done);
  Task<HttpResponse> exchange(const HttpRequest& request, const Limit& limit);
  Task<HttpResponse> sendTo(const Url& url, const HttpRequest& request, const Limit& limit);
  [[noreturn]] static void rethrow(const std::exception_ptr& error, const Connection& connection);
  Task<HttpResponse> sendFresh(const Url& url, const HttpRequest& request, const std::string& head, const Limit& limit);
  Task<HttpResponse> sendOver(std::unique_ptr<Connection>& connection, const Url& url, const HttpRequest& request,
                              const std::string& head, const Limit& limit);

  const HttpSetup setup_;
  const std::shared_ptr<HttpEngine> engine_;
  Connector connector_;
  ConnectionPool pool_{};
};

}  // namespace herald::inline v1
