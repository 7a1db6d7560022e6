// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "herald/json.h"
#include "herald/testing/require.h"
#include "home_assistant.h"
#include "message_mapping.h"
#include "topic.h"

/// The input is a message: its topic, a line end, its payload.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald;
  using namespace herald::mqtt;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = input.find('\n');
  const std::string topic(input.substr(0, end));
  const std::string payload(end == input.npos ? "" : input.substr(end + 1));

  const std::string level = topicLevel(topic);
  herald::testing::require(level.find_first_of(std::string_view("/+#\0", 4)) == level.npos);
  herald::testing::require(topic.starts_with('$') || !topicProblem(topic).empty() || !filterProblem(topic).empty() ||
                           matches(topic, topic));

  static const MessageMapping mapping(Settings(MessageMapping::options(), {{"device", "@levels.1"},
                                                                           {"eventType", "@payload.event"},
                                                                           {"time", "@payload.time"},
                                                                           {"subject", "@payload.job.name"}}));
  const Event event = mapping.event({topic, payload, 1, false}).value();
  herald::testing::require(!event.type.empty() && isJsonObject(event.payload));

  HomeAssistant home("homeassistant", "herald", "1");
  for (const auto& message : home.messagesFor(event))
    herald::testing::require(topicProblem(message.topic).empty() &&
                             (!message.payload.starts_with('{') || isJsonObject(message.payload)));
  return 0;
}
