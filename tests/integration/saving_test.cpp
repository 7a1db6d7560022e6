// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/api_client.h"
#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kHush = "hush-hush-of-the-phone";

/// Hooks that somebody saves by the API of a running daemon.
class Saving : public DaemonTest {
 protected:
  ApiAnswer ask(const std::string& method, const std::string& path, const std::string& body = {}) {
    auto answer = ApiClient(folder_.path() / "data" / "herald.sock").ask(method, path, body);
    all_ += answer.body;
    return answer;
  }

  std::string form(const std::string& original, const JsonObject& values) const {
    JsonObject form;
    original.empty() ? form.addRaw("original", "null") : form.add("original", original);
    return form.addRaw("values", values.text()).text();
  }

  JsonObject phone(const std::string& path) const {
    return JsonObject()
        .add("type", "webhook")
        .add("url", receiver_.url() + path)
        .addRaw("events", R"(["PrintDone"])")
        .add("headers.X-Key", "@apiSecret")
        .add("apiSecret", kHush)
        .add("data", "{\n  \"text\": \"@message: \\\"done\\\"\"\n}");
  }

  std::string consoleText() const {
    const auto file = folder_.path() / "data" / "conf.d" / "console.properties";
    return std::filesystem::exists(file) ? readFile(file) : std::string();
  }

  std::string all_{};  ///< every answer
};

TEST_F(Saving, AHookThatIsSavedGetsTheNextEvent) {
  start("source.mk3.type = demo\nsource.mk3.duration = 1s\nsource.mk3.repeat = true\n");
  const auto saved = ask("PUT", "hooks/phone", form("", phone("new")));
  ASSERT_EQ(saved.status, 200) << saved.body;
  const auto got = receiver_.waitForPath("/new");
  EXPECT_EQ(got.headers.at("x-key"), kHush);
  EXPECT_THAT(got.body, HasSubstr("\\\"done\\\""));

  const auto other = phone("changed").addRaw("apiSecret", R"({"stored":true})");
  ASSERT_EQ(ask("PUT", "hooks/phone", form("phone", other)).status, 200);
  EXPECT_EQ(receiver_.waitForPath("/changed").headers.at("x-key"), kHush);
  EXPECT_THAT(ctl({"status"}).output, HasSubstr("console.properties"));
  EXPECT_THAT(ctl({"check"}).output, HasSubstr("console.properties"));

  ASSERT_EQ(ask("POST", "saves/2/undo").status, 200);
  const auto before = receiver_.received().size();
  receiver_.waitFor(before + 1);
  EXPECT_EQ(receiver_.received().back().headers.at("x-key"), kHush);
  EXPECT_THAT(ask("GET", "hooks/phone").body, HasSubstr("/new"));
  for (const auto* path : {"hooks", "hooks/phone/preset", "saves", "overview"}) ask("GET", path);
  EXPECT_THAT(all_, Not(HasSubstr(kHush)));
  EXPECT_THAT(consoleText(), Not(HasSubstr(kHush)));
}

TEST_F(Saving, AWrongValueReachesNoFile) {
  start(demo() + webhook("mine", receiver_.url()));
  const auto wrong = phone("new").add("timeout", "soon").add("data", "{\n  \"text\": @x y\n}");
  const auto answer = ask("PUT", "hooks/phone", form("", wrong));
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body,
              AllOf(HasSubstr(R"("at":"timeout")"), HasSubstr(R"("at":"data")"), HasSubstr(R"("line":2)")));
  EXPECT_EQ(ask("PUT", "hooks/phone", form("", phone("new").add("type", "webhok"))).status, 422);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "data" / "conf.d"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "data" / "secrets"));
  EXPECT_THAT(ctl({"check"}).output, Not(HasSubstr("console.properties")));
}

TEST_F(Saving, ASaveSaysWhatTheReloadWarnsOf) {
  start(demo() + webhook("other", receiver_.url()));
  const std::string warning = "sink.phone.events: no source has the event `PrintDon`";
  const auto wrong = phone("new").addRaw("events", R"(["PrintDon"])");
  const auto saved = ask("PUT", "hooks/phone", form("", wrong)).body;
  EXPECT_THAT(jsonToText(jsonAt(saved, "reload.warnings.0")), HasSubstr(warning));
  EXPECT_EQ(ctl({"hooks", "disable", "phone"}).output, "phone is off\n");
  EXPECT_THAT(ctl({"hooks", "enable", "phone"}).output, HasSubstr("phone is on\nwarning: " + warning));
  EXPECT_EQ(ctl({"hooks", "undo"}).output, "save 3 is undone\n");
}

TEST_F(Saving, AHookOfAFileIsSwitchedOffAndTakenOverWithoutAChangeOfThatFile) {
  start(demo() + webhook("mine", receiver_.url() + "old"));
  receiver_.waitForPath("/old");
  const auto file = readFile(config());
  EXPECT_THAT(ctl({"hooks", "disable", "mine"}).output,
              AllOf(::testing::StartsWith("mine is off\nwarning: "), HasSubstr("every sink has `enabled = false`")));
  EXPECT_THAT(consoleText(), HasSubstr("sink.mine.enabled = false\n"));
  EXPECT_EQ(ctl({"hooks", "undo"}).output, "save 1 is undone\n");
  EXPECT_EQ(ctl({"hooks", "take-over", "mine"}).output, "mine is the console's now\n");
  EXPECT_THAT(ctl({"check"}).output, HasSubstr("note: sink.mine does not count"));
  EXPECT_THAT(ctl({"hooks", "ls"}).output, HasSubstr("conf.d/console.properties"));
  EXPECT_THAT(ctl({"hooks", "saves"}).output,
              AllOf(HasSubstr("take over mine"), HasSubstr("switch off mine (undone)")));
  EXPECT_EQ(readFile(config()), file);
}

TEST_F(Saving, AFileThatIsWrongByHandIsSaidAndStays) {
  start(demo());
  const auto console = folder_.write("data/conf.d/console.properties", "# mine\nnonsense\n");
  const auto answer = ask("PUT", "hooks/phone", form("", phone("new")));
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("console.properties:2: this line has no `=`"));
  EXPECT_EQ(readFile(console), "# mine\nnonsense\n");
}

/// A Moonraker that trusts this machine.
Reply moonraker(const Received& request) {
  if (request.path != "/server/info") return 404;
  return {200, R"({"result":{"moonraker_version":"v0.9.3"}})", {{"Content-Type", "application/json"}}};
}

TEST_F(Saving, ConnectAddsAPrinterToTheHeraldThatRuns) {
  Receiver printer(moonraker);
  start(demo());
  const auto connected = ctl({"connect", printer.url(), "--name", "voron"});
  EXPECT_EQ(connected.code, 0) << connected.output;
  EXPECT_THAT(connected.output,
              AllOf(HasSubstr("Moonraker v0.9.3 answers. The running Herald has saved it as the source "
                              "voron in " +
                              (folder_.path() / "data" / "conf.d").string()),
                    HasSubstr("heraldctl hooks undo 1")));
  EXPECT_THAT(consoleText(), HasSubstr("source.voron.type = moonraker\n"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "conf.d")) << "nothing beside the configuration";
  EXPECT_THAT(ctl({"status"}).output, HasSubstr("voron"));
  const auto again = ctl({"connect", printer.url()});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.output, HasSubstr("it is the source voron"));
}

TEST_F(Saving, ConnectWritesBesideTheConfigurationIfNoHeraldRuns) {
  Receiver printer(moonraker);
  configure(demo());
  const auto connected = ctl({"connect", printer.url(), "--name", "voron"});
  EXPECT_EQ(connected.code, 0) << connected.output;
  EXPECT_THAT(connected.output, HasSubstr("Written beside the configuration, as no Herald runs with it: " +
                                          (folder_.path() / "conf.d" / "voron.properties").string()));
  EXPECT_EQ(consoleText(), "");
}

}  // namespace
}  // namespace herald::testing
