// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/dead_letter_selection.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "herald/event.h"
#include "herald/json.h"
#include "heraldd/api/deliveries/dead_letter_groups.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

using Kind = Operation::Parameter::Kind;

std::uint64_t sequenceFrom(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::chrono::system_clock::time_point timeOr(const std::string& text, std::chrono::system_clock::time_point otherwise) {
  if (text.empty()) return otherwise;
  const auto time = parseRfc3339(text);
  if (!time) throw ApiProblem(422, "`" + text + "` is no time: use one such as 2026-01-31T08:15:30Z");
  return *time;
}

}  // namespace

const char* const kDeadLetterSelectSchema =
    R"({"type":"object","properties":{"sink":{"type":"string"},"reason":{"type":"string"},)"
    R"("device":{"type":"string"},"since":{"type":"string"},"until":{"type":"string"},)"
    R"("sequences":{"type":"array","maxItems":10000,"items":{"type":"integer","minimum":1}},"all":{"type":"boolean"}}})";

bool DeadLetterSelection::matches(const Delivery& letter) const {
  if (!device.empty() && letter.event->device != device) return false;
  if (!core::matches(query, letter)) return false;
  if (reason.empty() || commonReason(letter.ending.reason) == reason) return true;
  return core::matches(DeadLetterQuery{.reason = reason}, letter);
}

std::vector<Delivery> DeadLetterParts::next() {
  auto letters = letters_.list(selection_.query, after_, kPart);
  const bool isEnd = letters.size() < kPart || letters.back().sequence >= last_;
  after_ = isEnd ? last_ : letters.back().sequence;
  std::erase_if(letters, [&](const auto& letter) { return letter.sequence > last_ || !selection_.matches(letter); });
  return letters;
}

std::vector<Operation::Parameter> deadLetterParameters() {
  return {
      {.name = "sink", .description = "only those of this sink"},
      {.name = "reason", .description = "only those of the group with this reason, or with this text in the reason"},
      {.name = "device", .description = "only those of this device"},
      {.name = "since", .description = "only those that died at this time or later", .kind = Kind::Time},
      {.name = "until", .description = "only those that died before this time", .kind = Kind::Time},
      {.name = "sequence", .description = "only these", .kind = Kind::Integer, .isList = true, .least = 1}};
}

DeadLetterSelection deadLetterSelectionFrom(const ApiRequest& request) {
  DeadLetterSelection selection{.reason = request.text("reason"), .device = request.text("device")};
  selection.query.sink = request.text("sink");
  if (const auto since = request.time("since")) selection.query.since = *since;
  if (const auto until = request.time("until")) selection.query.until = *until;
  for (const auto& sequence : request.list("sequence")) selection.query.sequences.push_back(sequenceFrom(sequence));
  return selection;
}

DeadLetterSelection deadLetterSelectionFrom(std::string_view select) {
  const auto text = [&](const char* member) { return jsonToText(jsonAt(select, member)); };
  DeadLetterSelection selection{.reason = text("reason"), .device = text("device")};
  selection.query.sink = text("sink");
  selection.query.since = timeOr(text("since"), selection.query.since);
  selection.query.until = timeOr(text("until"), selection.query.until);
  for (const auto raw : jsonElements(jsonAt(select, "sequences"))) {
    selection.query.sequences.push_back(sequenceFrom(raw));
  }
  const auto members = jsonMembers(select);
  const bool selects = std::any_of(members.begin(), members.end(), [](const auto& member) {
    return member.first != "all" && member.second != R"("")" && member.second != "[]";
  });
  if (!selects && jsonAt(select, "all") != "true") {
    throw ApiProblem(422,
                     "which dead letters? Give `sink`, `reason`, `device`, `since`, `until` or `sequences`, or "
                     "`all`: true");
  }
  return selection;
}

}  // namespace herald::core
