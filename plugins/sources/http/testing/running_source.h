// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "../http_source.h"
#include "herald/testing/builders.h"
#include "raw_client.h"
#include "serving_feed.h"

namespace herald::http_source {

/// Runs an HttpSource at a free port, in its own thread.
class RunningSource {
 public:
  explicit RunningSource(ServingFeed& feed, Settings::Values values = {}) : feed_(feed) {
    values.try_emplace("listen", "127.0.0.1:0");
    source_.configure(test::settingsFor(source_, std::move(values)), feed);
    thread_ = std::jthread([this] { source_.run(feed_); });
    feed_.waitUntilReady();
  }
  ~RunningSource() { stop(); }
  RunningSource(const RunningSource&) = delete;
  RunningSource& operator=(const RunningSource&) = delete;

  void stop() {
    feed_.requestStop();
    if (thread_.joinable()) thread_.join();
  }

  Poco::Net::SocketAddress address() const {
    const auto what = feed_.connections().back();
    const auto begin = what.find("://") + 3;
    return Poco::Net::SocketAddress(what.substr(begin, what.find('/', begin) - begin));
  }

  RawClient connect() const { return RawClient(address()); }

  std::string answerTo(std::string_view request) const {
    auto client = connect();
    client.send(request);
    return client.answer();
  }

 private:
  ServingFeed& feed_;
  HttpSource source_;
  std::jthread thread_;
};

}  // namespace herald::http_source
