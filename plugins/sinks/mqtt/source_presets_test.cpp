// SPDX-License-Identifier: Apache-2.0
// The presets for this source, with messages as the programs send them: tests/presets/sources/NAME.json.
#include <Poco/AutoPtr.h>
#include <Poco/Util/PropertyFileConfiguration.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "herald/json.h"
#include "herald/testing/builders.h"
#include "herald/testing/fake_host.h"
#include "herald/testing/temporary_folder.h"
#include "message_mapping.h"
#include "mqtt_source.h"
#include "topic.h"

namespace herald::mqtt {
namespace {

namespace fs = std::filesystem;

const fs::path kTree = HERALD_SOURCE;

/// The options of a preset without those of presets themselves.
Settings::Values valuesOf(const std::string& preset) {
  const Poco::AutoPtr<Poco::Util::PropertyFileConfiguration> file(
      new Poco::Util::PropertyFileConfiguration((kTree / "etc/presets" / (preset + ".properties")).string()));
  Settings::Values values{{"url", "mqtt://127.0.0.1:1"}};
  const std::function<void(const std::string&)> collect = [&](const std::string& prefix) {
    Poco::Util::AbstractConfiguration::Keys keys;
    file->keys(prefix, keys);
    for (const auto& key : keys) {
      const auto whole = prefix.empty() ? key : prefix + "." + key;
      if (whole == "type" || whole == "preset") continue;
      if (file->has(whole)) values[whole] = file->getRawString(whole);
      collect(whole);
    }
  };
  collect("");
  return values;
}

class SourcePreset : public ::testing::TestWithParam<std::string> {
 protected:
  const MqttSource source_{};
  const Settings settings_ = test::settingsFor(source_, valuesOf(GetParam()));
  const std::string messages_ = testing::readFile(kTree / "tests/presets/sources" / (GetParam() + ".json"));
};

bool isHeard(const Settings& settings, const std::string& topic) {
  const auto topics = settings.list("topics");
  return std::ranges::any_of(topics, [&](const auto& filter) { return matches(filter, topic); });
}

TEST_P(SourcePreset, MakesTheEventsOfWhatTheProgramSends) {
  const MessageMapping mapping(settings_);
  for (const auto message : jsonElements(messages_)) {
    const auto at = [&](const char* path) { return jsonToText(jsonAt(message, path)); };
    EXPECT_EQ(isHeard(settings_, at("topic")), at("unheard") != "true") << message;
    if (!isHeard(settings_, at("topic"))) continue;
    const auto event = mapping.event({at("topic"), at("payload"), 1, false});
    EXPECT_EQ(event ? event->type : "", at("type")) << message;
    if (!event) continue;
    EXPECT_EQ(event->device, at("device")) << message;
    EXPECT_EQ(event->subject, at("subject")) << message;
    EXPECT_EQ(jsonToText(jsonAt(event->payload, at("member"))), at("value")) << message;
    const auto time = event->time.time_since_epoch().count() == 0 ? "" : toRfc3339(event->time);
    EXPECT_EQ(time, at("time")) << message;
  }
}

TEST_P(SourcePreset, IsTakenByTheSource) {
  test::FakeHost host;
  MqttSource source;
  EXPECT_NO_THROW(source.configure(settings_, host));
}

INSTANTIATE_TEST_SUITE_P(SourcePresets, SourcePreset,
                         ::testing::Values("octoprint_mqtt", "moonraker_mqtt", "zigbee2mqtt", "tasmota"),
                         [](const auto& name) { return name.param; });

}  // namespace
}  // namespace herald::mqtt
