// SPDX-License-Identifier: Apache-2.0
#include "flights.h"

#include <utility>

namespace herald::kafka_sink {
namespace {

constexpr std::size_t kMostArrivals = 10'000;

}  // namespace

std::optional<Flights::Number> Flights::unattended(const std::string& identity) const {
  const auto found = unattended_.find(identity);
  return found == unattended_.end() ? std::nullopt : std::optional(found->second);
}

Flights::Number Flights::begin(const std::string& identity, Waiting waiting) {
  flights_.emplace(++last_, Flight{identity, std::move(waiting)});
  ++waiting_;
  return last_;
}

void Flights::join(Number number, Waiting waiting) {
  auto& flight = flights_.at(number);
  unattended_.erase(flight.identity);
  flight.waiting = std::move(waiting);
  ++waiting_;
}

std::optional<Flights::Waiting> Flights::end(Number number, bool hasArrived) {
  const auto found = flights_.find(number);
  if (found == flights_.end()) return std::nullopt;
  auto [identity, waiting] = std::move(found->second);
  flights_.erase(found);
  if (waiting) {
    --waiting_;
    return waiting;
  }
  if (const auto same = unattended_.find(identity); same != unattended_.end() && same->second == number)
    unattended_.erase(same);
  if (hasArrived) remember(identity);
  return std::nullopt;
}

void Flights::remember(const std::string& identity) {
  if (arrived_.contains(identity)) return;
  arrived_.emplace(identity, arrivals_.insert(arrivals_.end(), identity));
  if (arrivals_.size() <= kMostArrivals) return;
  arrived_.erase(arrivals_.front());
  arrivals_.pop_front();
}

bool Flights::takeArrived(const std::string& identity) {
  const auto found = arrived_.find(identity);
  if (found == arrived_.end()) return false;
  arrivals_.erase(found->second);
  arrived_.erase(found);
  return true;
}

std::vector<Flights::Waiting> Flights::takeOver(Clock::time_point now) {
  return takeIf([now](const Waiting& one) { return one.stop.stop_requested() || now >= one.deadline; });
}

std::vector<Flights::Waiting> Flights::takeAll() {
  return takeIf([](const Waiting&) { return true; });
}

std::vector<Flights::Waiting> Flights::takeIf(const std::function<bool(const Waiting&)>& isOver) {
  std::vector<Waiting> taken;
  for (auto& [number, flight] : flights_) {
    if (!flight.waiting || !isOver(*flight.waiting)) continue;
    taken.push_back(std::move(*flight.waiting));
    flight.waiting.reset();
    unattended_.insert_or_assign(flight.identity, number);
    --waiting_;
  }
  return taken;
}

void Flights::forgetRecords() {
  flights_.clear();
  unattended_.clear();
  waiting_ = 0;
}

}  // namespace herald::kafka_sink
