// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/damage.h"

#include <algorithm>
#include <sstream>

#include "base/text/counted.h"

namespace herald::core {

namespace {

constexpr std::size_t kMostSentences = 10;  // sentences; the newest stay

}  // namespace

/// The note has the number of lost deliveries, then one sentence a line.
Damage::Damage(const std::string& note) {
  std::istringstream lines(note);
  lines >> lost_ >> std::ws;
  for (std::string line; std::getline(lines, line);) sentences_.push_back(line);
}

void Damage::add(const std::string& sentence) {
  auto line = sentence;
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (std::find(sentences_.begin(), sentences_.end(), line) != sentences_.end()) return;
  if (sentences_.size() == kMostSentences) sentences_.erase(sentences_.begin());
  sentences_.push_back(line);
}

void Damage::addLost(std::size_t deliveries) { lost_ += deliveries; }

std::size_t Damage::toName() const { return lost_ < kNamed ? kNamed - lost_ : 0; }

Note Damage::note() const {
  Note note{.owner = kOwner, .key = kKey};
  if (lost_ == 0 && sentences_.empty()) return note;
  note.value = std::to_string(lost_);
  for (const auto& sentence : sentences_) note.value += "\n" + sentence;
  return note;
}

std::string Damage::text() const {
  std::string text;
  for (const auto& sentence : sentences_) text += (text.empty() ? "" : "; ") + sentence;
  if (lost_ == 0) return text;
  const auto named = lost_ > kNamed ? "the first " + std::to_string(kNamed) + " of them" : "them";
  return text + (text.empty() ? "" : "; ") +
         counted(lost_, "delivery is lost, damaged or unreadable on disk: the log names it",
                 "deliveries are lost, damaged or unreadable on disk: the log names " + named);
}

std::string damageOf(const Outbox& outbox) { return Damage(outbox.note(Damage::kOwner, Damage::kKey)).text(); }

std::string acknowledgeDamage(Outbox& outbox) {
  auto text = damageOf(outbox);
  std::vector<Delivery> none;
  outbox.store(none, true, {Damage().note()});
  outbox.flush();
  return text;
}

}  // namespace herald::core
