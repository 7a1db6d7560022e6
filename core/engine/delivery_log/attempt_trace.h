// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "herald/http.h"
#include "herald/mutex.h"

namespace herald::core {

/// One HTTP request of an attempt, as it was sent, and its answer. The bodies may be cut. It holds secrets. A value.
struct AttemptExchange {
  HttpRequest request{};
  std::string text{};       ///< what a sink sent that does not speak HTTP; then there is no request
  HttpResponse response{};  ///< status 0 and no body: there was no answer
  std::string failure{};    ///< why there was no complete answer
  Clock::duration took{};
  bool isRequestCut = false;
  bool isAnswerCut = false;
};

/// What the HTTP clients of a sink do during an attempt. The configuration may change later, so nobody could tell it
/// afterwards. An attempt may wander over threads: a Scope says which thread works for it. Every thread may use it.
class AttemptTrace {
 public:
  static constexpr std::size_t kMostExchanges = 4;                    ///< the last ones
  static constexpr std::size_t kMostRequest = std::size_t{16} << 10;  ///< bytes of a body
  static constexpr std::size_t kMostAnswer = std::size_t{8} << 10;    ///< bytes of a body

  /// While it lives, this thread works for the attempt, or for none if `trace` is null. Of two, the inner one counts.
  /// For one thread.
  class Scope {
   public:
    explicit Scope(std::shared_ptr<AttemptTrace> trace);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    friend class AttemptTrace;
    const std::shared_ptr<AttemptTrace> trace_;
    const Scope* const outer_;
  };

  /// A request that is under way. Every HTTP client of a sink says by it how the request ended, on any thread. A value.
  class Sent {
   public:
    void gets(const HttpResponse& response) const;
    void fails(std::string_view why) const;

   private:
    friend class AttemptTrace;
    std::shared_ptr<AttemptTrace> trace_{};  // null: for no attempt
    std::uint64_t number_ = 0;
    Clock::time_point began_{};
  };

  static bool isOn();  ///< whether this thread works for an attempt
  static std::shared_ptr<AttemptTrace> ofThisThread();

  /// Without an attempt, this costs one comparison.
  static Sent sends(const HttpRequest& request);

  /// Where the last request went; empty if there was none. It may hold secrets.
  std::string address() const HERALD_EXCLUDES(mutex_);

  /// What there is until now. It forgets later ends of these requests.
  std::vector<AttemptExchange> take() HERALD_EXCLUDES(mutex_);

 private:
  std::uint64_t add(const HttpRequest& request) HERALD_EXCLUDES(mutex_);
  AttemptExchange* find(std::uint64_t number) HERALD_REQUIRES(mutex_);

  mutable Mutex mutex_{};
  std::vector<AttemptExchange> exchanges_ HERALD_GUARDED_BY(mutex_){};
  std::uint64_t first_ HERALD_GUARDED_BY(mutex_) = 0;  // the number of the first of these
};

}  // namespace herald::core
