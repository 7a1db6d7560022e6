// SPDX-License-Identifier: Apache-2.0
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Timestamp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <set>

#include "harness/ports.h"
#include "harness/service_user.h"
#include "octoprint/cut_line.h"
#include "octoprint/real_fixture.h"
#include "octoprint/reverse_proxy.h"

/// heraldd against a real OctoPrint of the version that HERALD_OCTOPRINT names.
namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::PrintToString;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

double secondsSinceEpoch() { return static_cast<double>(Poco::Timestamp().epochMicroseconds()) / 1e6; }

TEST_F(RealOctoPrint, TwoPrintsAreToldFromBeginningToEndInOrder) {
  constexpr double kMinute = 60;
  const double begun = secondsSinceEpoch();
  listen();
  for (const char* name : {"a.gcode", "b.gcode"}) {
    printToItsFirstHold(name);
    printToItsEnd();
    octoprint().settle();
  }
  EXPECT_THAT(told(kGrace),
              ElementsAre("PrintStarted a.gcode", "PrintProgress 25", "PrintProgress 50", "PrintProgress 75",
                          "PrintDone a.gcode", "PrintStarted b.gcode", "PrintProgress 25", "PrintProgress 50",
                          "PrintProgress 75", "PrintDone b.gcode"));
  const double lasted = secondsSinceEpoch() - begun;
  std::string last;
  for (const auto& request : receiver_.received()) {
    const std::string time = jsonToText(jsonAt(request.body, "time"));
    EXPECT_LE(last, time);
    last = time;
    int zone = 0;
    const auto told = Poco::DateTimeParser::parse(Poco::DateTimeFormat::ISO8601_FRAC_FORMAT, time, zone).timestamp();
    EXPECT_THAT(static_cast<double>(told.epochMicroseconds()) / 1e6 - begun, AllOf(Gt(-kMinute), Lt(lasted + kMinute)))
        << time;
    if (isMark(request)) continue;
    const bool first = jsonAt(request.body, "name") == "\"a.gcode\"";
    EXPECT_EQ(jsonAt(request.body, "file"), first ? "\"a.gcode\"" : "\"b.gcode\"");
    EXPECT_EQ(jsonAt(request.body, "device"), "\"mk3\"");
    if (jsonAt(request.body, "event") == "\"PrintStarted\"") {
      EXPECT_EQ(jsonAt(request.body, "completion"), "0");
    }
    if (jsonAt(request.body, "event") == "\"PrintDone\"") {
      EXPECT_EQ(jsonAt(request.body, "completion"), "100");
      EXPECT_THAT(std::stod(jsonToText(jsonAt(request.body, "printTime"))), AllOf(Gt(0), Lt(lasted)));
    }
  }
}

TEST_F(RealOctoPrint, APrintThatNobodyHoldsIsToldInOrderToo) {
  listen();
  octoprint().upload("n.gcode");
  octoprint().print("n.gcode");
  waitFor("PrintDone");
  auto lines = told();
  ASSERT_GE(lines.size(), 2u);
  EXPECT_EQ(lines.front(), "PrintStarted n.gcode");
  EXPECT_EQ(lines.back(), "PrintDone n.gcode");
  const std::vector<std::string> milestones(lines.begin() + 1, lines.end() - 1);
  const std::vector<std::string> all{"PrintProgress 25", "PrintProgress 50", "PrintProgress 75"};
  EXPECT_TRUE(std::includes(all.begin(), all.end(), milestones.begin(), milestones.end()))
      << ::testing::PrintToString(milestones) << ": each once, in order; a fast print jumps over some";
}

TEST_F(RealOctoPrint, APauseAndAResumeAreToldOnceEach) {
  listen();
  printToItsFirstHold("p.gcode");
  octoprint().pause();
  waitFor("PrintPaused");
  octoprint().resume();
  waitForMilestone(50);
  octoprint().release();
  waitForMilestone(75);
  octoprint().release();
  waitFor("PrintDone");
  EXPECT_THAT(told(), ElementsAre("PrintStarted p.gcode", "PrintProgress 25", "PrintPaused p.gcode",
                                  "PrintResumed p.gcode", "PrintProgress 50", "PrintProgress 75", "PrintDone p.gcode"));
}

TEST_F(RealOctoPrint, ACancelGivesItsThreeEventsAndNoMore) {
  listen();
  printToItsFirstHold("c.gcode");
  octoprint().cancel();
  waitFor("PrintFailed");
  octoprint().settle();
  EXPECT_THAT(told(kGrace), ElementsAre("PrintStarted c.gcode", "PrintProgress 25", "PrintCancelling c.gcode",
                                        "PrintCancelled c.gcode", "PrintFailed c.gcode (cancelled)"));
}

TEST_F(RealOctoPrint, AWaitForTheUserIsToldOnceWithTemperaturesBetween) {
  listen();
  for (int i = 0; i < 3; ++i) {
    octoprint().command("!!DEBUG:send echo:busy: paused for user");
    octoprint().command("M105");
    octoprint().command("!!DEBUG:send T:21.3 /0.0 B:21.3 /0.0 @:0 B@:0");
  }
  waitFor("UserActionNeeded");
  EXPECT_THAT(told(), ElementsAre("UserActionNeeded "));
  octoprint().command("!!DEBUG:send echo:busy: processing");
  octoprint().command("!!DEBUG:send echo:busy: paused for user");
  receiver_.waitFor(3);
  EXPECT_THAT(told(), ElementsAre("UserActionNeeded ", "UserActionNeeded "));
}

/// "PrintLayer 2", "DisplayMessage Layer 2/3"
std::vector<std::string> printersStory(const std::vector<Received>& requests) {
  std::vector<std::string> lines;
  for (const auto& request : requests) {
    const auto at = [&](const char* name) { return jsonToText(jsonAt(request.body, name)); };
    lines.push_back(at("event") + " " + at("message") + at("layer") + at("name"));
  }
  return lines;
}

TEST_F(RealOctoPrint, TextsLayersAndTheCooledBedAreTold) {
  start("source.mk3.type = octoprint\nsource.mk3.url = " + octoprint().url() + "\nsource.mk3.apiKey = " +
        OctoPrint::kBotKey + "\nsource.mk3.bedCooled.below = 45\n" + webhook("phone", receiver_.url()) +
        R"(sink.phone.data = {"event":"@eventType","message":"@{extra.message}","layer":"@{extra.layer}",)" +
        R"("name":"@{extra.below}"})" +
        "\nsink.phone.events = FirstLayerDone, PrintLayer, DisplayMessage, BedCooled, UserActionNeeded\n");
  daemon_->waitForLine("connected to OctoPrint " + octoprint().version());
  octoprint().command("M140 S60");
  octoprint().upload("l.gcode", {50});
  octoprint().print("l.gcode");
  octoprint().waitForHold();
  for (const char* layer : {"1", "2", "3"}) {
    octoprint().command("M117 Layer " + std::string(layer) + "/3");
    receiver_.waitForBody(R"("event":"PrintLayer","message":"","layer":)" + std::string(layer));
  }
  waitUntil([] { return octoprint().bedTemperature() > 50; }, "the bed is hot");
  octoprint().command("M140 S0");
  octoprint().release();
  waitFor("BedCooled");
  EXPECT_THAT(printersStory(receiver_.received()),
              ElementsAre("DisplayMessage Layer 1/3", "PrintLayer 1", "DisplayMessage Layer 2/3", "FirstLayerDone 2",
                          "PrintLayer 2", "DisplayMessage Layer 3/3", "PrintLayer 3", "BedCooled 45"));
}

TEST_F(RealOctoPrint, TheLayersInTheCommentsOfAFileAreTold) {
  start("source.mk3.type = octoprint\nsource.mk3.url = " + octoprint().url() +
        "\nsource.mk3.apiKey = " + OctoPrint::kBotKey + "\n" + webhook("phone", receiver_.url()) +
        R"(sink.phone.data = {"event":"@eventType","layer":"@{extra.layer}","name":"@{extra.layers}"})" +
        "\nsink.phone.events = FirstLayerDone, PrintLayer\n");
  daemon_->waitForLine("connected to OctoPrint " + octoprint().version());
  octoprint().uploadLayers("c.gcode", 3);
  octoprint().print("c.gcode");
  for (const char* layer : {"1", "2", "3"}) {
    receiver_.waitForBody(R"("event":"PrintLayer","layer":)" + std::string(layer));
    octoprint().release();
  }
  octoprint().waitUntilIdle();
  EXPECT_THAT(printersStory(receiver_.received()),
              ElementsAre("PrintLayer 13", "FirstLayerDone 23", "PrintLayer 23", "PrintLayer 33"))
      << "each with the number of all layers behind it";
}

// OctoPrint fires these two from two threads, so either may be first.
TEST_F(RealOctoPrint, AFirmwareErrorIsToldAsAnErrorAndAFailedPrint) {
  listen();
  printToItsFirstHold("e.gcode");
  octoprint().command("!!DEBUG:trigger_fatal_error_marlin");
  waitFor("PrintFailed");
  waitFor("Error");
  const auto all = told();
  EXPECT_THAT(
      all, UnorderedElementsAre("PrintStarted e.gcode", "PrintProgress 25", "Error ", "PrintFailed e.gcode (error)"));
  ASSERT_GE(all.size(), 2u);
  EXPECT_THAT(std::vector(all.begin(), all.begin() + 2), ElementsAre("PrintStarted e.gcode", "PrintProgress 25"));
}

TEST_F(RealOctoPrint, TheAnalysisAndTheAppearanceReachTheReceiver) {
  octoprint().upload("m.gcode");
  const auto analysed = [] {
    const auto file = octoprint().get("/api/files/local/m.gcode").body;
    return !jsonAt(file, "gcodeAnalysis.dimensions.width").empty();
  };
  waitUntil(analysed, "m.gcode is analysed");
  listen();
  octoprint().print("m.gcode");
  waitFor("PrintDone");
  const Received first = receiver_.received().front();
  EXPECT_EQ(jsonAt(first.body, "event"), "\"PrintStarted\"");
  EXPECT_EQ(jsonAt(first.body, "width"), "80.0");
  const auto file = octoprint().get("/api/files/local/m.gcode").body;
  const auto hash = jsonAt(file, "hash");  // 2.0 has no hash
  EXPECT_EQ(jsonAt(first.body, "hash"), hash.empty() ? "\"\"" : hash);
  EXPECT_EQ(jsonToText(jsonAt(first.body, "look")), "Prüfling");
}

// OctoPrint reports the start before it reports the job.
TEST_F(RealOctoPrint, AFileThatIsSelectedAndPrintedAtOnceIsToldWithItsJob) {
  octoprint().upload("q.gcode");
  std::string estimate;
  const auto analysed = [&] {
    const std::string file = octoprint().get("/api/files/local/q.gcode").body;
    estimate = jsonAt(file, "gcodeAnalysis.estimatedPrintTime");
    return !estimate.empty();
  };
  waitUntil(analysed, "q.gcode is analysed");
  listen();
  octoprint().print("q.gcode");
  waitFor("PrintDone");
  const Received first = receiver_.received().front();
  EXPECT_EQ(lineOf(first), "PrintStarted q.gcode");
  EXPECT_EQ(jsonAt(first.body, "file"), "\"q.gcode\"");
  EXPECT_EQ(jsonAt(first.body, "state"), "\"Starting\"");
  EXPECT_EQ(jsonAt(first.body, "completion"), "0");
  EXPECT_EQ(jsonAt(first.body, "estimate"), estimate);
  EXPECT_EQ(jsonAt(first.body, "left"), estimate.substr(0, estimate.find('.')));
  EXPECT_NE(jsonAt(first.body, "eta"), "\"\"");
}

TEST_F(RealOctoPrint, AFileThatWasUploadedAnewIsToldAsAPrintOfItsOwn) {
  listen();
  std::size_t count = 0;
  for (const int moves : {50, 25}) {
    octoprint().upload("n.gcode", {32, 56, 80}, moves);
    octoprint().print("n.gcode");
    receiver_.waitFor(count += 2);
    for (int hold = 0; hold < 3; ++hold) {
      octoprint().release();
      receiver_.waitFor(++count);
    }
    octoprint().waitUntilIdle();
  }
  EXPECT_THAT(told(), ElementsAre("PrintStarted n.gcode", "PrintProgress 25", "PrintProgress 50", "PrintProgress 75",
                                  "PrintDone n.gcode", "PrintStarted n.gcode", "PrintProgress 25", "PrintProgress 50",
                                  "PrintProgress 75", "PrintDone n.gcode"));
}

/// OctoPrint asks the printer for its progress about once per second.
TEST_F(RealOctoPrint, ThePercentsOfAPrintFromTheCardRise) {
  const std::string name = octoprint().putOnCard("long print.gcode", 600);
  std::string everyPercent = text(octoprint().url());
  everyPercent.replace(everyPercent.find("25%"), 3, "1%");
  start(everyPercent);
  daemon_->waitForLine("connected to OctoPrint");
  octoprint().printFromCard(name);
  waitFor("PrintDone");
  std::vector<int> percents;
  for (const auto& request : receiver_.received())
    if (jsonAt(request.body, "event") == "\"PrintProgress\"")
      percents.push_back(std::stoi(jsonToText(jsonAt(request.body, "milestone"))));
  EXPECT_THAT(percents, SizeIs(Ge(2)));
  EXPECT_TRUE(std::is_sorted(percents.begin(), percents.end(), std::less_equal<>())) << PrintToString(percents);
  EXPECT_THAT(percents, Each(AllOf(Gt(0), Lt(100))));
}

TEST_F(RealOctoPrint, ACutInMidPrintRepeatsNothing) {
  CutLine line(octoprint().port());
  listen(line.url());
  printToItsFirstHold("x.gcode");
  line.cut();
  daemon_->waitForLine("next try in");
  line.mend();
  daemon_->waitForLine("connected to OctoPrint");
  printToItsEnd();
  EXPECT_THAT(told(), ElementsAre("PrintStarted x.gcode", "PrintProgress 25", "PrintProgress 50", "PrintProgress 75",
                                  "PrintDone x.gcode"));
}

TEST_F(RealOctoPrint, OfTheMilestonesPassedDuringACutTheNewestIsTold) {
  CutLine line(octoprint().port());
  listen(line.url());
  printToItsFirstHold("z.gcode");
  line.cut();
  octoprint().release();
  octoprint().release();
  octoprint().waitForHold();
  line.mend();
  waitForMilestone(75);
  octoprint().release();
  waitFor("PrintDone");
  EXPECT_THAT(told(), ElementsAre("PrintStarted z.gcode", "PrintProgress 25", "PrintProgress 75", "PrintDone z.gcode"));
}

TEST_F(RealOctoPrint, APrintThatEndsDuringACutIsToldAsDoneOnce) {
  CutLine line(octoprint().port());
  listen(line.url());
  printToItsFirstHold("y.gcode");
  line.cut();
  printToItsEndUnseen();
  line.mend();
  waitFor("PrintDone");
  EXPECT_THAT(told(), ElementsAre("PrintStarted y.gcode", "PrintProgress 25", "PrintDone y.gcode reconciled"));
}

TEST_F(RealOctoPrint, ARestartOfHeraldInMidPrintRepeatsNothing) {
  listen();
  printToItsFirstHold("h.gcode");
  EXPECT_EQ(stop(), 0);
  listen();
  printToItsEnd();
  EXPECT_THAT(told(), ElementsAre("PrintStarted h.gcode", "PrintProgress 25", "PrintProgress 50", "PrintProgress 75",
                                  "PrintDone h.gcode"));
}

// A delivery that was under way arrives again, under the same id.
TEST_F(RealOctoPrint, KillsOfHeraldInMidPrintRepeatNothingUnderAnotherId) {
  listen();
  const auto killAndStartAgain = [&] {
    daemon_->signal(SIGKILL);
    daemon_->wait();
    daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()});
    daemon_->waitForLine("connected to OctoPrint");
  };
  print_ = "j.gcode";
  octoprint().upload(print_, {30, 56, 80});
  octoprint().print(print_);
  waitFor("PrintStarted");
  killAndStartAgain();
  for (const int milestone : {25, 50, 75}) {
    waitForMilestone(milestone);
    killAndStartAgain();
    octoprint().release();
  }
  waitForDone();
  killAndStartAgain();
  told();
  std::vector<std::string> lines;
  std::set<std::string> ids;
  for (const auto& request : receiver_.received())
    if (!isMark(request) && ids.insert(request.headers.at("webhook-id")).second) lines.push_back(lineOf(request));
  EXPECT_THAT(lines, ElementsAre("PrintStarted j.gcode", "PrintProgress 25", "PrintProgress 50", "PrintProgress 75",
                                 "PrintDone j.gcode"));
}

TEST_F(RealOctoPrint, APrintThatEndsWhileHeraldIsStoppedIsToldAsDoneOnce) {
  listen();
  printToItsFirstHold("s.gcode");
  EXPECT_EQ(stop(), 0);
  printToItsEndUnseen();
  listen();
  waitFor("PrintDone");
  EXPECT_EQ(stop(), 0);
  listen();
  EXPECT_THAT(told(), ElementsAre("PrintStarted s.gcode", "PrintProgress 25", "PrintDone s.gcode reconciled"));
}

TEST_F(RealOctoPrint, APrintThatIsCancelledWhileHeraldIsStoppedIsToldAsFailedOnce) {
  listen();
  printToItsFirstHold("f.gcode");
  EXPECT_EQ(stop(), 0);
  octoprint().settle();
  listen();
  waitFor("PrintFailed");
  EXPECT_THAT(told(),
              ElementsAre("PrintStarted f.gcode", "PrintProgress 25", "PrintFailed f.gcode (error) reconciled"));
}

TEST_F(RealOctoPrint, AnOctoPrintThatIsKilledInMidPrintGivesOneFailedPrintWhenItIsBack) {
  listen();
  printToItsFirstHold("k.gcode");
  octoprint().kill();
  daemon_->waitForLine("next try in");
  octoprint().start();
  waitFor("PrintFailed");
  EXPECT_THAT(told(),
              ElementsAre("PrintStarted k.gcode", "PrintProgress 25", "PrintFailed k.gcode (error) reconciled"));
}

TEST_F(RealOctoPrint, APrintThatEndsDuringACutIsToldAsDoneAlsoByAnOctoPrintThatStartedAnewSince) {
  CutLine line(octoprint().port());
  listen(line.url());
  printToItsFirstHold("r.gcode");
  line.cut();
  printToItsEndUnseen();
  const auto noted = [] {
    const auto file = octoprint().get("/api/files/local/r.gcode").body;
    return jsonAt(file, "prints.last.success") == "true";
  };
  waitUntil(noted, "OctoPrint has noted how r.gcode went");
  octoprint().kill();
  octoprint().start();
  line.mend();
  waitFor("PrintDone");
  EXPECT_THAT(told(), ElementsAre("PrintStarted r.gcode", "PrintProgress 25", "PrintDone r.gcode reconciled"));
}

TEST_F(RealOctoPrint, LoginsAsHeraldsOwnAreToldOnlyWhereTheyAreNamed) {
  const auto all = text(octoprint().url(), OctoPrint::kAdminKey);
  const std::string events =
      all.substr(0, all.find("sink.phone.events")) + "sink.phone.events = Client*, UserLogged*, plugin_heraldtest_*\n";
  for (const bool named : {false, true}) {
    start(events + (named ? "source.mk3.include = UserLogged*\n" : ""));
    daemon_->waitForLine("connected to OctoPrint");
    octoprint().post("/api/login", R"({"passive":true})");
    EXPECT_EQ(::testing::Value(told(), ::testing::Contains("UserLoggedIn ")), named);
    EXPECT_EQ(stop(), 0);
  }
}

TEST_F(RealOctoPrint, APrintIsToldThroughAReverseProxyWithTlsAndAPath) {
  ReverseProxy proxy(octoprint().port());
  start(text(proxy.url()) + "source.mk3.tls.ca = " + proxy.authority() + "\n");
  daemon_->waitForLine("connected to OctoPrint");
  printToItsFirstHold("t.gcode");
  octoprint().cancel();
  waitFor("PrintFailed");
  octoprint().settle();
  EXPECT_THAT(told(), ElementsAre("PrintStarted t.gcode", "PrintProgress 25", "PrintCancelling t.gcode",
                                  "PrintCancelled t.gcode", "PrintFailed t.gcode (cancelled)"));
}

TEST_F(RealOctoPrint, AReverseProxyWhoseCertificateIsNotTrustedIsRefused) {
  ReverseProxy proxy(octoprint().port());
  start(text(proxy.url()));
  EXPECT_THAT(daemon_->waitForLine("certificate"), HasSubstr("tls.ca"));
}

TEST_F(RealOctoPrint, AWrongKeyIsOneClearErrorThatIsRetriedSlowly) {
  start(text(octoprint().url(), "WRONG"));
  const std::string line = daemon_->waitForLine("does not accept the API key");
  EXPECT_THAT(line, AllOf(HasSubstr("source.mk3"), HasSubstr("heraldctl connect")));
}

TEST_F(RealOctoPrint, ConnectGetsAKeyThatHeraldThenUses) {
  configure("sink.phone.type = webhook\nsink.phone.url = " + receiver_.url() + "\nsink.phone.data = " + kStoryData +
            "\nsink.phone.events = plugin_heraldtest_*\n");
  const ServiceUser service;
  Process connect({heraldctl(), "connect", octoprint().url() + "/", "--name", "mk3", "--config", config()},
                  service.environment());
  connect.waitForLine("Click Allow in OctoPrint");
  octoprint().answerKeyRequest(true);
  connect.waitForLine("The key works, for the user admin");
  EXPECT_EQ(connect.wait(), 0);
  for (const char* written : {"secrets", "secrets/mk3", "conf.d", "conf.d/mk3.properties"})
    ServiceUser::expectToOwn(folder_.path() / written);
  daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()});
  daemon_->waitForLine("connected to OctoPrint");
  EXPECT_THAT(told(), ElementsAre());
}

/// heraldctl connect that fails.
class ConnectInVain : public RealOctoPrint {
 protected:
  void SetUp() override {
    RealOctoPrint::SetUp();
    configure("");
  }

  void ask(const std::string& url = octoprint().url()) {
    connect_ = std::make_unique<Process>(
        std::vector<std::string>{heraldctl(), "connect", url, "--name", "mk3", "--config", config()});
    connect_->waitForLine("Click Allow in OctoPrint");
  }

  void expectOnly(const std::string& sentence) {
    EXPECT_EQ(connect_->wait(), 1);
    const std::string output = connect_->wholeOutput();
    EXPECT_THAT(output.substr(output.find('\n') + 1), AllOf(HasSubstr(sentence), ::testing::MatchesRegex("[^\n]+\n")));
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "conf.d"));
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "secrets"));
  }

  std::unique_ptr<Process> connect_;
};

TEST_F(ConnectInVain, SaysSoWhenTheUserClicksDeny) {
  ask();
  octoprint().answerKeyRequest(false);
  expectOnly("OctoPrint denied the request, or nobody clicked Allow in time");
}

TEST_F(ConnectInVain, SaysSoWhenNobodyAnswersInTime) {
  ask();
  octoprint().expireKeyRequests();
  expectOnly("OctoPrint denied the request, or nobody clicked Allow in time");
}

// OctoPrint drops a request if nobody asks about it for 5 s. So it drops the one of a sleeping machine, and keeps
// another.
TEST_F(ConnectInVain, ARequestLivesForAsLongAsItIsAskedAbout) {
  Process awake({heraldctl(), "connect", octoprint().url(), "--name", "mk4", "--config",
                 folder_.write("other/herald.properties", "").string()});
  awake.waitForLine("Click Allow in OctoPrint");
  ask();
  connect_->signal(SIGSTOP);
  waitUntil([] { return octoprint().keyRequests() == 1; }, "the request of the one that sleeps is dropped");
  octoprint().answerKeyRequest(true);
  EXPECT_EQ(awake.wait(), 0) << awake.output();
  connect_->signal(SIGCONT);
  expectOnly("OctoPrint denied the request, or nobody clicked Allow in time");
}

TEST_F(ConnectInVain, SaysSoWhenOctoPrintIsGone) {
  CutLine line(octoprint().port());
  ask(line.url());
  line.cut();
  expectOnly("127.0.0.1");
}

TEST_F(RealOctoPrint, ConnectSaysSoWhereThereIsNoOctoPrintAndWritesNothing) {
  configure("");
  const int nobody = freePort();
  for (const std::string& url : {octoprint().url() + "/elsewhere", "http://127.0.0.1:" + std::to_string(nobody)}) {
    const Finished finished = ctl({"connect", url, "--name", "mk3"});
    EXPECT_EQ(finished.code, 1) << url;
    EXPECT_EQ(std::count(finished.output.begin(), finished.output.end(), '\n'), 1) << finished.output;
    EXPECT_THAT(finished.output, HasSubstr("check")) << url;
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "secrets"));
}

TEST_F(RealOctoPrint, AKeyWithTooFewRightsNamesWhatIsMissing) {
  start(text(octoprint().url(), OctoPrint::kPoorKey));
  EXPECT_THAT(daemon_->waitForLine("lacks"),
              AllOf(HasSubstr("MONITOR_TERMINAL (for UserActionNeeded)"), HasSubstr("FILES_LIST (for @meta"),
                    HasSubstr("SETTINGS_READ (for @appearance)")));
}

TEST_F(RealOctoPrint, AKeyWithFewRightsThatAreEnoughLacksNothing) {
  start(
      "source.mk3.type = octoprint\nsource.mk3.url = " + octoprint().url() +
      "\nsource.mk3.apiKey = " + OctoPrint::kPoorKey + "\n" + webhook("phone", receiver_.url()) +
      "sink.phone.events = plugin_heraldtest_*\nsink.phone.data = {\"event\": \"@eventType\", \"text\": \"@text\"}\n");
  daemon_->waitForLine("connected to OctoPrint");
  told();
  EXPECT_THAT(daemon_->output(), ::testing::Not(HasSubstr("lacks")));
}

}  // namespace
}  // namespace herald::testing
