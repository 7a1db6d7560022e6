// SPDX-License-Identifier: Apache-2.0
// The text before the first NUL is a condition, the rest is an event's payload.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "event_condition.h"
#include "herald/json.h"
#include "herald/testing/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto middle = std::min(input.find('\0'), input.size());
  const auto payload = input.substr(std::min(middle + 1, input.size()));
  Event event;
  event.type = "PrintDone";
  event.device = "mk3";
  event.payload = isJsonObject(payload) ? std::string(payload) : JsonObject().add("name", payload).text();
  event.context = "{}";
  try {
    const filter::EventCondition condition(input.substr(0, middle));
    testing::require(condition.holds(event) == condition.holds(event));
  } catch (const matching::BadCondition& bad) {
    testing::require(*bad.what() != '\0');
  }
  return 0;
}
