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

struct Received {
  std::string method{}, path{}, body{};
  std::map<std::string, std::string> headers{};  ///< names in lower case
};

/// What a receiver answers.
struct Reply {
  Reply(int theStatus, std::string theBody = {}) : status(theStatus), body(std::move(theBody)) {}  // NOLINT: a status
  int status;
  std::string body;
};

/// A web server on a free port of this machine that keeps what it gets.
class Receiver {
 public:
  using Answer = std::function<Reply(const Received&)>;

  explicit Receiver(Answer answer = [](const Received&) { return 200; });
  ~Receiver();

  std::string url() const;  ///< "http://127.0.0.1:PORT/"

  /// Waits until `count` requests were answered; throws after kPatience.
  std::vector<Received> waitFor(std::size_t count);

  /// Waits until a request has `text` in its body, or in its path; throws after kPatience.
  Received waitForBody(const std::string& text);
  Received waitForPath(const std::string& text);

  std::vector<Received> received();

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
