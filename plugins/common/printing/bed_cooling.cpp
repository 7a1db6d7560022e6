// SPDX-License-Identifier: Apache-2.0
#include "printing/bed_cooling.h"

#include <array>
#include <utility>

#include "herald/json.h"
#include "printing/json_values.h"

namespace herald::printing {
namespace {

constexpr std::array<std::string_view, 4> kPhases{"idle", "cold", "hot", "cooling"};
constexpr double kStale = 6 * 3600;  // seconds

}  // namespace

Option bedCooledOption() {
  return {.name = "bedCooled.below",
          .type = Type::Number,
          .fallback = "40",
          .help =
              "BedCooled comes when the bed falls below this temperature after a print, in °C. At 40 most prints "
              "come off, a hand can touch the bed, and no room in summer is warmer.",
          .least = "1",
          .most = "200"};
}

void BedCooling::started() { phase_ = Phase::Cold; }

void BedCooling::runs() {
  if (phase_ != Phase::Hot) phase_ = Phase::Cold;
}

void BedCooling::resumed() {
  if (phase_ == Phase::Cooling) phase_ = Phase::Hot;
}

void BedCooling::ended(std::string_view fields, std::string subject, double now) {
  if (phase_ == Phase::Cold) phase_ = Phase::Idle;
  if (phase_ != Phase::Hot) return;
  phase_ = Phase::Cooling;
  endedAt_ = now;
  subject_ = std::move(subject);
  JsonObject kept;
  for (const char* name : {"name", "path", "origin"}) kept.addRaw(name, jsonAt(fields, name));
  fields_ = kept.text();
}

bool BedCooling::take(double temperature, double now) {
  const bool hot = temperature >= below_;
  if (phase_ == Phase::Cold && hot) phase_ = Phase::Hot;
  if (phase_ != Phase::Cooling || hot) return false;
  phase_ = Phase::Idle;
  return now - endedAt_ < kStale;
}

std::string BedCooling::payload(double temperature) const {
  JsonObject payload;
  payload.add("temperature", temperature).add("below", below_);
  for (const auto& [name, value] : jsonMembers(fields_)) payload.addRaw(name, value);
  return payload.text();
}

std::string BedCooling::text() const {
  if (phase_ == Phase::Idle) return "null";
  JsonObject object;
  object.add("phase", kPhases[static_cast<std::size_t>(phase_)]);
  if (phase_ == Phase::Cooling) object.addRaw("fields", fields_).add("subject", subject_).add("endedAt", endedAt_);
  return object.text();
}

void BedCooling::restore(std::string_view text) {
  phase_ = Phase::Idle;
  const std::string phase = jsonToText(jsonAt(text, "phase"));
  for (std::size_t i = 0; i < kPhases.size(); ++i)
    if (phase == kPhases[i]) phase_ = static_cast<Phase>(i);
  const std::string_view fields = jsonAt(text, "fields");
  fields_ = fields.starts_with('{') ? fields : "{}";
  subject_ = jsonToText(jsonAt(text, "subject"));
  endedAt_ = number(jsonAt(text, "endedAt")).value_or(0);
}

}  // namespace herald::printing
