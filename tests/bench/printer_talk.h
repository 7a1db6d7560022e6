// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace herald::bench {

/// What the host of a printer says while it prints. Any thread may use it.
class PrinterTalk {
 public:
  virtual ~PrinterTalk() = default;

  /// The JSON that answers a request over HTTP, such as "GET /server/info HTTP/1.1".
  virtual std::string overHttp(const std::string& request) const = 0;

  /// The first message on a new push socket; empty: none.
  virtual std::string greeting() const = 0;

  /// The answer to a client's message on the push socket, and whether the client gets all news() from then on.
  struct Answer {
    std::string text{};
    bool follows = false;
  };
  virtual Answer answer(const std::string& message) const = 0;

  /// One message to each client that follows, and how often there is one.
  virtual std::string news(int tick) const = 0;
  virtual std::chrono::milliseconds interval() const = 0;
};

std::unique_ptr<PrinterTalk> octoPrintTalk();
std::unique_ptr<PrinterTalk> moonrakerTalk();

}  // namespace herald::bench
