#pragma once

#include <string>

#include "herald/http.h"

namespace herald::core::ctl {

/// OctoPrint's way of giving a program a key of its own: the program asks, the user clicks Allow in OctoPrint
/// (https://docs.octoprint.org/en/master/bundledplugins/appkeys.html). For one thread.
class AppKeys {
 public:
  /// OctoPrint drops a request that it is not asked about for 5 s.
  AppKeys(HttpClient& http, std::string url, Millis askEvery = std::chrono::seconds(1));

  /// Asks for a key; gives the page where the user may answer. Throws std::exception.
  std::string request(const std::string& app);

  /// Waits for the user, also while the network fails for a moment. Throws std::exception if the answer is no, or none
  /// comes.
  std::string wait();

  /// Whose key it is. Throws std::runtime_error if OctoPrint does not take it.
  std::string userOf(const std::string& key);

 private:
  HttpResponse send(HttpRequest request);
  HttpResponse ask();

  HttpClient& http_;
  std::string url_;
  Millis askEvery_;
  std::string token_{};
};

}  // namespace herald::core::ctl
