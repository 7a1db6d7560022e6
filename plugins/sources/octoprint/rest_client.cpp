// SPDX-License-Identifier: Apache-2.0
#include "rest_client.h"

#include <Poco/String.h>
#include <Poco/URI.h>

#include <utility>

#include "herald/json.h"
#include "printing/python_json.h"

namespace herald::octoprint {
namespace {

constexpr Millis kLoginTime = std::chrono::seconds(30);
constexpr std::size_t kBeginning = std::size_t{4} << 20;  // bytes of a file from an OctoPrint that sends no pieces

Failure refusedKey() {
  return {
      Outcome::Verdict::Hold,
      "OctoPrint does not accept the API key: make one (`heraldctl connect URL`, or Application Keys in OctoPrint's "
      "settings) and set apiKey"};
}

Login readLogin(std::string body) {
  if (!printing::isPythonObject(body))
    throw Failure(Outcome::Verdict::Retry, "the answer to the login is not from OctoPrint: check the option url");
  Login login{jsonToText(jsonAt(body, "name")), jsonToText(jsonAt(body, "session"))};
  for (const std::string_view role : jsonElements(jsonAt(body, "needs.role")))
    login.roles.insert(Poco::toUpper(jsonToText(role)));
  if (login.name.empty() || login.session.empty()) throw refusedKey();
  return login;
}

std::string encoded(const std::string& path) {
  std::string text;
  Poco::URI::encode(path, "?#[]@!$&'()*+,;=:", text);
  return text;
}

}  // namespace

bool Login::may(const std::string& permission) const {
  return roles.empty() || roles.contains(permission) || roles.contains("ADMIN");
}

RestClient::RestClient(Feed& feed, Settings settings, std::string url, std::string apiKey)
    : feed_(feed), settings_(std::move(settings)), url_(std::move(url)), apiKey_(std::move(apiKey)) {}

HttpResponse RestClient::send(const std::string& method, const std::string& path, std::string body,
                              Clock::time_point deadline) {
  HttpRequest request{method, url_ + path, std::move(body), {{"X-Api-Key", apiKey_}}, "octoprint"};
  if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  HttpResponse response = feed_.http(settings_)->send(request, deadline, feed_.stop());
  if (!response.incomplete.empty()) throw Failure(Outcome::Verdict::Retry, response.incomplete);
  return response;
}

// If OctoPrint does not know the key, it treats the request as one from a browser. Since 1.8.3 it then misses a CSRF
// token and answers 400. Older versions answer without a name.
Login RestClient::login() {
  HttpResponse response = send("POST", "/api/login", R"({"passive":true})", Clock::now() + kLoginTime);
  if (response.status == 400 || response.status == 401 || response.status == 403) throw refusedKey();
  if (response.status == 404)
    throw Failure(Outcome::Verdict::Hold, "there is no OctoPrint at this address (404): check the option url");
  if (response.status != 200) {
    throw Failure(Outcome::Verdict::Retry, "OctoPrint answered the login with " + std::to_string(response.status) +
                                               ": it may still be starting; otherwise check it");
  }
  return readLogin(std::move(response.body));
}

std::string RestClient::file(const std::string& origin, const std::string& path, Clock::time_point deadline) {
  return get("/api/files/" + encoded(origin) + "/" + encoded(path), deadline);
}

// OctoPrint 2.0 ignores the range and sends the whole file.
std::optional<FilePiece> RestClient::piece(const std::string& path, std::int64_t from, std::int64_t most,
                                           Clock::time_point deadline) {
  HttpRequest request{
      "GET", url_ + "/downloads/files/local/" + encoded(path), {}, {{"X-Api-Key", apiKey_}}, "octoprint"};
  request.headers.emplace_back("Range", "bytes=" + std::to_string(from) + "-" + std::to_string(from + most - 1));
  request.mostAnswer = kBeginning;
  try {
    HttpResponse response = feed_.http(settings_)->send(request, deadline, feed_.stop());
    if (!response.incomplete.empty()) return std::nullopt;
    if (response.status == 206) {
      const bool last = static_cast<std::int64_t>(response.body.size()) < most;
      return FilePiece{std::move(response.body), last, !last};
    }
    if (response.status == 416) return FilePiece{{}, true, false};
    if (response.status != 200 || from > 0) return FilePiece{{}, false, false};
    const bool last = response.body.size() < kBeginning;
    return FilePiece{std::move(response.body), last, false};
  } catch (const Failure&) {
    return std::nullopt;
  }
}

std::string RestClient::settings(Clock::time_point deadline) { return get("/api/settings", deadline); }

std::string RestClient::get(const std::string& path, Clock::time_point deadline) {
  try {
    HttpResponse response = send("GET", path, {}, deadline);
    return response.status == 200 && printing::isPythonObject(response.body) ? std::move(response.body) : "{}";
  } catch (const Failure&) {
    return {};
  }
}

}  // namespace herald::octoprint
