// SPDX-License-Identifier: Apache-2.0
// Renders each preset as a user does, and compares the result with what its service accepts: tests/presets/NAME.json.
// Then sends it to a fake of the service, which refuses and answers as that file says.
#include <Poco/String.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "harness/daemon_fixture.h"
#include "harness/markdown.h"
#include "herald/base64.h"
#include "herald/json.h"
#include "integration/fake_service.h"
#include "integration/parity.h"
#include "integration/service_rules.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// An event for `heraldctl render`, and how much of the preset is used.
struct Scene {
  std::string message{"Your print is done."}, device{"Prusa MK3"}, type{"PrintDone"};
  int late = 0;
  bool whole = true;    ///< with everything that the preset can use: a link, a job …
  bool picture = true;  ///< the printer has a camera
};

struct Rendered {
  std::vector<ServiceRequest> withPicture;
  ServiceRequest plain;
};

class Preset : public DaemonTest, public ::testing::WithParamInterface<std::string> {
 protected:
  static constexpr int kTime = 1588195498;
  static constexpr std::size_t kMostByDefault = std::size_t{2} << 20;  // of `snapshot.most`

  std::string block(const std::map<std::string, std::string>& options) const {
    std::string text = "sink.it.preset = " + GetParam() + "\nsink.it.events = *\n";
    for (const auto& [option, value] : options) text += "sink.it." + option + " = " + value + "\n";
    return text;
  }

  std::string eventOf(const Scene& scene) const {
    JsonObject payload, event;
    payload.add("long", scene.message);
    if (scene.whole) payload.add("name", "benchy.gcode");
    event.add("type", scene.type).add("device", scene.device).addRaw("payload", payload.text());
    if (scene.whole)
      event.addRaw("context", R"({"job": {"file": {"name": "benchy.gcode"}}, "progress": {"completion": 42,
          "printTimeLeft": 4320}, "state": {"text": "Printing"}, "meta": {}})");
    return event.add("snapshot", toBase64(picture_))
        .add("currentTime", kTime)
        .add("sentTime", kTime + scene.late)
        .text();
  }

  /// The requests that the event causes, in their order, without a token call.
  Rendered render(const Scene& scene) {
    auto options = rules_.options(scene.whole);
    options["message." + scene.type] = "@long";
    if (!scene.picture) options["snapshot"] = "false";
    configure(block(options));
    const auto file = folder_.write("event.json", eventOf(scene)).string();
    const auto finished =
        runToEnd({heraldctl(), "render", "--config", config(), "--sink", "it", "--event", file, "--secrets"});
    EXPECT_EQ(finished.code, 0) << finished.output;
    Rendered all;
    for (const auto request : jsonElements(finished.output)) {
      const auto purpose = textAt(request, "purpose");
      if (purpose == "delivery")
        all.plain = ServiceRequest::rendered(request);
      else if (purpose != "token")
        all.withPicture.push_back(ServiceRequest::rendered(request));
    }
    const bool shows = scene.picture && (scene.whole || rules_.at("also.snapshot").empty());
    if (shows && all.withPicture.empty() && !rules_.withPicture().empty()) {  // the picture is in the plain request
      all.withPicture = {all.plain};
      auto without = scene;
      without.picture = false;
      all.plain = render(without).plain;
    }
    EXPECT_EQ(all.withPicture.size(), shows ? rules_.withPicture().size() : 0) << finished.output;
    return all;
  }

  void expectAccepted(const Rendered& rendered) {
    EXPECT_THAT(faultsOf(rendered.plain, rules_.plain()), IsEmpty()) << rendered.plain.url << rendered.plain.body;
    const auto rules = rules_.withPicture();
    for (std::size_t i = 0; i < std::min(rules.size(), rendered.withPicture.size()); ++i) {
      const auto& request = rendered.withPicture[i];
      EXPECT_THAT(faultsOf(request, rules[i]), IsEmpty()) << request.url << " " << request.fields();
      EXPECT_EQ(request.picture(rules[i]), jsonAt(rules[i], "picture").empty() ? "" : picture_);
      const auto most = rules_.text("mostUrl");
      EXPECT_LE(request.url.size(), most.empty() ? request.url.size() : std::stoul(most));
    }
  }

  /// The fields of the two requests that bring the message: without a picture, and with one.
  static std::vector<std::string> messagesOf(const Rendered& rendered) {
    std::vector<std::string> messages{rendered.plain.fields()};
    if (!rendered.withPicture.empty()) messages.push_back(rendered.withPicture.back().fields());
    return messages;
  }

  const ServiceRules rules_{GetParam()};
  const std::string picture_ = readFile(HERALD_SOURCE "/tests/presets/snapshot.jpg");
};

TEST_P(Preset, SendsWhatItsServiceAccepts) {
  for (const bool whole : {true, false}) {
    const auto rendered = render({.whole = whole});
    expectAccepted(rendered);
    for (const auto& message : messagesOf(rendered))
      EXPECT_THAT(message, AllOf(HasSubstr(rules_.at("noMessage").empty() ? "Your print is done." : ""),
                                 Not(HasSubstr("\\n\""))))
          << "a text ends in an empty line";
  }
}

TEST_P(Preset, SendsThePlainMessageWithoutAPicture) {
  const auto without = render({.picture = false});
  EXPECT_THAT(faultsOf(without.plain, rules_.plain()), IsEmpty()) << without.plain.body;
}

TEST_P(Preset, CutsALongTextAfterAWholeCharacter) {
  std::string emoji, accents;
  for (int i = 0; i < 20000; ++i) emoji += "\U0001F468\U0001F3FD", accents += "e\u0301";
  for (const auto& text : {std::string(60000, 'x'), emoji, "x" + emoji, accents, "x" + accents}) {
    const auto rendered = render({.message = text, .device = std::string(400, 'd')});
    expectAccepted(rendered);
    for (const auto& body : messagesOf(rendered))
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
    const auto messages = messagesOf(render({.late = late}));
    const auto has = [](const std::string& body) {
      return body.find("Your print is done. (delayed, ") != body.npos || textAt(body, "delayed") == "true" ||
             body.find("Prusa MK3 (delayed, ") != body.npos;
    };
    const auto count = std::ranges::count_if(messages, has);
    EXPECT_TRUE(count == 0 || count == std::ssize(messages)) << messages.back();
    return count > 0;
  };
  EXPECT_FALSE(isMarked(60));
  EXPECT_EQ(isMarked(61), rules_.at("asInThePlugin").empty() && rules_.at("noMessage").empty());
}

TEST_P(Preset, IsAsLoudAsTheEvent) {
  for (const auto& [type, expected] : jsonMembers(rules_.at("events"))) {
    const auto rendered = render({.type = type, .whole = false});
    expectAccepted(rendered);
    for (const auto& [path, value] : jsonMembers(expected))
      EXPECT_EQ(textAt(rendered.plain.fields(), path), jsonToText(value)) << type << " " << path;
  }
  const auto icons = rules_.text("icons");
  if (icons.empty()) return;
  for (const auto& [type, icon] : {std::pair("PrintStarted", "🖨 "),
                                   {"PrintDone", "✅ "},
                                   {"PrintFailed", "❌ "},
                                   {"Error", "❌ "},
                                   {"PrintPaused", "⏸ "},
                                   {"UserActionNeeded", "✋ "}})
    EXPECT_THAT(textAt(render({.type = type}).plain.fields(), icons), ::testing::StartsWith(icon)) << type;
}

TEST_P(Preset, IsUnderstoodByItsService) {
  for (const bool whole : {true, false}) {
    FakeService service(rules_);
    configure(block(service.options(GetParam(), whole)));
    const auto tested = ctl({"test", "it"});
    EXPECT_EQ(tested.code, 0) << tested.output;
    EXPECT_THAT(service.faults(), IsEmpty());
    const bool shows = whole || rules_.at("also.snapshot").empty();
    const auto expected = shows ? std::max<std::size_t>(rules_.withPicture().size(), 1) : 1;
    EXPECT_EQ(service.paths().size(), expected) << tested.output;
    EXPECT_EQ(service.pictures().size(), shows && !rules_.withPicture().empty() ? 1 : 0);
  }
}

TEST_P(Preset, KnowsTheAnswersOfItsService) {
  FakeService service(rules_);
  configure(block(service.options(GetParam(), false)) + "sink.it.snapshot = false\n");
  for (const auto answer : jsonElements(rules_.at("answers"))) {
    service.answer(answer);
    const auto tested = ctl({"test", "it"});
    EXPECT_THAT(tested.output, HasSubstr("\n" + textAt(answer, "verdict") + ": ")) << answer;
    const auto after = textAt(answer, "after");
    EXPECT_THAT(tested.output, HasSubstr(after.empty() ? "" : "wait " + after + " ms")) << answer;
  }
}

TEST_P(Preset, GivesNoWarning) {
  for (const bool whole : {true, false}) {
    configure("source.mk3.type = demo\n" + block(rules_.options(whole)));
    const auto finished = ctl({"check", "--strict"});
    EXPECT_EQ(finished.code, 0) << finished.output;
  }
}

TEST_P(Preset, HasTheRateOfItsService) {
  std::string rate;
  std::istringstream lines(readFile(presetFile(GetParam())));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("rate ")) rate = Poco::trim(line.substr(line.find('=') + 1));
  }
  EXPECT_EQ(rate, rules_.text("rate"));
}

TEST_P(Preset, AsksForAPictureThatItsServiceTakes) {
  if (rules_.withPicture().empty() || rules_.at("asInThePlugin") == "true" || GetParam() == "json") return;
  const auto file = readFile(presetFile(GetParam()));
  std::smatch match;
  const bool has = std::regex_search(file, match, std::regex("\nsnapshot\\.most *= *([0-9]+) MB\n"));
  const auto most = has ? std::stoul(match[1]) * 1000000 : kMostByDefault;
  EXPECT_LE(most, std::stoul(rules_.text("mostPicture")));
}

TEST_P(Preset, ReportsEachMissingOptionInOneSentence) {
  configure("sink.it.preset = " + GetParam() + "\n");
  const auto shown = runToEnd({heraldctl(), "presets", "--config", config()}).output;
  const auto from = shown.find("\n" + GetParam() + "  ");
  ASSERT_TRUE(from != std::string::npos || shown.starts_with(GetParam() + "  ")) << shown;
  const auto begin = from == std::string::npos ? 0 : from + 1;
  const auto needs = Poco::trim(shown.substr(begin, shown.find("\n  needs ", begin) - begin));
  EXPECT_TRUE(needs.ends_with(".")) << "preset.about is one sentence: " << needs;
  const auto finished = runToEnd({heraldctl(), "check", "--config", config()});
  EXPECT_EQ(finished.code, 78);
  const auto lines = static_cast<std::size_t>(std::count(finished.output.begin(), finished.output.end(), '\n'));
  EXPECT_EQ(lines, rules_.options(false).size()) << finished.output;
  EXPECT_THAT(finished.output, HasSubstr("herald.properties:2: sink.it."));
  EXPECT_THAT(finished.output, HasSubstr("is missing, and the preset `" + GetParam() + "` needs it: "));
}

INSTANTIATE_TEST_SUITE_P(Presets, Preset, ::testing::ValuesIn(presetNames()),
                         [](const auto& name) { return name.param; });

/// The words between backticks in one column of a table of docs/configuration.md.
std::vector<std::string> presetsInDocs(const std::string& section, std::size_t column) {
  std::vector<std::string> names;
  std::istringstream rows(sectionOf(readFile(HERALD_SOURCE "/docs/configuration.md"), section));
  for (std::string row; std::getline(rows, row);) {
    std::istringstream cells(row);
    std::string cell;
    for (std::size_t i = 0; i <= column; ++i) std::getline(cells, cell, '|');
    std::istringstream words(cell);
    for (std::string word; words >> word;)
      if (word.starts_with('`') && word.ends_with('`')) names.push_back(word.substr(1, word.size() - 2));
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(PresetDocs, NameEachPresetAndWhichShowThePicture) {
  EXPECT_EQ(presetsInDocs("presets", 2), presetNames());
  EXPECT_EQ(presetsInDocs("source-presets", 2), sourcePresetNames());
  std::vector<std::string> withPicture;
  for (const auto& name : presetNames())
    if (!ServiceRules(name).withPicture().empty()) withPicture.push_back(name);
  EXPECT_EQ(presetsInDocs("presets", 3), withPicture);
}

TEST_F(DaemonTest, EachPresetForASourceNeedsWhatItSaysAndIsShown) {
  const auto shown = runToEnd({heraldctl(), "presets"}).output;
  const auto others = shown.find("\nFor a source (source.NAME.preset):\n");
  ASSERT_NE(others, std::string::npos) << shown;
  for (const auto& name : sourcePresetNames()) {
    EXPECT_NE(shown.find("\n" + name + "  ", others), std::string::npos) << shown;
    configure("source.it.preset = " + name + "\n");
    EXPECT_THAT(runToEnd({heraldctl(), "check", "--config", config()}).output,
                HasSubstr("source.it.url: is missing, and the preset `" + name + "` needs it: "));
    configure("source.it.preset = " + name +
              "\nsource.it.url = mqtt://localhost\nsink.log.type = stdout\n"
              "sink.log.events = *\n");
    const auto checked = runToEnd({heraldctl(), "check", "--config", config()});
    EXPECT_EQ(checked.code, 0) << checked.output;
    EXPECT_TRUE(fs::exists(fs::path(HERALD_SOURCE) / "tests" / "presets" / "sources" / (name + ".json"))) << name;
  }
}

TEST(PresetRules, ExistForEachPreset) {
  for (const auto& name : presetNames())
    EXPECT_TRUE(fs::exists(fs::path(HERALD_SOURCE) / "tests" / "presets" / (name + ".json"))) << name;
}

}  // namespace
}  // namespace herald::testing
