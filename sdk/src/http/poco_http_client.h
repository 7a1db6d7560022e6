// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "deadline_watch.h"
#include "herald/http.h"
#include "http/connection_pool.h"
#include "http/connector.h"
#include "http/http_setup.h"

namespace herald::inline v1 {

/// The HttpClient of the daemon: it sends over connections of its own. Any thread may call it.
class PocoHttpClient : public HttpClient {
 public:
  explicit PocoHttpClient(const Settings& settings);
  HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) override;

 private:
  HttpResponse sendTo(const Url& url, const HttpRequest& request, const Limit& limit);
  HttpResponse sendFresh(const Url& url, const HttpRequest& request, const Limit& limit);
  std::optional<HttpResponse> tryKept(const Url& url, const HttpRequest& request, const Limit& limit);
  HttpResponse exchange(std::unique_ptr<Connection>& connection, const Url& url, const HttpRequest& request,
                        const Limit& limit);

  const HttpSetup setup_;
  Connector connector_;
  ConnectionPool pool_;
  std::shared_ptr<DeadlineWatch> watch_;  ///< kept: otherwise each exchange would start its thread
};

}  // namespace herald::inline v1
