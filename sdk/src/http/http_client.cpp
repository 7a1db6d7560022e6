// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include "herald/http.h"
#include "http/http_exchanges.h"

namespace herald::inline v1 {

namespace {

HttpResult resultOf(HttpClient& client, const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) {
  try {
    return client.send(request, deadline, std::move(stop));
  } catch (const Failure& failure) {
    return failure;
  }
}

/// The HttpClient of the daemon: it sends over connections of its own.
class EngineHttpClient final : public HttpClient {
 public:
  explicit EngineHttpClient(const Settings& settings) : exchanges_(std::make_shared<HttpExchanges>(settings)) {}
  ~EngineHttpClient() override { exchanges_->end(); }
  EngineHttpClient(const EngineHttpClient&) = delete;
  EngineHttpClient& operator=(const EngineHttpClient&) = delete;

  HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) override {
    return exchanges_->send(request, deadline, std::move(stop));
  }
  void start(HttpRequest request, Clock::time_point deadline, std::stop_token stop, HttpDone done) override {
    exchanges_->start(std::move(request), deadline, std::move(stop), std::move(done));
  }

 private:
  const std::shared_ptr<HttpExchanges> exchanges_;
};

}  // namespace

HttpResponse answerOf(HttpResult result) {
  if (const auto* failure = std::get_if<Failure>(&result)) throw *failure;
  return std::get<HttpResponse>(std::move(result));
}

// Other clients keep what they get.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
void HttpClient::start(HttpRequest request, Clock::time_point deadline, std::stop_token stop, HttpDone done) {
  done(resultOf(*this, request, deadline, std::move(stop)));
}

std::unique_ptr<HttpClient> makeHttpClient(const Settings& settings) {
  return std::make_unique<EngineHttpClient>(settings);
}

}  // namespace herald::inline v1
