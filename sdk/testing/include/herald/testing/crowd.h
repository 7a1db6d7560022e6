// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>
#include <sys/resource.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::test {

/// Many clients of one server. Each keeps its connection open, as a flood does. For one thread.
class Crowd {
 public:
  using Connect = std::function<Poco::Net::StreamSocket()>;

  /// Connects `size` clients. Each sends this text, and then nothing.
  Crowd(std::size_t size, const Connect& connect, std::string_view sends = {}) {
    allowManyFiles();
    clients_.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
      clients_.push_back(connect());
      send(clients_.back(), sends);
    }
  }

  /// Each client sends one more byte, unless the server has closed its connection.
  void drip(char byte) {
    for (auto& client : clients_) send(client, std::string_view(&byte, 1));
  }

 private:
  static void allowManyFiles() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }

  static void send(Poco::Net::StreamSocket& client, std::string_view text) {
    if (text.empty()) return;
    try {
      client.sendBytes(text.data(), static_cast<int>(text.size()));
    } catch (const Poco::Exception&) {  // the server has closed it
    }
  }

  std::vector<Poco::Net::StreamSocket> clients_{};
};

}  // namespace herald::test
