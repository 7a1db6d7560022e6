// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/HTTPServer.h>
#include <Poco/ThreadPool.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace herald::testing {

/// A request that a receiver got.
struct Received {
  std::string method{}, path{}, body{};
  std::map<std::string, std::string> headers{};  ///< names in lower case
};

/// What a receiver answers.
struct Reply {
  Reply(int theStatus, std::string theBody = {},
        std::map<std::string, std::string> theHeaders = {})  // NOLINT: a status
      : status(theStatus), body(std::move(theBody)), headers(std::move(theHeaders)) {}
  int status;
  std::string body;
  std::map<std::string, std::string> headers;
};

/// A web server at a free port of this machine, which keeps all requests. Any thread may use it.
class Receiver {
 public:
  using Answer = std::function<Reply(const Received&)>;
  static constexpr int kMostConnections = 64;

  /// `answer` runs in the threads of the server, several at the same time. Each connection needs a thread: there are at
  /// most `connections`.
  explicit Receiver(
      Answer answer = [](const Received&) { return 200; }, int connections = kMostConnections);
  ~Receiver();

  std::string url() const;  ///< "http://127.0.0.1:PORT/"

  /// Waits until it has answered `count` requests. Returns all of them. Throws std::runtime_error after kPatience.
  std::vector<Received> waitFor(std::size_t count);

  /// Waits for a request with `text` in its body, or in its path. Throws std::runtime_error after kPatience.
  Received waitForBody(const std::string& text);
  Received waitForPath(const std::string& text);

  std::vector<Received> received();  ///< all requests so far

 private:
  class Handler;
  class Factory;
  void add(Received request);
  Received waitForText(std::string Received::*where, const std::string& text);

  Answer answer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Received> received_;
  Poco::ThreadPool pool_;
  std::unique_ptr<Poco::Net::HTTPServer> server_;
};

}  // namespace herald::testing
