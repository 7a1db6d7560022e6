// SPDX-License-Identifier: Apache-2.0
#include "http_server/waiting_requests.h"

#include <utility>

namespace herald::inline v1 {

void WaitingRequests::add(Job job) {
  const auto bytes = job.request.body.size();
  const auto found = groups_.find(job.group);
  if (found != groups_.end()) {
    found->second.push_back(std::move(job));
  } else {
    Groups group;
    const auto place = group.try_emplace(job.group).first;
    place->second.push_back(std::move(job));
    turns_.push_back(place);
    groups_.merge(group);  // the iterator stays valid
  }
  ++size_;
  bytes_ += bytes;
}

WaitingRequests::Job WaitingRequests::take() {
  const auto place = turns_.front();
  auto& jobs = place->second;
  Job job = std::move(jobs.front());
  jobs.pop_front();
  --size_;
  bytes_ -= job.request.body.size();
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
  return found == groups_.end() ? 0 : found->second.size();
}

}  // namespace herald::inline v1
