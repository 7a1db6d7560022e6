// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/end_to_end/channel.h"
#include "bench/end_to_end/http_text.h"
#include "bench/end_to_end/poll.h"

// A receiver that is never the bottleneck: one thread, epoll. It answers each request with 204, or each Nth with 503,
// and counts. An event has its number in `"n":` and the time of its sending in `"t":`, by CLOCK_MONOTONIC. The path /s3
// is that of a fourth sink: each sink gets each number once.
//
// It prints its port, and then a line of JSON for each line that it reads: `stats`, `reset`, or `expect N`, whose
// answer comes when N different deliveries have arrived.

namespace herald::bench {
namespace {

constexpr long kMostSinks = 16;

struct Options {
  double delayMs = 0;
  long failEvery = 0;
  std::string certificate{}, key{};
};

/// What arrived since the last reset.
class Count {
 public:
  void refuse() { ++refused_; }

  void take(const HttpText& request, std::int64_t at) {
    ++delivered_;
    bodyBytes_ += request.body.size();
    if (!first_) first_ = at;
    last_ = at;
    const long number = numberBehind(request.body, "\"n\":", -1);
    if (number < 0) return;
    const long sink = std::clamp(numberBehind(request.head, " /s", 0), 0L, kMostSinks - 1);
    const auto index = static_cast<std::size_t>(number * kMostSinks + sink);
    if (index >= seen_.size()) seen_.resize(std::max(index + 1, 2 * seen_.size()));
    ++(seen_[index] ? twice_ : different_);
    seen_[index] = true;
    if (const long sent = numberBehind(request.body, "\"t\":", 0)) waits_.push_back(at - sent);
  }

  long different() const { return different_; }

  std::string json() {
    std::sort(waits_.begin(), waits_.end());
    const auto wait = [&](double share) {
      return waits_.empty() ? 0
                            : waits_[static_cast<std::size_t>(share * static_cast<double>(waits_.size() - 1))] / 1000;
    };
    const auto pair = [](const char* name, auto value) {
      return '"' + std::string(name) + "\":" + std::to_string(value);
    };
    return "{" + pair("delivered", delivered_) + "," + pair("refused", refused_) + "," + pair("different", different_) +
           "," + pair("twice", twice_) + "," + pair("first", first_) + "," + pair("last", last_) + "," +
           pair("bytes", delivered_ ? bodyBytes_ / static_cast<std::size_t>(delivered_) : 0) + "," +
           pair("p50", wait(0.5)) + "," + pair("p99", wait(0.99)) + "}";
  }

 private:
  long delivered_ = 0, refused_ = 0, different_ = 0, twice_ = 0;
  std::size_t bodyBytes_ = 0;
  std::int64_t first_ = 0, last_ = 0;
  std::vector<bool> seen_{};
  std::vector<std::int64_t> waits_{};
};

class Receiver {
 public:
  explicit Receiver(const Options& options)
      : options_(options),
        context_(options.certificate.empty() ? TlsContext(nullptr, &SSL_CTX_free)
                                             : serverContext(options.certificate, options.key)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 1024) != 0)
      throw std::runtime_error("cannot listen");
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    std::cout << ntohs(address.sin_port) << std::endl;
    poll_.add(listener_, EPOLLIN);
    poll_.add(STDIN_FILENO, EPOLLIN);
  }

  /// Returns when the standard input ends.
  void run() {
    while (!ended_) {
      for (const auto& event : poll_.wait(due_.empty() ? 0 : due_.front().at)) serve(event.data.fd);
      answerDue();
      if (expected_ && count_.different() >= expected_) {
        expected_ = 0;
        std::cout << count_.json() << std::endl;
      }
    }
  }

 private:
  struct Client {
    Client(int fd, SSL_CTX* context) : channel(fd, context, Channel::Side::Server) {}
    Channel channel;
    std::string in{};
  };
  struct Due {
    std::int64_t at;
    std::weak_ptr<Client> client;
    bool isRefused;
  };

  void serve(int fd) {
    if (fd == listener_) {
      accept();
    } else if (fd == STDIN_FILENO) {
      obey();
    } else {
      auto& client = clients_[static_cast<std::size_t>(fd)];
      if (client && (!read(client) || !client->channel.write({}))) client = nullptr;
    }
  }

  void accept() {
    for (int fd; (fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      const auto index = static_cast<std::size_t>(fd);
      if (index >= clients_.size()) clients_.resize(index + 1);
      clients_[index] = std::make_shared<Client>(fd, context_.get());
      poll_.add(fd, EPOLLIN);
    }
  }

  bool read(const std::shared_ptr<Client>& client) {
    if (!client->channel.read(client->in)) return false;
    std::size_t done = 0;
    while (const auto request = HttpText::first(std::string_view(client->in).substr(done))) {
      done += request->size;
      const auto at = now();
      const bool isRefused = options_.failEvery && ++requests_ % options_.failEvery == 0;
      isRefused ? count_.refuse() : count_.take(*request, at);
      if (options_.delayMs > 0)
        due_.push_back({at + static_cast<std::int64_t>(options_.delayMs * 1e6), client, isRefused});
      else if (!answer(*client, isRefused))
        return false;
    }
    client->in.erase(0, done);
    return true;
  }

  static bool answer(Client& client, bool isRefused) {
    return client.channel.write(isRefused ? "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
                                          : "HTTP/1.1 204 No Content\r\n\r\n");
  }

  void answerDue() {
    for (; !due_.empty() && due_.front().at <= now(); due_.pop_front()) {
      if (const auto client = due_.front().client.lock()) answer(*client, due_.front().isRefused);
    }
  }

  void obey() {
    char bytes[256];
    const auto got = ::read(STDIN_FILENO, bytes, sizeof bytes);
    ended_ = got <= 0;
    if (ended_) return;
    const std::string_view line(bytes, static_cast<std::size_t>(got));
    if (line.starts_with("reset")) count_ = {};
    expected_ = numberBehind(line, "expect ", 0);
    if (!expected_) std::cout << count_.json() << std::endl;
  }

  Options options_;
  TlsContext context_;
  Poll poll_;
  int listener_;
  Count count_;
  long requests_ = 0, expected_ = 0;
  bool ended_ = false;
  std::vector<std::shared_ptr<Client>> clients_;  ///< by descriptor
  std::deque<Due> due_;
};

}  // namespace
}  // namespace herald::bench

int main(int argc, char** argv) {
  herald::bench::Options options;
  CLI::App app("A receiver for ./dev bench");
  app.add_option("--delay", options.delayMs, "answer after so many milliseconds");
  app.add_option("--fail", options.failEvery, "answer each Nth request with 503");
  app.add_option("--certificate", options.certificate, "use TLS, with this certificate");
  app.add_option("--key", options.key, "the key of the certificate");
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    herald::bench::Receiver(options).run();
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return EXIT_FAILURE;
  }
}
