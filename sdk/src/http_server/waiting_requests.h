// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <string>

#include "herald/export.h"
#include "herald/http_server.h"

namespace herald::inline v1 {

/// Requests that wait for a worker. The groups take turns, so that a client with many requests holds up no other one.
/// Within a group, the first comes first. One thread at a time may use it.
class HERALD_API WaitingRequests {
 public:
  struct Job {
    std::uint64_t connection = 0;
    std::string group{};  ///< clients that count as one
    ServerRequest request{};
  };

  /// Throws std::bad_alloc; then nothing has changed.
  void add(Job job);

  /// The next one. There must be one. Throws nothing.
  Job take();

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return bytes_; }  ///< of the bodies
  std::size_t sizeOf(const std::string& group) const;
  std::size_t bytesOf(const std::string& group) const;

 private:
  struct Group {
    std::deque<Job> jobs{};  // at least one
    std::size_t bytes = 0;
  };
  using Groups = std::map<std::string, Group>;

  Groups groups_{};
  std::list<Groups::iterator> turns_{};  // all groups, the next one first
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace herald::inline v1
