// SPDX-License-Identifier: Apache-2.0
// Renders each preset as a user does, and compares the result with what its service accepts: tests/presets/NAME.json.
#include <Poco/String.h>

#include <algorithm>
#include <sstream>

#include "harness/daemon_fixture.h"
#include "harness/multipart.h"
#include "herald/json.h"
#include "integration/parity.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

const fs::path kPresets = fs::path(HERALD_SOURCE) / "etc" / "presets";
const fs::path kRules = fs::path(HERALD_SOURCE) / "tests" / "presets";

std::vector<std::string> presetNames() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kPresets)) names.push_back(entry.path().stem());
  std::sort(names.begin(), names.end());
  return names;
}

/// The size of a text in the unit of the service's documentation. It does not use Herald's own count.
std::size_t sizeIn(const std::string& unit, const std::string& text) {
  if (unit == "bytes") return text.size();
  const auto begins = [](unsigned char c) { return (c & 0xC0) != 0x80; };
  const auto characters = std::count_if(text.begin(), text.end(), begins);
  const auto fourBytes = std::count_if(text.begin(), text.end(), [](unsigned char c) { return c >= 0xF0; });
  return static_cast<std::size_t>(unit == "utf16" ? characters + fourBytes : characters);
}

/// The body of a rendered request. A multipart body becomes a JSON object of its fields.
std::string bodyOf(std::string_view request) {
  const auto body = textAt(request, "body"), contentType = textAt(request, "headers.content-type");
  if (!isMultipart(contentType)) return body;
  JsonObject fields;
  for (const auto& [name, content] : multipartFields(contentType, body)) fields.add(name, content);
  return fields.text();
}

class Preset : public DaemonTest, public ::testing::WithParamInterface<std::string> {
 protected:
  Preset() : rules_(readFile(kRules / (GetParam() + ".json"))) {
    std::string text = "sink.it.preset = " + GetParam() + "\nsink.it.message.PrintDone = @long\n";
    for (const auto& [option, value] : jsonMembers(jsonAt(rules_, "options")))
      text += "sink.it." + option + " = " + jsonToText(value) + "\n";
    configure(text);
  }

  /// Renders an event with this message and device. Returns the request to the service, not the token call before it.
  std::string render(const std::string& message, const std::string& device, int late = 0) {
    JsonObject payload, event;
    payload.add("long", message).add("name", "benchy.gcode");
    event.add("type", "PrintDone").add("device", device).addRaw("payload", payload.text());
    event.addRaw("context", R"({"job": {"file": {"name": "benchy.gcode"}}})")
        .add("currentTime", kTime)
        .add("sentTime", kTime + late);
    const auto file = folder_.write("event.json", event.text()).string();
    const auto finished =
        runToEnd({heraldctl(), "render", "--config", config(), "--sink", "it", "--event", file, "--secrets"});
    EXPECT_EQ(finished.code, 0) << finished.output;
    const auto requests = jsonElements(finished.output);
    EXPECT_EQ(requests.size(), jsonAt(rules_, "requests").empty() ? 1u : 2u) << finished.output;
    return requests.empty() ? "" : std::string(requests.back());
  }

  void expectFieldsAreAccepted(const std::string& body) {
    for (const auto& [path, rule] : jsonMembers(jsonAt(rules_, "fields"))) {
      const auto raw = jsonAt(body, path);
      if (raw.empty() && jsonAt(rule, "required") == "false") continue;
      EXPECT_TRUE(raw.starts_with('"') && raw.size() > 2) << path << " in " << body;
      if (jsonAt(rule, "most").empty()) continue;
      EXPECT_LE(sizeIn(textAt(rule, "unit"), jsonToText(raw)), std::stoul(std::string(jsonAt(rule, "most")))) << path;
    }
    const auto most = jsonAt(rules_, "mostBytes");
    EXPECT_LE(body.size(), most.empty() ? body.size() : std::stoul(std::string(most)));
  }

  static constexpr int kTime = 1588195498;
  std::string rules_;
};

TEST_P(Preset, SendsWhatItsServiceAccepts) {
  const auto request = render("Your print is done.", "Prusa MK3");
  const auto expected = jsonAt(rules_, "request");
  EXPECT_EQ(textAt(request, "method"), textAt(expected, "method"));
  EXPECT_EQ(textAt(request, "url"), textAt(expected, "url"));
  for (const auto& [name, value] : jsonMembers(jsonAt(expected, "headers")))
    EXPECT_EQ(textAt(request, "headers." + name), jsonToText(value)) << name;
  const auto body = bodyOf(request);
  expectFieldsAreAccepted(body);
  EXPECT_THAT(body, ::testing::HasSubstr("Your print is done."));
  for (const auto& [path, value] : jsonMembers(jsonAt(rules_, "constant")))
    EXPECT_EQ(textAt(body, path), jsonToText(value)) << path;
  const auto known = jsonElements(jsonAt(rules_, "only"));
  for (const auto& [key, value] : jsonMembers(body)) {
    const auto isIt = [&key = key](std::string_view raw) { return jsonToText(raw) == key; };
    EXPECT_TRUE(known.empty() || std::any_of(known.begin(), known.end(), isIt))
        << key << " is not a field of the service";
  }
}

TEST_P(Preset, CutsALongTextAfterAWholeCharacter) {
  std::string emoji, accents;
  for (int i = 0; i < 20000; ++i) emoji += "\U0001F468\U0001F3FD", accents += "e\u0301";
  for (const auto& text : {std::string(60000, 'x'), emoji, "x" + emoji, accents, "x" + accents}) {
    const auto body = bodyOf(render(text, std::string(400, 'd')));
    expectFieldsAreAccepted(body);
    for (auto at = body.find("…"); at != std::string::npos; at = body.find("…", at + 1)) {
      const auto before = std::string_view(body).substr(0, at);
      EXPECT_TRUE(before.ends_with("x") || before.ends_with("d") || before.ends_with("\U0001F3FD") ||
                  before.ends_with("\u0301"))
          << before.substr(before.size() - 8);
    }
  }
}

TEST_P(Preset, MarksALateMessage) {
  const auto isMarked = [&](int late) {
    const auto body = bodyOf(render("Your print is done.", "Prusa MK3", late));
    return body.find("Your print is done. (delayed, ") != body.npos || jsonAt(body, "delayed") == "true" ||
           body.find("Prusa MK3 (delayed, ") != body.npos;
  };
  EXPECT_FALSE(isMarked(60));
  EXPECT_EQ(isMarked(61), jsonAt(rules_, "asInThePlugin") != "true");
}

TEST_P(Preset, GivesNoWarning) {
  std::string text = "source.mk3.type = demo\nsink.it.preset = " + GetParam() + "\n";
  for (const auto& [option, value] : jsonMembers(jsonAt(rules_, "options")))
    text += "sink.it." + option + " = " + jsonToText(value) + "\n";
  configure(text);
  const auto finished = ctl({"check", "--strict"});
  EXPECT_EQ(finished.code, 0) << finished.output;
}

TEST_P(Preset, HasTheRateOfItsService) {
  std::string rate;
  std::istringstream lines(readFile(kPresets / (GetParam() + ".properties")));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("rate ")) rate = Poco::trim(line.substr(line.find('=') + 1));
  }
  EXPECT_EQ(rate, textAt(rules_, "rate"));
}

TEST_P(Preset, ReportsEachMissingOptionInOneSentence) {
  configure("sink.it.preset = " + GetParam() + "\n");
  const auto shown = runToEnd({heraldctl(), "presets", "--config", config()}).output;
  const auto from = shown.find(GetParam() + "  ");
  ASSERT_NE(from, std::string::npos) << shown;
  const auto needs = Poco::trim(shown.substr(from, shown.find("\n  needs ", from) - from));
  EXPECT_TRUE(needs.ends_with(".")) << "preset.about is one sentence: " << needs;
  const auto finished = runToEnd({heraldctl(), "check", "--config", config()});
  EXPECT_EQ(finished.code, 78);
  const auto lines = static_cast<std::size_t>(std::count(finished.output.begin(), finished.output.end(), '\n'));
  EXPECT_EQ(lines, jsonMembers(jsonAt(rules_, "options")).size()) << finished.output;
  EXPECT_THAT(finished.output, ::testing::HasSubstr("herald.properties:2: sink.it."));
  EXPECT_THAT(finished.output, ::testing::HasSubstr("is missing, and the preset `" + GetParam() + "` needs it: "));
}

INSTANTIATE_TEST_SUITE_P(Presets, Preset, ::testing::ValuesIn(presetNames()),
                         [](const auto& name) { return name.param; });

TEST(PresetRules, ExistForEachPreset) {
  for (const auto& name : presetNames()) EXPECT_TRUE(fs::exists(kRules / (name + ".json"))) << name;
}

}  // namespace
}  // namespace herald::testing
