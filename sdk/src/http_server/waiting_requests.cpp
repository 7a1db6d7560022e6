// SPDX-License-Identifier: Apache-2.0
#include "http_server/waiting_requests.h"

#include <utility>

namespace herald::inline v1 {

void WaitingRequests::add(Job job) {
  const auto bytes = job.request.body.size();
  auto place = groups_.find(job.group);
  if (place != groups_.end()) {
    place->second.jobs.push_back(std::move(job));
  } else {
    Groups one;
    place = one.try_emplace(job.group).first;
    place->second.jobs.push_back(std::move(job));
    turns_.push_back(place);
    groups_.merge(one);  // the iterator stays valid
  }
  place->second.bytes += bytes;
  ++size_;
  bytes_ += bytes;
}

WaitingRequests::Job WaitingRequests::take() {
  const auto place = turns_.front();
  auto& [jobs, bytes] = place->second;
  Job job = std::move(jobs.front());
  jobs.pop_front();
  bytes -= job.request.body.size();
  bytes_ -= job.request.body.size();
  --size_;
  if (jobs.empty()) {
    turns_.pop_front();
    groups_.erase(place);
  } else {
    turns_.splice(turns_.end(), turns_, turns_.begin());
  }
  return job;
}

std::size_t WaitingRequests::sizeOf(const std::string& group) const {
  const auto found = groups_.find(group);
  return found == groups_.end() ? 0 : found->second.jobs.size();
}

std::size_t WaitingRequests::bytesOf(const std::string& group) const {
  const auto found = groups_.find(group);
  return found == groups_.end() ? 0 : found->second.bytes;
}

}  // namespace herald::inline v1
