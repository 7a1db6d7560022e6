// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/custody_book.h"

#include <algorithm>
#include <utility>

namespace herald::core {

bool CustodyBook::Record::isHeldBy(const void* owner) const {
  return std::any_of(holders.begin(), holders.end(),
                     [owner](const auto& one) { return one.holding->owner() == owner; });
}

std::optional<Millis> CustodyBook::Record::longest() const {
  std::optional<Millis> longest = Millis(0);
  for (const auto& [holding, leaves] : holders) {
    const auto most = holding->atMost();
    longest = longest && most ? std::optional(std::max(*longest, *most)) : std::nullopt;
  }
  return longest;
}

bool CustodyBook::Record::isLeaving() const {
  return std::all_of(holders.begin(), holders.end(), [](const auto& one) { return one.leaves; });
}

CustodyBook::Record* CustodyBook::find(std::uint64_t sequence) {
  const auto found = records_.find(sequence);
  return found == records_.end() ? nullptr : &found->second;
}

std::vector<std::uint64_t> CustodyBook::sequences() const {
  std::vector<std::uint64_t> result;
  result.reserve(records_.size());
  for (const auto& [sequence, record] : records_) result.push_back(sequence);
  return result;
}

std::vector<std::uint64_t> CustodyBook::sequences(const void* owner) const {
  std::vector<std::uint64_t> result;
  for (const auto& [sequence, record] : records_) {
    if (record.isHeldBy(owner)) result.push_back(sequence);
  }
  return result;
}

void CustodyBook::hold(std::uint64_t sequence, SinkQueue& queue, Category category, std::shared_ptr<Holding> holding) {
  auto& record = records_[sequence];
  record.queue = &queue;
  record.category = category;
  record.holders.push_back({std::move(holding), false});
}

void CustodyBook::end(std::uint64_t sequence, Holding::End end) {
  for (const auto& one : take(sequence)) one.holding->ended(end);
}

void CustodyBook::save(std::uint64_t sequence, Holding::End as) {
  auto* const record = empty() ? nullptr : find(sequence);
  if (!record) return;
  record->isSaving = true;
  record->savedAs = as;
  for (const auto& one : record->holders) one.holding->mustBeSaved();
}

void CustodyBook::refuse(std::uint64_t sequence, bool waits) {
  auto* const record = empty() ? nullptr : find(sequence);
  if (!record) return;
  ++record->refusals;
  if (waits) record->isSaving = false;
}

void CustodyBook::rename(std::uint64_t from, std::uint64_t to, SinkQueue& queue) {
  auto node = empty() ? Records::node_type{} : records_.extract(from);
  if (node.empty()) return;
  node.key() = to;
  node.mapped().queue = &queue;
  records_.insert(std::move(node));
}

bool CustodyBook::leave(std::uint64_t sequence) {
  const auto* const record = empty() ? nullptr : find(sequence);
  if (!record || record->isSaving) return false;
  return giveBackWhere(sequence, [](const Holder& one) { return one.leaves; });
}

bool CustodyBook::giveBack(std::uint64_t sequence, const IsWanted& isWanted, bool isBusy) {
  if (!isBusy) return giveBackWhere(sequence, [&](const Holder& one) { return isWanted(*one.holding); });
  auto* const record = find(sequence);
  if (!record) return false;
  for (auto& one : record->holders) one.leaves |= isWanted(*one.holding);
  return false;
}

bool CustodyBook::giveBackWhere(std::uint64_t sequence, const std::function<bool(const Holder& holder)>& isWanted) {
  auto* const record = empty() ? nullptr : find(sequence);
  if (!record) return false;
  auto& holders = record->holders;
  const auto goes = std::stable_partition(holders.begin(), holders.end(), std::not_fn(isWanted));
  for (auto one = goes; one != holders.end(); ++one) one->holding->ended(Holding::End::GivenBack);
  holders.erase(goes, holders.end());
  return holders.empty();
}

bool CustodyBook::isOrphan(std::uint64_t sequence) const {
  const auto found = records_.find(sequence);
  return found != records_.end() && found->second.holders.empty();
}

std::vector<CustodyBook::Holder> CustodyBook::take(std::uint64_t sequence) {
  auto node = empty() ? Records::node_type{} : records_.extract(sequence);
  return node.empty() ? std::vector<Holder>{} : std::move(node.mapped().holders);
}

}  // namespace herald::core
