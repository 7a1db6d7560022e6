// SPDX-License-Identifier: Apache-2.0
#include "rest_api.h"

#include <Poco/URI.h>

#include <utility>

#include "herald/json.h"
#include "printing/python_json.h"

namespace herald::moonraker {
namespace {

using Verdict = Outcome::Verdict;

constexpr Millis kInfoTime = std::chrono::seconds(30);

}  // namespace

RestApi::RestApi(Feed& feed, Settings settings, std::string url)
    : feed_(feed), settings_(std::move(settings)), url_(std::move(url)) {}

HttpResponse RestApi::get(const std::string& path, Clock::time_point deadline) {
  HttpRequest request{"GET", url_ + path, {}, {}, "moonraker"};
  if (!settings_.text("apiKey").empty()) request.headers.emplace_back("X-Api-Key", settings_.text("apiKey"));
  HttpResponse response = feed_.http(settings_)->send(request, deadline, feed_.stop());
  if (!response.incomplete.empty()) throw Failure(Verdict::Retry, response.incomplete);
  return response;
}

std::string RestApi::serverInfo() {
  HttpResponse response = get("/server/info", Clock::now() + kInfoTime);
  if (response.status == 401 || response.status == 403)
    throw Failure(Verdict::Hold, settings_.text("apiKey").empty()
                                     ? "Moonraker wants an API key: set apiKey, or trust this machine in moonraker.conf"
                                     : "Moonraker does not accept the API key: copy it from its settings into apiKey");
  if (response.status == 404)
    throw Failure(Verdict::Hold, "there is no Moonraker at this address (404): check the option url");
  const bool json = response.status == 200 && printing::isPythonObject(response.body);
  const std::string_view info = json ? jsonAt(response.body, "result") : std::string_view();
  if (!info.starts_with('{'))
    throw Failure(Verdict::Retry, "the answer (" + std::to_string(response.status) +
                                      ") is not from Moonraker: it may still be starting; otherwise check url");
  return std::string(info);
}

std::string RestApi::metadata(const std::string& path, Clock::time_point deadline) {
  std::string encoded;
  Poco::URI::encode(path, "?#[]@!$&'()*+,;=:/", encoded);
  try {
    HttpResponse response = get("/server/files/metadata?filename=" + encoded, deadline);
    if (response.status != 200 || !printing::isPythonObject(response.body)) return "{}";
    const std::string_view result = jsonAt(response.body, "result");
    return result.starts_with('{') ? std::string(result) : "{}";
  } catch (const Failure&) {
    return {};
  }
}

}  // namespace herald::moonraker
