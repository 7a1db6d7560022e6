// SPDX-License-Identifier: Apache-2.0
#include "engine/connect/app_keys.h"

#include <stdexcept>
#include <thread>
#include <utility>

#include "herald/base_url.h"
#include "herald/json.h"

namespace herald::core {

namespace {

constexpr Millis kTimeout = std::chrono::seconds(15);
constexpr int kMostFailures = 5;  // in a row

[[noreturn]] void unexpected(const std::string& what, int status) {
  throw NoOctoPrint("OctoPrint answered " + what + " with " + std::to_string(status) +
                    ": check the URL, and that its plugin Application Keys is enabled");
}

}  // namespace

AppKeys::AppKeys(HttpClient& http, std::string url, Millis askEvery, std::stop_token stop)
    : http_(http), url_(baseUrl(std::move(url))), askEvery_(askEvery), stop_(std::move(stop)) {}

HttpResponse AppKeys::send(HttpRequest request) {
  request.url = url_ + request.url;
  if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  HttpResponse answer = http_.send(request, Clock::now() + kTimeout, stop_);
  if (!answer.incomplete.empty()) throw Failure(Outcome::Verdict::Retry, answer.incomplete);
  return answer;
}

std::string AppKeys::request(const std::string& app) {
  const HttpResponse answer =
      send({.method = "POST", .url = "/plugin/appkeys/request", .body = JsonObject().add("app", app).text()});
  if (answer.status == 429) throw std::runtime_error("OctoPrint got too many requests for a key: wait a minute");
  if (answer.status != 201) unexpected("the request for a key", answer.status);
  const std::string location(headerValue(answer.headers, "Location"));
  token_ = location.substr(location.rfind('/') + 1);
  if (token_.empty()) unexpected("the request for a key", answer.status);
  const std::string page = jsonToText(jsonAt(answer.body, "auth_dialog"));
  return page.empty() ? url_ : page;
}

// A reverse proxy answers with 502 to 504 if it cannot reach OctoPrint.
std::optional<std::string> AppKeys::poll() {
  try {
    const HttpResponse answer = send({.method = "GET", .url = "/plugin/appkeys/request/" + token_});
    if (answer.status == 200) return jsonToText(jsonAt(answer.body, "api_key"));
    if (answer.status == 404)
      throw std::runtime_error("OctoPrint denied the request, or nobody clicked Allow in time: run this again");
    const bool isAway = answer.status >= 502 && answer.status <= 504;
    if (answer.status != 202 && (!isAway || isOneTooMany())) unexpected("the question for the key", answer.status);
    if (!isAway) failures_ = 0;
  } catch (const Failure& failure) {
    if (failure.verdict() != Outcome::Verdict::Retry || isOneTooMany()) throw;
  }
  return std::nullopt;
}

bool AppKeys::isOneTooMany() {
  if (++failures_ < kMostFailures) return false;
  failures_ = 0;
  return true;
}

std::string AppKeys::wait() {
  while (true) {
    if (const auto key = poll()) return *key;
    std::this_thread::sleep_for(askEvery_);
  }
}

std::string AppKeys::userOf(const std::string& key) {
  const HttpResponse answer =
      send({.method = "POST", .url = "/api/login", .body = R"({"passive":true})", .headers = {{"X-Api-Key", key}}});
  std::string user = jsonToText(jsonAt(answer.body, "name"));
  if (answer.status != 200 || user.empty())
    throw std::runtime_error("OctoPrint does not accept the key that it gave: run this again");
  return user;
}

}  // namespace herald::core
