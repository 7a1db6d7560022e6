// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "herald/http.h"

namespace herald::testing {

/// The HTTP client of the daemon with these options, and short calls for tests. Without the option `timeout` it is more
/// patient than the daemon, for a busy machine. If the environment has HERALD_TEST_HTTP=start, it waits for the end of
/// HttpClient::start() in place of HttpClient::send(): so all tests hold for both.
class TestClient {
 public:
  explicit TestClient(Settings::Values values = {}) {
    values.try_emplace("timeout", "1m");
    client_ = makeHttpClient(Settings(httpOptions(), std::move(values)));
  }

  HttpResponse send(const HttpRequest& request, Clock::time_point deadline = Clock::time_point::max(),
                    std::stop_token stop = {}) {
    if (!starts()) return client_->send(request, deadline, std::move(stop));
    std::promise<std::pair<HttpResponse, std::string>> ended;  // copies of one Failure share a text
    auto verdict = Outcome::Verdict::Delivered;
    client_->start(request, deadline, std::move(stop), [&](HttpResult result) {
      const auto* failure = std::get_if<Failure>(&result);
      if (failure) verdict = failure->verdict();
      ended.set_value(failure ? std::pair(HttpResponse{}, std::string(failure->what()))
                              : std::pair(std::get<HttpResponse>(std::move(result)), std::string()));
    });
    auto [response, why] = ended.get_future().get();
    if (verdict != Outcome::Verdict::Delivered) throw Failure(verdict, why);
    return response;
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
  static bool starts() {
    const char* way = std::getenv("HERALD_TEST_HTTP");
    return way != nullptr && std::string_view(way) == "start";
  }

  std::unique_ptr<HttpClient> client_{};
};

inline constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

}  // namespace herald::testing
