// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/rejections.h"

namespace herald::core {

namespace {

constexpr std::size_t kMostTypes = 256;  // a client of the http source may invent types without end

bool isPowerOfTen(std::uint64_t count) {
  while (count >= 10 && count % 10 == 0) count /= 10;
  return count == 1;
}

}  // namespace

Rejections Rejections::everything() {
  Rejections rejections;
  rejections.all_ = kEverything;
  return rejections;
}

void Rejections::add(const std::string& type) {
  if (byType_.size() >= kMostTypes) byType_.clear();
  ++all_;
  ++byType_[type];
}

void Rejections::end(const std::string& type) {
  all_ = 0;
  if (!byType_.empty()) byType_.erase(type);
}

bool Rejections::isTold(const std::string& type) const {
  const auto count = isEverything() ? all_ : countOf(type);
  return count <= kEverything || isPowerOfTen(count);
}

std::string Rejections::summary(const std::string& type) const {
  if (isEverything()) return "rejects everything: the last " + std::to_string(all_) + " events are dead letters; ";
  const auto count = countOf(type);
  if (count < kEverything) return {};
  return "rejects every " + type + ": the last " + std::to_string(count) + " are dead letters; ";
}

std::uint64_t Rejections::countOf(const std::string& type) const {
  const auto found = byType_.find(type);
  return found == byType_.end() ? 0 : found->second;
}

}  // namespace herald::core
