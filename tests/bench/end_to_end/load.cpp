// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/end_to_end/channel.h"
#include "bench/end_to_end/http_text.h"
#include "bench/end_to_end/poll.h"

// Sends events to 127.0.0.1, from one thread with epoll: as lines of JSON in requests to the http source, as the
// requests that Herald would make of them (so it is the bare client), or as lines over TCP. Prints when it began and
// when it ended, in nanoseconds of CLOCK_MONOTONIC.

namespace herald::bench {
namespace {

enum class Form { Source, Request, Lines };

struct Options {
  Form form = Form::Source;
  int port = 0;
  std::string path = "/";
  bool tls = false;
  long events = 1000, warm = 0, first = 0, batch = 1, devices = 1;
  int connections = 1;
  double rate = 0;
  std::size_t payload = 473;  // the default data template makes a body of 570 bytes of it
  std::string type = "FilamentLow";
};

/// Makes the events, each with its number and its time.
class Events {
 public:
  explicit Events(const Options& options) : options_(options), filler_(options.payload, 'x') {}

  /// Appends an event, as the http source takes it or as a sink gets it.
  void append(std::string& out, long number, std::int64_t time) const {
    const auto device = "d" + std::to_string(number % options_.devices);
    out += options_.form == Form::Source
               ? R"({"type":")" + options_.type + R"(","device":")" + device + R"(","payload":)"
               : R"({"deviceIdentifier":")" + device + R"(","apiSecret":"","topic":")" + options_.type +
                     R"(","message":")" + options_.type + R"(.","extra":)";
    const auto begin = out.size();
    out += R"({"n":)" + std::to_string(number) + R"(,"t":)" + std::to_string(time) + R"(,"text":")";
    const auto used = out.size() - begin + 2;
    out.append(filler_, 0, options_.payload > used ? options_.payload - used : 0);
    out += R"("}})";
  }

 private:
  const Options& options_;
  std::string filler_;
};

/// Sends all of them: on each connection a request at a time, or one stream of lines.
class Load {
 public:
  explicit Load(const Options& options)
      : options_(options),
        context_(options.tls ? clientContext() : TlsContext(nullptr, &SSL_CTX_free)),
        events_(options) {
    for (int i = 0; i < options.connections; ++i) {
      const int fd = connect();
      const auto index = static_cast<std::size_t>(fd);
      if (index >= connections_.size()) connections_.resize(index + 1);
      connections_[index] = std::make_unique<Connection>(fd, context_.get());
      poll_.add(fd, EPOLLIN);
      free_.push_back(connections_[index].get());
    }
  }

  /// Returns when each request has its answer. Before it begins to count, each connection may have carried an event.
  void run() {
    begin();
    sendUntil(options_.warm);
    begin();
    sendUntil(options_.warm + options_.events);
  }

  /// When it began and ended, and its CPU in between, in ns.
  std::string json() const {
    return R"({"start":)" + std::to_string(start_) + R"(,"end":)" + std::to_string(now()) + R"(,"cpu":)" +
           std::to_string(cpuTime() - cpu_) + "}";
  }

 private:
  struct Connection {
    Connection(int fd, SSL_CTX* context) : channel(fd, context, Channel::Side::Client) {}
    Channel channel;
    std::string in{};
    bool waitsForRoom = false;
  };

  int connect() const {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(options_.port));
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("nobody listens at port " + std::to_string(options_.port));
    return fd;
  }

  static std::int64_t cpuTime() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1'000'000'000 + time.tv_nsec;
  }

  void begin() {
    start_ = now();
    cpu_ = cpuTime();
    sentBefore_ = sent_;
  }

  void sendUntil(long end) {
    end_ = end;
    for (;;) {
      while (canSend() && nextDue() <= now()) sendNext();
      if (sent_ == end_ && free_.size() == static_cast<std::size_t>(options_.connections)) return;
      for (const auto& event : poll_.wait(canSend() ? nextDue() : 0)) serve(event);
    }
  }

  bool canSend() const { return sent_ < end_ && !free_.empty(); }

  std::int64_t nextDue() const { return dueAt(sent_); }

  std::int64_t dueAt(long event) const {
    if (options_.rate <= 0) return start_;
    return start_ + static_cast<std::int64_t>(static_cast<double>(event - sentBefore_) * 1e9 / options_.rate);
  }

  /// A paced event has the time when it was due: so it also counts how long it waited for a free connection.
  void sendNext() {
    body_.clear();
    const long end = std::min(end_, sent_ + options_.batch);
    for (; sent_ < end; ++sent_) {
      events_.append(body_, options_.first + sent_, options_.rate > 0 ? dueAt(sent_) : now());
      if (options_.form != Form::Request) body_ += '\n';
    }
    auto& connection = *free_.back();
    free_.pop_back();
    if (options_.form == Form::Lines) {
      write(connection, body_);
      return;
    }
    const std::string type = options_.form == Form::Source ? "application/x-ndjson" : "application/json";
    write(connection, "POST " + options_.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type +
                          "\r\nContent-Length: " + std::to_string(body_.size()) + "\r\n\r\n" + body_);
  }

  void write(Connection& connection, std::string_view text) {
    if (!connection.channel.write(text)) throw std::runtime_error("the peer has closed a connection");
    if (const bool waits = connection.channel.hasRest(); waits != connection.waitsForRoom) {
      poll_.change(connection.channel.fd(), waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
      connection.waitsForRoom = waits;
    }
    if (options_.form == Form::Lines && !connection.waitsForRoom) free_.push_back(&connection);
  }

  void serve(const epoll_event& event) {
    auto& connection = *connections_[static_cast<std::size_t>(event.data.fd)];
    if (!connection.channel.read(connection.in)) throw std::runtime_error("the peer has closed a connection");
    if (connection.waitsForRoom || connection.channel.hasRest()) write(connection, {});
    const auto answer = HttpText::first(connection.in);
    if (!answer) return;
    if (!answer->head.starts_with("HTTP/1.1 20")) throw std::runtime_error("the answer is " + connection.in);
    connection.in.erase(0, answer->size);
    free_.push_back(&connection);
  }

  const Options options_;
  TlsContext context_;
  Events events_;
  Poll poll_;
  std::vector<std::unique_ptr<Connection>> connections_;  ///< by descriptor
  std::vector<Connection*> free_;
  std::string body_;
  long sent_ = 0, sentBefore_ = 0, end_ = 0;
  std::int64_t start_ = 0, cpu_ = 0;
};

}  // namespace
}  // namespace herald::bench

int main(int argc, char** argv) {
  using namespace herald::bench;
  const std::map<std::string, Form> forms{{"source", Form::Source}, {"request", Form::Request}, {"lines", Form::Lines}};
  Options options;
  CLI::App app("The load of ./dev bench");
  app.add_option("port", options.port)->required();
  app.add_option("--form", options.form)->transform(CLI::CheckedTransformer(forms));
  app.add_option("--path", options.path, "the path of the requests");
  app.add_flag("--tls", options.tls, "speak TLS, and trust everyone");
  app.add_option("--events", options.events, "how many events to send");
  app.add_option("--warm", options.warm, "how many to send before, which do not count");
  app.add_option("--first", options.first, "the number of the first one");
  app.add_option("--batch", options.batch, "how many events are in a request");
  app.add_option("--devices", options.devices, "how many devices take turns");
  app.add_option("--connections", options.connections, "how many requests may be under way");
  app.add_option("--rate", options.rate, "how many events to send in a second; 0 sends as fast as they are taken");
  app.add_option("--payload", options.payload, "how many bytes the payload of an event has");
  app.add_option("--type", options.type, "the type of the events");
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    Load load(options);
    load.run();
    std::cout << load.json() << "\n";
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return EXIT_FAILURE;
  }
}
