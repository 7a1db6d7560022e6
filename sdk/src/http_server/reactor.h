// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <atomic>
#include <cstdint>
#include <set>
#include <thread>

#include "herald/mutex.h"
#include "http_server/answer_text.h"
#include "http_server/places.h"
#include "http_server/request_workers.h"

namespace herald::inline v1 {

/// The thread of an HttpServer that accepts, reads and writes for all connections, and never waits for one of them. See
/// HttpServer for what it guarantees.
class Reactor {
 public:
  /// Throws std::system_error if the system refuses a descriptor, NoThread if it refuses a thread.
  Reactor(const Poco::Net::ServerSocket& socket, HttpService& service, const HttpServerLimits& limits);
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

 private:
  void run();
  void turn();
  void accept();
  void open(ServedConnection::Client client);
  void watchListener(bool watched);
  void takeAnswers();
  void streamMoved(Places::Id id) HERALD_EXCLUDES(mutex_);
  void advanceStreams() HERALD_EXCLUDES(mutex_);
  void advance(Places::Id id);
  void passOn(Places::Id id, ServedConnection& connection);
  void boundBodies();
  void closeOverdue();
  void expire(Places::Id id);
  void close(Places::Id id);
  void beginToEnd();
  int waitMillis() const;
  void wake() const;

  Poco::Net::ServerSocket socket_;
  HttpService& service_;
  const HttpServerLimits limits_;
  FileDescriptor poll_;
  FileDescriptor wakeUp_;
  AnswerText text_{};
  const ServedConnection::Shared shared_;
  Mutex mutex_{};  // goes before the connections: their streams use it until they end
  std::set<Places::Id> moved_ HERALD_GUARDED_BY(mutex_){};  // their streams have something to send
  Places places_;
  std::set<Places::Id> again_{};  // those that had more to do
  std::size_t held_ = 0;          // bytes of incomplete requests
  bool listens_ = false;
  Clock::time_point nextCheck_ = Clock::time_point::max();  // no deadline is sooner
  Clock::time_point endsAt_ = Clock::time_point::max();     // while it ends
  std::atomic<bool> mustEnd_ = false;
  RequestWorkers workers_;
  std::thread thread_;
};

}  // namespace herald::inline v1
