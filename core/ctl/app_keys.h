#pragma once

#include <string>

#include "herald/http.h"

namespace herald::core::ctl {

/// OctoPrint's way of giving a program a key of its own: the program asks, the user clicks Allow in OctoPrint
/// (https://docs.octoprint.org/en/master/bundledplugins/appkeys.html). For one thread.
class AppKeys {
 public:
  AppKeys(HttpClient& http, std::string url);

  /// Asks for a key; gives the page where the user may answer. Throws std::exception.
  std::string request(const std::string& app);

  /// Waits for the user. Throws std::runtime_error if the answer is no, or none comes.
  std::string wait();

  /// Whose key it is. Throws std::runtime_error if OctoPrint does not take it.
  std::string userOf(const std::string& key);

 private:
  HttpResponse send(HttpRequest request);

  HttpClient& http_;
  std::string url_;
  std::string token_{};
};

}  // namespace herald::core::ctl
