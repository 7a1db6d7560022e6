// SPDX-License-Identifier: Apache-2.0
#include "crash/ledger.h"

#include <algorithm>
#include <stdexcept>

#include "harness/patience.h"
#include "herald/json.h"

namespace herald::testing {

int Ledger::record(const Received& request) {
  const auto device = jsonToText(jsonAt(request.body, "device"));
  const auto number = std::stoi(std::string(jsonAt(request.body, "n")));
  const auto life = std::stoi(request.headers.at("life"));
  const auto& id = request.headers.at("webhook-id");
  const std::lock_guard lock(mutex_);
  if (std::bernoulli_distribution(0.05)(random_)) return 503;
  auto& arrivals = arrivals_[device];
  auto& newest = newestInLife_[device];
  const bool isNewest = arrivals.empty() || number > arrivals.rbegin()->first;
  const auto [place, isNew] = arrivals.try_emplace(number, Arrival{id, life});
  auto& arrival = place->second;
  verdict_.outOfOrder += isNew && !isNewest;
  verdict_.twice += number <= newest[life];
  if (isNew) {
    ++verdict_.arrived;
    arrived_.notify_all();
  } else {
    ++verdict_.duplicates;
    verdict_.otherIds += arrival.id != id;
    verdict_.tooLate +=
        arrival.life < life && std::any_of(newest.upper_bound(arrival.life), newest.lower_bound(life),
                                           [=](const auto& between) { return between.second >= number; });
    arrival.life = std::max(arrival.life, life);
  }
  newest[life] = std::max(newest[life], number);
  return 204;
}

int Ledger::countOf(const std::string& device) {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(arrivals_[device].size());
}

bool Ledger::has(const std::string& device, int last) { return countOf(device) >= last; }

void Ledger::waitFor(const std::string& device, int last) {
  std::unique_lock lock(mutex_);
  const auto& arrivals = arrivals_[device];
  if (!arrived_.wait_for(lock, kPatience, [&] { return static_cast<int>(arrivals.size()) >= last; }))
    throw std::runtime_error("only " + std::to_string(arrivals.size()) + " of " + std::to_string(last) + " events of " +
                             device + " have arrived");
}

void Ledger::waitForMore(std::size_t count) {
  std::unique_lock lock(mutex_);
  const auto goal = verdict_.arrived + count;
  if (!arrived_.wait_for(lock, kPatience, [&] { return verdict_.arrived >= goal; }))
    throw std::runtime_error("only " + std::to_string(verdict_.arrived) + " of " + std::to_string(goal) +
                             " events have arrived");
}

Ledger::Verdict Ledger::verdict(const std::map<std::string, int>& accepted) {
  const std::lock_guard lock(mutex_);
  auto verdict = verdict_;
  for (const auto& [device, count] : accepted) {
    for (int number = 1; number <= count; ++number) verdict.lost += !arrivals_[device].contains(number);
  }
  return verdict;
}

std::ostream& operator<<(std::ostream& out, const Ledger::Verdict& verdict) {
  return out << verdict.arrived << " arrived, lost: " << verdict.lost << ", out of order: " << verdict.outOfOrder
             << ", duplicates: " << verdict.duplicates << " (with another id: " << verdict.otherIds
             << ", within one life: " << verdict.twice << ", of an earlier life: " << verdict.tooLate << ")";
}

}  // namespace herald::testing
