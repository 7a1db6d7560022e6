// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "herald/mutex.h"

namespace herald::core {

/// How far a job is. A value.
struct JobState {
  std::string id{};
  std::string what{};     ///< "replay"
  std::size_t total = 0;  ///< as counted at the begin
  std::size_t done = 0;   ///< how many it has looked at, with those that failed
  std::size_t failed = 0;
  std::map<std::string, std::size_t> failures{};  ///< how many, by the reason
  bool ended = false;

  void fail(const std::string& reason, std::size_t count);  ///< does nothing if `count` is 0
};

/// {"job", "what", "total", "done", "failed", "failures": [{"reason", "count"}], "ended"}
std::string toJson(const JobState& job);

extern const char* const kJobSchema;

/// Work for the operator that takes longer than an answer may: one job after the other, on a thread that begins with
/// the first of them. A job is done in short parts, so that it holds up nothing, and Herald can stop between two. A
/// reload changes nothing. A restart ends all jobs: what they have done stays done. Every thread may call it.
class Jobs {
 public:
  /// Does one part, which may take about a second, and changes the counts. Returns false if nothing is left to do. If
  /// it throws, the job ends and says why.
  using Part = std::function<bool(JobState& job)>;
  /// Hears how far a job is, after each part. It must not wait.
  using Listener = std::function<void(const JobState& job)>;

  static constexpr std::size_t kMostOpen = 16;   ///< that have not ended
  static constexpr std::size_t kMostEnded = 32;  ///< that are remembered

  explicit Jobs(Listener listener) : listener_(std::move(listener)) {}
  ~Jobs();  ///< waits for the part under way
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  /// Begins a job soon. If an equal one, by `key`, has not ended, it is that one: so a request that is sent twice does
  /// nothing twice. Throws ApiProblem if too many are open, or NoThread.
  JobState start(const std::string& key, JobState job, Part part) HERALD_EXCLUDES(mutex_);

  std::optional<JobState> find(const std::string& id) const HERALD_EXCLUDES(mutex_);
  std::vector<JobState> all() const HERALD_EXCLUDES(mutex_);  ///< in the order of their begin

 private:
  struct Job {
    std::string key{};
    JobState state{};
    Part part{};
  };

  void run() HERALD_EXCLUDES(mutex_);
  std::shared_ptr<Job> open() const HERALD_REQUIRES(mutex_);
  void forgetOld() HERALD_REQUIRES(mutex_);

  const Listener listener_;
  mutable Mutex mutex_{};
  Condition changed_{};
  std::list<std::shared_ptr<Job>> jobs_ HERALD_GUARDED_BY(mutex_){};
  std::uint64_t last_ HERALD_GUARDED_BY(mutex_) = 0;
  bool ends_ HERALD_GUARDED_BY(mutex_) = false;
  std::thread thread_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
