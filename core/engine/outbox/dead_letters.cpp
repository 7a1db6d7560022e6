// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/dead_letters.h"

#include <Poco/String.h>

#include <algorithm>

namespace herald::core {

DeadLetters::~DeadLetters() = default;

bool matches(const DeadLetterQuery& query, const Delivery& letter) {
  if (!query.sink.empty() && query.sink != letter.sink) return false;
  if (letter.ending.time < query.since || letter.ending.time >= query.until) return false;
  const auto& wanted = query.sequences;
  if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), letter.sequence) == wanted.end()) return false;
  return query.reason.empty() ||
         Poco::toLower(letter.ending.reason).find(Poco::toLower(query.reason)) != std::string::npos;
}

}  // namespace herald::core
