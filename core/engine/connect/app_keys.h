// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>

#include "herald/http.h"

namespace herald::core {

/// Something answers at the address, but not as OctoPrint does.
class NoOctoPrint : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Gets an API key from an OctoPrint: the program asks, and the user clicks Allow in OctoPrint
/// (https://docs.octoprint.org/en/master/bundledplugins/appkeys.html). For one thread.
class AppKeys {
 public:
  /// `url` is OctoPrint's address; `http` outlives this. `askEvery` is the time between two questions for the key: more
  /// than 5 s, and OctoPrint drops the request.
  AppKeys(HttpClient& http, std::string url, Millis askEvery = std::chrono::seconds(1), std::stop_token stop = {});

  /// Asks for a key, and returns the page where the user can answer. Throws NoOctoPrint, Failure if nothing answers, or
  /// another std::exception.
  std::string request(const std::string& app);

  /// Asks once whether the user has answered: the key, or nothing if not. Short failures of the network count as no
  /// answer. Throws as wait() does.
  std::optional<std::string> poll();

  /// Waits for the user, and returns the key. Short failures of the network do not end the wait. Throws std::exception
  /// if the user denies or does not answer.
  std::string wait();

  /// Returns the user of the key. Throws std::runtime_error if OctoPrint does not accept the key.
  std::string userOf(const std::string& key);

 private:
  HttpResponse send(HttpRequest request);
  bool isOneTooMany();
  HttpClient& http_;
  std::string url_;
  Millis askEvery_;
  std::stop_token stop_;
  std::string token_{};
  int failures_ = 0;  // in a row
};

}  // namespace herald::core
