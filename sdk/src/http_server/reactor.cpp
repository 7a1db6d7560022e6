// SPDX-License-Identifier: Apache-2.0
#include "http_server/reactor.h"

#include <Poco/Net/SecureServerSocketImpl.h>
#include <Poco/Net/SocketAddress.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "herald/thread.h"

namespace herald::inline v1 {
namespace {

constexpr Places::Id kListener = 0;
constexpr Places::Id kWakeUp = 1;
constexpr Places::Id kFirstConnection = 2;
constexpr int kAcceptsPerTurn = 64;
constexpr int kBacklog = 1024;  // if it is full, the system drops a connect, and the client tries again after a second
constexpr Millis kGrace = std::chrono::milliseconds(500);
constexpr Millis kListenAgain = std::chrono::milliseconds(100);
constexpr std::size_t kNetworkBytes = 8;  // of an IPv6 address: the network of one site

FileDescriptor checkedDescriptor(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return FileDescriptor(fd);
}

SSL_CTX* tlsOf(const Poco::Net::ServerSocket& socket) {
  const auto* secure = dynamic_cast<const Poco::Net::SecureServerSocketImpl*>(socket.impl());
  return secure == nullptr ? nullptr : secure->context()->sslContext();
}

/// Clients with the same text count as one.
std::string groupOf(const sockaddr_storage& address) {
  const auto bytes = [](const void* from, std::size_t count) {
    return std::string(static_cast<const char*>(from), count);
  };
  if (address.ss_family == AF_INET) {
    return bytes(&reinterpret_cast<const sockaddr_in&>(address).sin_addr, sizeof(in_addr));
  }
  if (address.ss_family != AF_INET6) return "";
  const auto& six = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&six)) return bytes(six.s6_addr + sizeof six - sizeof(in_addr), sizeof(in_addr));
  return bytes(&six, kNetworkBytes);
}

std::string clientNameOf(const sockaddr_storage& address, socklen_t length) {
  if (address.ss_family != AF_INET && address.ss_family != AF_INET6) return "";
  return Poco::Net::SocketAddress(reinterpret_cast<const sockaddr*>(&address), length).toString();
}

void blockBrokenPipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace

Reactor::Reactor(const Poco::Net::ServerSocket& socket, HttpService& service, const HttpServerLimits& limits)
    : socket_(socket),
      service_(service),
      limits_(limits),
      poll_(checkedDescriptor(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wakeUp_(checkedDescriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")),
      shared_{service_, limits_, text_, tlsOf(socket_)},
      places_(kFirstConnection),
      workers_(service, limits_, [this] { wake(); }) {
  const int fd = socket_.impl()->sockfd();
  ::listen(fd, kBacklog);
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.u64 = kWakeUp}};  // each write counts; nobody reads them
  ::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, wakeUp_.get(), &event);
  watchListener(true);
  thread_ = startThread([this] { run(); });
}

Reactor::~Reactor() {
  mustEnd_ = true;
  wake();
  thread_.join();
}

void Reactor::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wakeUp_.get(), &one, sizeof one);
}

void Reactor::watchListener(bool watched) {
  epoll_event event{.events = EPOLLIN, .data = {.u64 = kListener}};
  ::epoll_ctl(poll_.get(), watched ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, socket_.impl()->sockfd(), &event);
  listens_ = watched;
  if (!watched) nextCheck_ = std::min(nextCheck_, Clock::now() + kListenAgain);
}

void Reactor::run() {
  blockBrokenPipe();
  while (endsAt_ == Clock::time_point::max() || (places_.size() > 0 && Clock::now() < endsAt_)) {
    try {
      turn();
    } catch (const std::exception&) {  // no memory is left for a new connection
    }
  }
}

void Reactor::turn() {
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(poll_.get(), events.data(), static_cast<int>(events.size()), waitMillis());
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == kListener) {
      accept();
    } else if (auto* connection = places_.find(event.data.u64)) {
      constexpr auto kEnds = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
      connection->notice((event.events & (EPOLLIN | kEnds)) != 0, (event.events & kEnds) != 0);
      advance(event.data.u64);
    }
  }
  takeAnswers();
  advanceStreams();
  for (const auto id : std::exchange(again_, {})) advance(id);
  if (mustEnd_ && endsAt_ == Clock::time_point::max()) beginToEnd();
  if (Clock::now() >= nextCheck_) closeOverdue();
}

int Reactor::waitMillis() const {
  if (!again_.empty()) return 0;
  const auto until = std::min(nextCheck_, endsAt_);
  if (until == Clock::time_point::max()) return -1;
  const auto left = std::chrono::ceil<Millis>(until - Clock::now());
  return static_cast<int>(std::clamp<Millis::rep>(left.count(), 0, 60'000));
}

void Reactor::accept() {
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    FileDescriptor socket(::accept4(socket_.impl()->sockfd(), reinterpret_cast<sockaddr*>(&address), &length,
                                    SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.get() >= 0) {
      open({.socket = std::move(socket), .name = clientNameOf(address, length), .group = groupOf(address)});
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      const auto oldest = places_.oldestOfLargestGroup();
      if (oldest) close(*oldest);
      if (!oldest) return watchListener(false);  // try again soon
    } else if (errno != ECONNABORTED && errno != EINTR) {
      return;
    }
  }
}

/// If all places are taken by requests that wait for an answer, the new connection is closed.
void Reactor::open(ServedConnection::Client client) {
  if (places_.size() >= limits_.mostConnections) {
    const auto oldest = places_.oldestOfLargestGroup();
    if (!oldest) return;
    close(*oldest);
  }
  const int yes = 1;  // an answer must not wait until the client has confirmed the one before; a Unix socket ignores it
  ::setsockopt(client.socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  const auto id = places_.add(std::make_unique<ServedConnection>(std::move(client), shared_));
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.u64 = id}};
  if (::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, places_.find(id)->fd(), &event) != 0) return close(id);
  advance(id);
}

void Reactor::takeAnswers() {
  for (const auto& [id, answer] : workers_.takeDone()) {
    auto* connection = places_.find(id);
    if (connection == nullptr) continue;
    try {
      if (answer.stream) connection->setStream({answer.stream, [this, id = id] { streamMoved(id); }});
      connection->setAnswer(answer);
      advance(id);
    } catch (const std::exception&) {  // no memory is left for it
      close(id);
    }
  }
}

/// Called from any thread, under the lock of the stream.
void Reactor::streamMoved(Places::Id id) {
  const MutexLock lock(mutex_);
  if (moved_.insert(id).second && moved_.size() == 1) wake();
}

void Reactor::advanceStreams() {
  std::set<Places::Id> moved;
  {
    const MutexLock lock(mutex_);
    moved.swap(moved_);
  }
  for (const auto id : moved) advance(id);
}

void Reactor::advance(Places::Id id) {
  auto* connection = places_.find(id);
  if (connection == nullptr) return;
  const auto before = connection->held();
  auto next = ServedConnection::Next::End;
  try {
    next = connection->advance();
    if (next == ServedConnection::Next::Request) passOn(id, *connection);
    if (next == ServedConnection::Next::Again) again_.insert(id);
  } catch (const std::exception&) {  // no memory is left for it, and nobody would answer it
    next = ServedConnection::Next::End;
  }
  held_ += connection->held() - before;
  nextCheck_ = std::min(nextCheck_, connection->deadline());
  if (next == ServedConnection::Next::End) close(id);
  boundBodies();
}

void Reactor::passOn(Places::Id id, ServedConnection& connection) {
  if (workers_.add({.connection = id, .group = connection.group(), .request = connection.takeRequest()})) return;
  auto busy = errorAnswer(503, "too many requests wait: send it again after Retry-After");
  busy.headers.emplace_back("Retry-After", "1");
  connection.setAnswer(busy);
  again_.insert(id);
}

void Reactor::boundBodies() {
  while (held_ > kMostBodies * limits_.mostBody + limits_.mostConnections * kMostHeadBytes) {
    const auto oldest = places_.oldestBodyOfLargestGroup();
    if (!oldest) return;
    close(*oldest);
  }
}

void Reactor::closeOverdue() {
  const auto now = Clock::now();
  std::vector<Places::Id> overdue;
  nextCheck_ = Clock::time_point::max();
  for (const auto& [id, connection] : places_) {
    if (connection->deadline() <= now)
      overdue.push_back(id);
    else
      nextCheck_ = std::min(nextCheck_, connection->deadline());
  }
  for (const auto id : overdue) expire(id);
  if (!listens_ && !mustEnd_) watchListener(true);
}

/// The time of this client is up.
void Reactor::expire(Places::Id id) {
  auto* connection = places_.find(id);
  if (connection == nullptr) return;
  const auto before = connection->held();
  bool hasAnswer = false;
  try {
    hasAnswer = connection->expire();
  } catch (const std::exception&) {  // no memory is left for the answer
  }
  held_ += connection->held() - before;
  if (hasAnswer)
    advance(id);
  else
    close(id);
}

void Reactor::close(Places::Id id) {
  if (const auto* connection = places_.find(id)) held_ -= connection->held();
  places_.remove(id);
}

/// From now on only requests that have arrived completely count.
void Reactor::beginToEnd() {
  endsAt_ = Clock::now() + kGrace;
  if (listens_) watchListener(false);
  socket_.close();  // a handler may run on for long, and somebody else needs the port
  std::vector<Places::Id> useless;
  for (const auto& [id, connection] : places_) {
    if (!connection->isAnswering() && !connection->isSending()) useless.push_back(id);
    connection->setLast();
  }
  for (const auto id : useless) close(id);
}

}  // namespace herald::inline v1
