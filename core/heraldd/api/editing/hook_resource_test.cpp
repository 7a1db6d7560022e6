// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/hook_resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/config_edit/testing/edited_folder.h"
#include "herald/json.h"
#include "heraldd/api/editing/save_resource.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// The resources in front of real files; the daemon is made up.
class HookResourceTest : public ::testing::Test {
 protected:
  HookResourceTest() {
    routes_.add(hooks_);
    routes_.add(saves_);
  }

  /// Checks that an answer is one that the document promises.
  ApiAnswer ask(const std::string& method, const std::string& path, const std::string& body = {}) {
    auto answer = routes_.answer({.method = method, .target = "/api/v1/" + path, .body = body});
    all_ += answer.body;
    if (answer.status != 200 || answer.type != "application/json") return answer;
    for (const auto& operation : routes_.operations()) {
      if (operation.method != method || operation.answerSchema.empty() || !isAt(operation.path, path)) continue;
      const auto schema = R"({"$ref":"#/components/schemas/)" + operation.answerSchema + R"("})";
      EXPECT_THAT(schemaFaults(answer.body, schema, routes_.schemas()), IsEmpty()) << answer.body;
    }
    return answer;
  }

  static bool isAt(const std::string& pattern, const std::string& path) {
    const auto brace = pattern.find('{');
    return brace == std::string::npos
               ? pattern == "/api/v1/" + path
               : ("/api/v1/" + path).starts_with(pattern.substr(0, brace)) &&
                     path.ends_with(pattern.substr(std::min(pattern.find('}') + 1, pattern.size())));
  }

  std::string revision(const std::string& name) { return jsonToText(field("hooks/" + name, "revision")); }

  static std::string partOf(const ApiAnswer& answer, const std::string& member) {
    return std::string(jsonAt(answer.body, member));
  }

  /// A part of the answer, as JSON.
  std::string field(const std::string& path, const std::string& member) {
    const auto body = ask("GET", path).body;
    return std::string(jsonAt(body, member));
  }

  EditedFolder folder_;
  FakeTime time_;
  std::string refusal_{};
  std::vector<ConfigProblem> warnings_{};
  std::vector<std::string> moved_{};
  std::string all_{};  ///< every answer
  ConfigurationChanges changes_{folder_.editor,
                                {[](const Configuration& configuration) {
                                   auto problems = configuration.problems;
                                   for (const auto& [name, sink] : configuration.sinks) {
                                     if (sink.text("data") == "{")
                                       problems.push_back({sink.find("data")->at, "sink." + name + ".data",
                                                           "is not valid JSON: unexpected end at line 1, column 2"});
                                   }
                                   if (hasErrors(problems)) throw BadConfiguration(problems);
                                 },
                                 [this] { return std::exchange(refusal_, ""); }, [this] { return warnings_; }},
                                time_};
  HookResource hooks_{{changes_, folder_.editor,
                       [] {
                         return std::map<std::string, std::string>{{"s", "healthy"}};
                       },
                       [this](const std::string& from, const std::string& to) { moved_.push_back(from + ">" + to); }}};
  SaveResource saves_{changes_,
                      [this](const std::string& from, const std::string& to) { moved_.push_back(from + ">" + to); }};
  ApiRoutes routes_{};
};

TEST_F(HookResourceTest, ListsTheHooksOfAllFiles) {
  folder_.main("sink.f.type = x\nsink.f.url = https://user:pa55word@a.example/b\nsink.f.enabled = no\n");
  folder_.console("\nsink.s.type = x\nsink.s.events = PrintDone, Error\n");
  const auto body = ask("GET", "hooks").body;
  EXPECT_THAT(body, HasSubstr(R"("name":"f")"));
  EXPECT_EQ(jsonAt(body, "hooks.0.owner"), R"("file")");
  EXPECT_EQ(jsonAt(body, "hooks.0.enabled"), "false");
  EXPECT_EQ(jsonToText(jsonAt(body, "hooks.0.address")), "https://***@a.example/***");
  EXPECT_EQ(jsonToText(jsonAt(body, "hooks.0.file")), folder_.file.string());
  EXPECT_EQ(jsonAt(body, "hooks.0.line"), "2");
  EXPECT_EQ(jsonAt(body, "hooks.1.owner"), R"("console")");
  EXPECT_EQ(jsonAt(body, "hooks.1.file"), R"("conf.d/console.properties")");
  EXPECT_EQ(jsonAt(body, "hooks.1.events"), R"(["PrintDone","Error"])");
  EXPECT_EQ(jsonAt(body, "hooks.1.state"), R"("healthy")");
}

TEST_F(HookResourceTest, SavesAForm) {
  const auto saved = ask("PUT", "hooks/s", R"({"original": null, "values": {"type": "x", "token": "hush-hush"}})");
  EXPECT_EQ(saved.body, R"({"saved":true,"undo":"1","reload":{"applied":true,"detail":"","warnings":[]}})");
  EXPECT_EQ(readConfiguration(folder_.file).sinks.at("s").text("token"), "hush-hush");
  const auto hook = ask("GET", "hooks/s").body;
  EXPECT_EQ(jsonAt(hook, "values.token"), R"({"stored":true})");
  const auto again = ask("PUT", "hooks/s",
                         R"({"original": "s", "revision": ")" + revision("s") +
                             R"(", "values": {"type": "x", "token": {"stored": true}, "events": ["A"]}})");
  EXPECT_EQ(jsonAt(again.body, "undo"), R"("2")");
  EXPECT_EQ(readConfiguration(folder_.file).sinks.at("s").text("token"), "hush-hush");
  ask("GET", "saves");
  ask("POST", "hooks/diff", R"({"name": "s", "original": "s", "values": {"type": "x"}})");
  ask("GET", "hooks/s/preset");
  EXPECT_THAT(all_, Not(HasSubstr("hush-hush")));
}

TEST_F(HookResourceTest, SaysWhichFieldIsWrongAndWritesNothing) {
  const auto answer = ask("PUT", "hooks/s", R"({"original": null, "values": {"type": "x", "data": "{"}})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.type, ApiProblem::kType);
  EXPECT_EQ(jsonAt(answer.body, "faults.0.at"), R"("data")");
  EXPECT_EQ(jsonAt(answer.body, "faults.0.column"), "2");
  EXPECT_EQ(folder_.consoleText(), "");
  EXPECT_EQ(ask("PUT", "hooks/a%20b", R"({"original": null, "values": {"type": "x"}})").status, 422);
}

TEST_F(HookResourceTest, RefusesWhatWasChangedMeanwhile) {
  folder_.console("sink.s.type = x\n");
  const auto old = revision("s");
  folder_.console("sink.s.type = x\nsink.s.url = http://b\n");
  const auto answer =
      ask("PUT", "hooks/s", R"({"original": "s", "revision": ")" + old + R"(", "values": {"type": "x"}})");
  EXPECT_EQ(answer.status, 409);
  EXPECT_THAT(answer.body, HasSubstr("changed meanwhile"));
  EXPECT_THAT(folder_.consoleText(), HasSubstr("http://b"));
}

TEST_F(HookResourceTest, ChangesAHookOfAnotherFileOnlyAfterItIsTakenOver) {
  folder_.main("sink.s.type = x\n");
  EXPECT_EQ(ask("PUT", "hooks/s", R"({"original": "s", "values": {"type": "x"}})").status, 409);
  EXPECT_EQ(partOf(ask("POST", "hooks/s/take-over"), "undo"), R"("1")");
  EXPECT_EQ(ask("POST", "hooks/s/take-over").body, R"({"saved":false,"undo":null})");
  EXPECT_EQ(ask("PUT", "hooks/s", R"({"original": "s", "values": {"type": "y"}})").status, 200);
  EXPECT_EQ(ask("DELETE", "hooks/s").status, 200);
  EXPECT_EQ(field("hooks/s", "enabled"), "false");
  EXPECT_EQ(field("hooks/s", "type"), R"("x")");
}

TEST_F(HookResourceTest, SaysWhyTheDaemonRefuses) {
  refusal_ = "herald.properties:9: no";
  const auto answer = ask("PUT", "hooks/s", R"({"original": null, "values": {"type": "x"}})");
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(jsonToText(jsonAt(answer.body, "detail")),
            "Herald did not take over the change, and put back conf.d/console.properties. It runs on as before. "
            "herald.properties:9: no");
  EXPECT_EQ(field("saves", "saves"), "[]");
}

TEST_F(HookResourceTest, SaysWhatTheReloadWarnsOf) {
  warnings_ = {{{"console.properties", 3}, "sink.s.events", "no source has the event `PrintDon`", Severity::Warning},
               {{"herald.properties", 0}, "", "was there before", Severity::Warning}};
  const std::string warned =
      R"({"applied":true,"detail":"","warnings":["sink.s.events: no source has the event `PrintDon`"]})";
  const auto saved = ask("PUT", "hooks/s", R"({"original": null, "values": {"type": "x", "events": ["PrintDon"]}})");
  EXPECT_EQ(jsonAt(saved.body, "reload"), warned);
  EXPECT_EQ(partOf(ask("POST", "hooks/s/disable"), "reload"), warned);
  EXPECT_EQ(ask("POST", "saves/2/undo").body, R"({"saved":true,"undo":null,"reload":)" + warned + "}");
  EXPECT_EQ(partOf(ask("DELETE", "hooks/s"), "reload"), warned);
}

TEST_F(HookResourceTest, MovesWhatWaitsToANewName) {
  folder_.console("sink.s.type = x\n");
  EXPECT_EQ(ask("PUT", "hooks/t", R"({"original": "s", "values": {"type": "x"}})").status, 200);
  EXPECT_THAT(moved_, ElementsAre("s>t"));
  EXPECT_EQ(ask("POST", "saves/1/undo").status, 200);
  EXPECT_THAT(moved_, ElementsAre("s>t", "t>s"));
  EXPECT_EQ(ask("PUT", "hooks/t", R"({"original": "s", "values": {"type": "x"}})").status, 200);
  EXPECT_EQ(ask("PUT", "hooks/t", R"({"name": "u", "original": "t", "values": {"type": "x"}})").status, 400);
}

TEST_F(HookResourceTest, SwitchesAndUndoes) {
  folder_.console("sink.s.type = x\n");
  EXPECT_EQ(ask("POST", "hooks/s/disable").status, 200);
  EXPECT_EQ(field("hooks/s", "enabled"), "false");
  EXPECT_EQ(ask("POST", "saves/1/undo").status, 200);
  EXPECT_EQ(field("hooks/s", "enabled"), "true");
  EXPECT_EQ(ask("POST", "saves/1/undo").status, 409);
  EXPECT_EQ(ask("POST", "saves/9/undo").status, 404);
  EXPECT_EQ(ask("POST", "saves/x/undo").status, 404);
  const auto saves = ask("GET", "saves").body;
  EXPECT_EQ(jsonAt(saves, "saves.0.what"), R"("switch off s")");
  EXPECT_EQ(jsonAt(saves, "saves.0.undone"), "true");
}

TEST_F(HookResourceTest, KnowsNoHookThatIsTheBeginningOfOptions) {
  folder_.console("sink.s.type = x\nsink.s.message.A = 1\n");
  EXPECT_EQ(ask("GET", "hooks/s.message").status, 404);
  EXPECT_EQ(ask("POST", "hooks/s.message/disable").status, 404);
  EXPECT_EQ(ask("PUT", "hooks/t", R"({"original": "s.message", "values": {"type": "x"}})").status, 404);
}

TEST_F(HookResourceTest, KnowsNoOtherHook) {
  for (const auto& [method, path] : std::vector<std::pair<std::string, std::string>>{{"GET", "hooks/s"},
                                                                                     {"GET", "hooks/s/preset"},
                                                                                     {"POST", "hooks/s/enable"},
                                                                                     {"POST", "hooks/s/take-over"},
                                                                                     {"DELETE", "hooks/s"}})
    EXPECT_EQ(ask(method, path).status, 404) << method << " " << path;
  EXPECT_EQ(ask("PUT", "hooks/s", R"({"original": "s", "values": {}})").status, 404);
}

TEST_F(HookResourceTest, ShowsWhatASaveWouldChange) {
  folder_.console("sink.s.type = x\nsink.s.url = http://a\n");
  const auto answer =
      ask("POST", "hooks/diff", R"({"name": "s", "original": "s", "values": {"type": "x", "url": "http://b"}})").body;
  EXPECT_EQ(jsonToText(jsonAt(answer, "diff")),
            "--- conf.d/console.properties\n+++ conf.d/console.properties\n@@ -1,2 +1,2 @@\n sink.s.type = x\n"
            "-sink.s.url = http://a\n+sink.s.url = http://b\n");
  EXPECT_EQ(jsonAt(answer, "errors"), "[]");
  const auto wrong =
      ask("POST", "hooks/diff", R"({"name": "s", "original": "s", "values": {"type": "x", "data": "{"}})").body;
  EXPECT_EQ(jsonAt(wrong, "errors.0.key"), R"("data")");
  EXPECT_EQ(folder_.consoleText(), "sink.s.type = x\nsink.s.url = http://a\n");
}

TEST_F(HookResourceTest, ExportsAPresetWithoutSecrets) {
  folder_.folder.write("presets/base.properties",
                       "preset.about = A base.\npreset.needs.url = Its address.\ntype = x\ntimeout = 9s\n");
  folder_.console(
      "sink.s.preset = base\nsink.s.url = https://me:pa55word@a/b\nsink.s.token = hush\nsink.s.from = mk3\n"
      "sink.s.data = {\\n\\\n}\n");
  EXPECT_EQ(ask("GET", "hooks/s/preset").body,
            "preset.about = A base.\npreset.needs.token = A secret of your own.\npreset.needs.url = Its address.\n"
            "data = {\\n\\\n}\ntimeout = 9s\ntype = x\n");
}

}  // namespace
}  // namespace herald::core
