// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "herald/http.h"

namespace herald::testing {

/// The HTTP client of the daemon with these options, and short calls for tests.
class TestClient {
 public:
  explicit TestClient(Settings::Values values = {})
      : client_(makeHttpClient(Settings(httpOptions(), std::move(values)))) {}

  HttpResponse send(const HttpRequest& request, Clock::time_point deadline = Clock::time_point::max(),
                    std::stop_token stop = {}) {
    return client_->send(request, deadline, std::move(stop));
  }
  HttpResponse post(const std::string& url, const std::string& body = "{}") { return send({.url = url, .body = body}); }
  HttpResponse get(const std::string& url) { return send({.method = "GET", .url = url}); }

  /// The verdict and the text of the failure, as "hold: …"; "no failure" if the request succeeds.
  template <class... Args>
  std::string failure(const HttpRequest& request, Args... args) {
    try {
      send(request, args...);
    } catch (const Failure& failure) {
      return std::string(toString(failure.verdict())) + ": " + failure.what();
    }
    return "no failure";
  }
  std::string failure(const std::string& url) { return failure(HttpRequest{.url = url}); }

 private:
  std::unique_ptr<HttpClient> client_;
};

inline constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

}  // namespace herald::testing
