// SPDX-License-Identifier: Apache-2.0
#include "octoprint_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <latch>
#include <limits>
#include <set>

#include "herald/testing/contract.h"
#include "testing_replay.h"

namespace herald::octoprint {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kIdle =
    R"({"state":{"text":"Operational","flags":{"operational":true}},"job":{"file":{"name":null,"path":null,"origin":null}},"progress":{"completion":null}})";
constexpr const char* kStarted =
    R"({"event":{"type":"PrintStarted","payload":{"name":"a.gcode","path":"dir one/a.gcode","origin":"local"}}})";

/// How the source fails with this answer to its login, before it opens a socket.
Failure failureOfLogin(int status, const std::string& body) {
  test::FakeFeed feed;
  feed.host.network().answer(status, body);
  OctoPrintSource source;
  source.configure(Settings(source.options(), {{"url", "http://octopi.local"}, {"apiKey", "K3Y"}}), feed);
  try {
    source.run(feed);
  } catch (const Failure& failure) {
    EXPECT_THAT(failure.what(), ::testing::Not(HasSubstr("K3Y")));
    return failure;
  }
  ADD_FAILURE() << "the login was accepted";
  return {Outcome::Verdict::Gone, ""};
}

std::vector<std::string> typesOf(const test::FakeFeed& feed) {
  std::vector<std::string> types;
  for (const Event& event : feed.events()) types.push_back(event.type);
  return types;
}

std::vector<std::string> requestsTo(const test::FakeFeed& feed) {
  std::vector<std::string> list;
  for (const HttpRequest& request : const_cast<test::FakeFeed&>(feed).host.network().requests()) {
    EXPECT_EQ(headerValue(request.headers, "x-api-key"), "K3Y");
    list.push_back(request.method + " " + request.url.substr(request.url.find('/', 8)));
  }
  return list;
}

TEST(OctoPrintSource, AdvisesAgainstAnAddressOfItsApi) {
  struct Row {
    const char* url;
    const char* leaveOut;
  };
  for (const Row& row : {Row{"http://octopi.local", ""}, Row{"http://host/octoprint/", ""}, Row{"http://api.local", ""},
                         Row{"http://octopi.local/api", "/api"}, Row{"http://host/octo/api/version", "/api/version"},
                         Row{"http://host/sockjs/websocket", "/sockjs/websocket"}}) {
    test::FakeFeed feed;
    OctoPrintSource source;
    source.configure(Settings(source.options(), {{"url", row.url}, {"apiKey", "K3Y"}}), feed);
    const auto advice = source.advice();
    ASSERT_EQ(advice.empty(), std::string(row.leaveOut).empty()) << row.url;
    for (const Problem& one : advice)
      EXPECT_THAT(one.why, ::testing::EndsWith(std::string("leave out ") + row.leaveOut));
  }
}

TEST(OctoPrintSource, HasOnlyTheEventsThatItReports) {
  const auto has = [](const std::string& include, const std::string& type) {
    test::FakeFeed feed;
    OctoPrintSource source;
    source.configure(Settings(source.options(), {{"url", "http://o"}, {"apiKey", "K3Y"}, {"include", include}}), feed);
    const auto events = source.vocabulary().events;
    return std::find(events.begin(), events.end(), type) != events.end();
  };
  EXPECT_TRUE(has("", "PrintDone"));
  EXPECT_FALSE(has("", "UserLoggedIn"));
  EXPECT_TRUE(has("User*", "UserLoggedIn"));
}

TEST(OctoPrintSource, HoldsWithEachFormOfARefusedKey) {
  struct Row {
    int status;
    const char* body;
  };
  for (const Row& row : {Row{400, R"({"error":"CSRF validation failed"})"}, Row{401, ""}, Row{403, ""},
                         Row{200, R"({"needs":{}})"}, Row{200, R"({"name":"bot"})"}}) {
    const Failure failure = failureOfLogin(row.status, row.body);
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold) << row.status;
    EXPECT_THAT(failure.what(), AllOf(HasSubstr("does not accept the API key"), HasSubstr("heraldctl connect")));
  }
}

TEST(OctoPrintSource, TriesAgainWhileOctoPrintStarts) {
  EXPECT_EQ(failureOfLogin(503, "<html>").verdict(), Outcome::Verdict::Retry);
  EXPECT_EQ(failureOfLogin(200, "<html>").verdict(), Outcome::Verdict::Retry);
}

TEST(OctoPrintSource, HoldsWhereThereIsNoOctoPrint) {
  EXPECT_EQ(failureOfLogin(404, "").verdict(), Outcome::Verdict::Hold);
}

TEST(OctoPrintSource, HoldsWithoutThePermissionStatus) {
  const Failure failure = failureOfLogin(200, R"({"name":"bot","session":"5e55","needs":{"role":["webcam"]}})");
  EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold);
  EXPECT_THAT(failure.what(), HasSubstr("STATUS"));
}

std::vector<std::string> warningsOf(const test::FakeFeed& feed) {
  std::vector<std::string> warnings;
  for (const auto& line : feed.host.lines())
    if (line.level == Level::Warning) warnings.push_back(line.text);
  return warnings;
}

constexpr const char* kPoorLogin = R"({"name":"bot","session":"5e55","needs":{"role":["status"]}})";

TEST(OctoPrintSource, NamesEachMissingPermissionAndItsPurposeOnce) {
  struct Row {
    std::vector<std::string> variables;
    std::set<std::string, std::less<>> events;
    const char* include;
    std::string named;
  };
  const std::vector<Row> table{
      {{}, {"Home", "UserLoggedIn"}, "", ""},
      {{}, {"UserActionNeeded"}, "", "MONITOR_TERMINAL (for UserActionNeeded);"},
      {{}, {"DisplayMessage"}, "", "MONITOR_TERMINAL (for DisplayMessage);"},
      {{}, {"PrintLayer", "FirstLayerDone"}, "", "FILES_DOWNLOAD (for FirstLayerDone, PrintLayer);"},
      {{}, {"PrintFailed"}, "", "FILES_LIST (for how an unseen print ended);"},
      {{"meta"}, {"PrintDone"}, "", "FILES_LIST (for @meta, how an unseen print ended);"},
      {{"meta"}, {"Home"}, "", "FILES_LIST (for @meta);"},
      {{"appearance"}, {"Home"}, "", "SETTINGS_READ (for @appearance);"},
      {{"snapshot"}, {"Home"}, "", "SETTINGS_READ (for @snapshot), WEBCAM (for @snapshot);"},
      {{}, {"UserLoggedIn", "UserLoggedOut"}, "User*", "ADMIN (for UserLoggedIn, UserLoggedOut);"},
      {{"meta", "appearance"},
       {"UserActionNeeded"},
       "",
       "permissions: MONITOR_TERMINAL (for UserActionNeeded), FILES_LIST (for @meta), SETTINGS_READ (for "
       "@appearance);"}};
  for (const Row& row : table) {
    test::FakeFeed feed;
    for (const std::string& variable : row.variables) feed.want(variable);
    feed.wantEvents(row.events);
    feed.host.network().otherwise({200, {}, kPoorLogin});
    auto script = greeting(kIdle);
    script.emplace_back(R"({"reauthRequired":{"reason":"stale"}})");
    script.emplace_back("> bot:5e55");
    replay(feed, script, {{"include", row.include}});
    const std::vector<std::string> warnings = warningsOf(feed);
    ASSERT_EQ(warnings.size(), row.named.empty() ? 0u : 1u) << ::testing::PrintToString(warnings);
    EXPECT_THAT(row.named.empty() ? "" : warnings.front(), HasSubstr(row.named));
  }
}

TEST(OctoPrintSource, NamesAPermissionThatANewConfigurationNeeds) {
  test::FakeFeed feed;
  feed.wantEvents({});
  feed.host.network().otherwise({200, {}, kPoorLogin});
  PushServer server([&](PushPeer& peer) {
    play(peer, greeting(kIdle), feed.host);
    EXPECT_TRUE(warningsOf(feed).empty());
    feed.wantEvents({"UserActionNeeded"});
    play(peer, {"+ 60000", R"({"event":{"type":"Home"}})"}, feed.host);
  });
  OctoPrintSource source;
  source.configure(Settings(source.options(), {{"url", server.url()}, {"apiKey", "K3Y"}}), feed);
  EXPECT_THROW(source.run(feed), Failure) << "the server closes the connection";
  EXPECT_THAT(warningsOf(feed), ElementsAre(HasSubstr("MONITOR_TERMINAL (for UserActionNeeded);")));
}

TEST(OctoPrintSource, AsksForLayersAsSoonAsSomebodyWantsThem) {
  const std::string history = R"({"history":)" + std::string(kIdle) + "}";
  test::FakeFeed feed;
  feed.wantEvents({"PrintDone"});
  feed.host.network().otherwise({200, {}, kLogin});
  PushServer server([&](PushPeer& peer) {
    play(peer, {R"({"connected":{"version":"1.11.8"}})", R"(> "plugins":false)", "> throttle", "> auth", history},
         feed.host);
    feed.wantEvents({"PrintLayer"});
    play(peer, {"+ 5000", R"({"event":{"type":"Home"}})", R"(> "plugins":["DisplayLayerProgress)", history}, feed.host);
  });
  OctoPrintSource source;
  source.configure(Settings(source.options(), {{"url", server.url()}, {"apiKey", "K3Y"}}), feed);
  EXPECT_THROW(source.run(feed), Failure) << "the server closes the connection";
}

TEST(OctoPrintSource, SaysWhatThePrintCost) {
  test::FakeFeed feed;
  feed.host.network().otherwise({200, {}, kLogin});
  auto script = greeting(kIdle);
  script.emplace_back(
      R"({"current":{"job":{"file":{"name":"a.gcode","path":"a.gcode","origin":"local"},"filament":{"tool0":{"length":3851.77,"volume":9.26}}}}})");
  script.emplace_back(
      R"({"event":{"type":"PrintDone","payload":{"name":"a.gcode","path":"a.gcode","origin":"local","time":7}}})");
  replay(feed, script, {{"filament.pricePerKg", "25"}, {"filament.density", "1.27"}});
  ASSERT_FALSE(feed.events().empty());
  EXPECT_EQ(jsonAt(feed.events().back().payload, "filamentUsed"),
            R"({"length":3851.77,"volume":9.26,"weight":11.76,"cost":0.29})");
  OctoPrintSource source;
  EXPECT_THROW(source.configure(Settings(source.options(), {{"url", "http://octopi.local"},
                                                            {"apiKey", "K3Y"},
                                                            {"filament.pricePerKg", "25"},
                                                            {"filament.pricePerMeter", "1"}}),
                                feed),
               BadSettings);
}

TEST(OctoPrintSource, AnAdministratorLacksNothing) {
  Login login{"bob", "5e55", {"ADMIN"}};
  EXPECT_TRUE(login.may("FILES_LIST"));
  EXPECT_TRUE((Login{"bob", "5e55", {}}.may("STATUS"))) << "before 1.4 there are no permissions";
  EXPECT_FALSE((Login{"bob", "5e55", {"STATUS"}}.may("FILES_LIST")));
}

TEST(OctoPrintSource, ReportsItsConnectionAndHowItEnded) {
  test::FakeFeed feed;
  feed.host.network().otherwise({200, {}, kLogin});
  EXPECT_THAT(replay(feed, greeting(kIdle)), HasSubstr("was closed"));
  EXPECT_THAT(feed.connections(), ElementsAre("OctoPrint 1.11.8 at 127.0.0.1"));
}

TEST(OctoPrintSource, StopsWhenItIsAskedTo) {
  test::FakeFeed feed;
  feed.stopAfter(1);
  feed.host.network().otherwise({200, {}, kLogin});
  auto script = greeting(kIdle);
  script.emplace_back(kStarted);
  EXPECT_EQ(replay(feed, script), "");
}

TEST(OctoPrintSource, GivesUpASocketThatAsksForOneLoginAfterAnother) {
  test::FakeFeed feed;
  feed.host.network().otherwise({200, {}, kLogin});
  std::vector<std::string> script{R"({"connected":{"version":"1.11.8"}})"};
  for (int i = 0; i < 5; ++i) script.emplace_back(R"({"reauthRequired":{"reason":"stale"}})");
  EXPECT_THAT(replay(feed, script), HasSubstr("one login after another"));
}

/// OctoPrint asks for a new login, but its REST API fails this many times.
std::string replayFailingLogins(test::FakeFeed& feed, int fails, const std::vector<std::string>& after) {
  feed.host.network().answer(200, kLogin);
  for (int i = 0; i < fails; ++i) feed.host.network().fail(Failure(Outcome::Verdict::Retry, "no answer in time"));
  feed.host.network().otherwise({200, {}, kLogin});
  auto script = greeting(kIdle);
  script.emplace_back(R"({"reauthRequired":{"reason":"modified"}})");
  for (int i = 0; i < fails; ++i) {
    script.emplace_back("+ 5000");
    script.emplace_back(R"({"event":{"type":"Home"}})");
  }
  script.insert(script.end(), after.begin(), after.end());
  return replay(feed, script);
}

TEST(OctoPrintSource, KeepsASocketWhileANewLoginFailsForAMoment) {
  test::FakeFeed feed;
  EXPECT_THAT(replayFailingLogins(feed, 2, {R"(> {"auth":"bot:5e55"})", kStarted}), HasSubstr("was closed"));
  EXPECT_THAT(typesOf(feed), ElementsAre("Home", "Home", "PrintStarted"));
}

TEST(OctoPrintSource, GivesUpASocketWithoutALoginForAMinute) {
  test::FakeFeed feed;
  EXPECT_THAT(replayFailingLogins(feed, 20, {}), HasSubstr("no answer in time"));
  EXPECT_EQ(feed.events().size(), 12u);
}

TEST(OctoPrintSource, HoldsForAUserNameThatThePushSocketRejects) {
  test::FakeFeed feed;
  feed.host.network().otherwise({200, {}, R"({"name":"a:b","session":"5e55"})"});
  EXPECT_THAT(replay(feed, {R"({"connected":{"version":"1.11.8"}})"}), HasSubstr("colon"));
}

TEST(OctoPrintSource, RequestsMetaOncePerJobAndOnlyIfATemplateUsesIt) {
  const std::string file =
      R"({"hash":"ab","gcodeAnalysis":{"dimensions":{"width":9.5}},"statistics":{"a":1},"prints":{"success":2},"size":7,"user":"ann"})";
  for (const bool wanted : {false, true}) {
    test::FakeFeed feed;
    if (wanted) feed.want("meta");
    feed.host.network().answer(200, kLogin);
    feed.host.network().otherwise({200, {}, file});
    auto script = greeting(kIdle);
    for (int i = 0; i < 3; ++i)
      script.emplace_back(
          i == 0 ? kStarted
                 : R"({"event":{"type":"PrintPaused","payload":{"path":"dir one/a.gcode","origin":"local"}}})");
    replay(feed, script);
    ASSERT_EQ(feed.events().size(), 3u);
    if (wanted) {
      EXPECT_THAT(requestsTo(feed), ElementsAre("POST /api/login", "GET /api/files/local/dir%20one/a.gcode"));
      EXPECT_EQ(
          jsonAt(feed.events().back().context, "meta"),
          R"({"analysis":{"dimensions":{"width":9.5}},"statistics":{"a":1},"history":{"success":2},"hash":"ab","user":"ann"})");
    } else {
      EXPECT_THAT(requestsTo(feed), ElementsAre("POST /api/login"));
      EXPECT_EQ(jsonAt(feed.events().back().context, "meta"), "");
    }
  }
}

TEST(OctoPrintSource, RequestsTheAppearanceAgainOnlyAfterTheSettingsChanged) {
  test::FakeFeed feed;
  feed.want("appearance");
  feed.host.network().answer(200, kLogin);
  feed.host.network().answer(200, R"({"appearance":{"name":"old"}})");
  feed.host.network().answer(200, R"({"appearance":{"name":"new"}})");
  auto script = greeting(kIdle);
  for (const char* type : {"Home", "Home", "SettingsUpdated", "Home"})
    script.push_back(R"({"event":{"type":")" + std::string(type) + R"(","payload":null}})");
  replay(feed, script);
  std::vector<std::string> names;
  for (const Event& event : feed.events()) names.push_back(jsonToText(jsonAt(event.context, "appearance.name")));
  EXPECT_THAT(names, ElementsAre("old", "old", "new", "new"));
}

TEST(OctoPrintSource, ReadsHowTheWebcamIsMountedAgainAfterAConnectionAndAChange) {
  test::FakeFeed feed;
  OctoPrintSource source;
  const std::string device = "mk3";
  const auto isTurned = [&](const char* turn) {
    feed.host.network().answer(200, "\xff\xd8\xff");
    feed.host.network().answer(200, R"({"webcam":{"rotate90":)" + std::string(turn) + "}}");
    return source.take({.device = device}).orientation.turnLeft;
  };
  const PushServer server([&](PushPeer& peer) {
    play(peer, greeting(kIdle), feed.host);
    EXPECT_TRUE(isTurned("true"));
    play(peer, {R"({"event":{"type":"SettingsUpdated","payload":null}})"}, feed.host);
    EXPECT_FALSE(isTurned("false"));
  });
  source.configure(Settings(source.options(), {{"url", server.url()}, {"apiKey", "K3Y"}}), feed);
  EXPECT_FALSE(isTurned("false"));
  feed.host.network().answer(200, kLogin);
  EXPECT_THROW(source.run(feed), Failure);
}

TEST(OctoPrintSource, RequestsTheAppearanceBeforeTheFirstEvent) {
  test::FakeFeed feed;
  feed.want("appearance");
  feed.host.network().answer(200, kLogin);
  feed.host.network().answer(200, R"({"appearance":{"name":"mk3"}})");
  replay(feed, greeting(kIdle));
  EXPECT_TRUE(feed.events().empty());
  EXPECT_THAT(requestsTo(feed), ElementsAre("POST /api/login", "GET /api/settings"));
}

TEST(OctoPrintSource, ReportsAnEventWithoutItsMetaIfTheRequestFails) {
  test::FakeFeed feed;
  feed.want("meta");
  feed.host.network().answer(200, kLogin);
  feed.host.network().fail(Failure(Outcome::Verdict::Retry, "no answer"));
  auto script = greeting(kIdle);
  script.emplace_back(kStarted);
  script.emplace_back(R"({"event":{"type":"PrintPaused","payload":{"path":"dir one/a.gcode","origin":"local"}}})");
  replay(feed, script);
  ASSERT_EQ(feed.events().size(), 2u);
  EXPECT_EQ(jsonAt(feed.events().front().context, "meta"), "{}");
  EXPECT_EQ(requestsTo(feed).size(), 2u) << "and Herald does not ask again for each event";
}

constexpr const char* kPrinting =
    R"({"state":{"flags":{"printing":true}},"job":{"file":{"name":"a.gcode","path":"dir one/a.gcode","origin":"local"}},"progress":{"completion":0.1,"printTime":1}})";

TEST(OctoPrintSource, AStartAndWhatFollowsItWaitForTheStateWithTheJob) {
  test::FakeFeed feed;
  feed.host.network().otherwise({200, {}, kLogin});
  const auto before = feed.host.wallClock();
  const PushServer server([&](PushPeer& peer) {
    play(peer, greeting(kIdle), feed.host);
    play(peer, {kStarted, R"({"event":{"type":"Home"}})", "+ 400"}, feed.host);
    EXPECT_TRUE(feed.events().empty());
    play(peer, {R"({"current":)" + std::string(kPrinting) + "}"}, feed.host);
    EXPECT_THAT(typesOf(feed), ElementsAre("PrintStarted", "Home"));
  });
  listenTo(server, feed);
  EXPECT_EQ(feed.events().front().time, before) << "the time of the event, not of the state";
  EXPECT_THAT(requestsTo(feed), ElementsAre("POST /api/login"));
}

TEST(OctoPrintSource, AStartThatWaitsIsReportedWhenHeraldStops) {
  test::FakeFeed feed;
  feed.host.network().otherwise({200, {}, kLogin});
  const PushServer server([&](PushPeer& peer) {
    play(peer, greeting(kIdle), feed.host);
    play(peer, {kStarted, R"({"event":{"type":"Home"}})"}, feed.host);
    feed.requestStop();
    EXPECT_EQ(peer.receive(), "") << "the client closes the connection";
  });
  EXPECT_EQ(listenTo(server, feed), "");
  EXPECT_THAT(typesOf(feed), ElementsAre("PrintStarted", "Home"));
  EXPECT_THAT(requestsTo(feed), ElementsAre("POST /api/login")) << "a stop waits for no answer";
}

TEST(OctoPrintSource, AStartThatWaitsIsReportedOnceWhenTheConnectionBreaks) {
  test::FakeFeed feed;
  feed.host.network().otherwise({200, {}, kLogin});
  auto script = greeting(kIdle);
  script.emplace_back(kStarted);
  script.emplace_back(R"({"event":{"type":"Home"}})");
  replay(feed, script);
  EXPECT_THAT(typesOf(feed), ElementsAre("PrintStarted", "Home"));
  auto again = greeting(kPrinting);
  again.emplace_back("+ 4000");
  again.emplace_back(R"({"event":{"type":"ZChange"}})");
  replay(feed, again);
  EXPECT_THAT(typesOf(feed), ElementsAre("PrintStarted", "Home", "ZChange"));
}

/// Accepts no event, like a Herald that was asked to stop long ago.
class RefusingFeed : public test::FakeFeed {
 public:
  using Feed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    if (!events.empty()) throw Failure(Outcome::Verdict::Retry, "refused");
    FakeFeed::publish(events, notes);
  }
};

TEST(OctoPrintSource, AStartThatWasRefusedIsNotSaved) {
  RefusingFeed feed;
  feed.host.network().otherwise({200, {}, kLogin});
  auto script = greeting(kIdle);
  script.emplace_back(kStarted);
  script.push_back(R"({"current":)" + std::string(kPrinting) + "}");
  EXPECT_EQ(replay(feed, script), "refused");
  const auto saved = feed.load("printer");
  EXPECT_EQ(jsonAt(saved, "job"), "null") << saved;
}

TEST(OctoPrintSource, ANumberThatJsonDoesNotHaveCostsOnlyItsValueInAnyAnswer) {
  test::FakeFeed feed;
  feed.want("appearance");
  feed.want("meta");
  feed.host.network().answer(200, R"({"name":"bot","session":"5e55","settings":{"x":NaN}})");
  feed.host.network().answer(200, R"({"appearance":{"name":"mk3","scale":-Infinity}})");
  feed.host.network().answer(200, R"({"hash":"ab","gcodeAnalysis":{"dimensions":{"width":Infinity,"depth":9.5}}})");
  auto script = greeting(kIdle);
  script.emplace_back(kStarted);
  replay(feed, script);
  ASSERT_EQ(feed.events().size(), 1u);
  const std::string context = feed.events().front().context;
  EXPECT_EQ(jsonAt(context, "appearance"), R"({"name":"mk3","scale":null})");
  EXPECT_EQ(jsonAt(context, "meta.analysis.dimensions"), R"({"width":null,"depth":9.5})");
  EXPECT_TRUE(warningsOf(feed).empty());
}

/// Records the deadline of each request. OctoPrint answers 404 after a millisecond.
class DeadlineFeed : public test::FakeFeed {
 public:
  std::unique_ptr<HttpClient> http(const Settings&) override { return std::make_unique<Client>(*this); }

  std::vector<Clock::time_point> deadlines{};

 private:
  class Client : public HttpClient {
   public:
    explicit Client(DeadlineFeed& feed) : feed_(feed) {}
    HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token) override {
      if (request.url.ends_with("/api/login")) return {200, {}, kLogin};
      if (!feed_.deadlines.empty()) {
        EXPECT_LE(deadline, feed_.now() + std::chrono::seconds(1)) << request.url;
      }
      feed_.deadlines.push_back(deadline);
      feed_.host.advance(Millis(1));
      return {404, {}, {}};
    }

   private:
    DeadlineFeed& feed_;
  };
};

TEST(OctoPrintSource, NoEventWaitsLongerThanASecondForAllItsRequests) {
  DeadlineFeed feed;
  feed.want("meta");
  feed.want("appearance");
  auto script = greeting(kIdle);
  script.emplace_back("+ 30000");
  script.emplace_back(kStarted);
  script.push_back(R"({"current":)" + std::string(kIdle) + "}");
  script.emplace_back("+ 4000");
  script.emplace_back(R"({"event":{"type":"Home"}})");
  replay(feed, script);
  ASSERT_EQ(feed.events().size(), 3u);
  ASSERT_EQ(feed.deadlines.size(), 6u)
      << "appearance before any event; meta and appearance; the file that starts, how the print ended, and meta";
  EXPECT_EQ(feed.deadlines[1], feed.deadlines[2]) << "one second for both";
  EXPECT_THAT(std::vector(feed.deadlines.begin() + 3, feed.deadlines.end()), Each(feed.deadlines[3]))
      << "one second for all";
}

/// A feed whose process crashes after so many steps: it throws what nobody catches. Each publication has one step
/// before it and one after it.
class CrashingFeed : public test::FakeFeed {
 public:
  struct Crash {};

  void crashAfter(int steps) { left_ = steps; }
  void recover() { left_ = std::numeric_limits<int>::max(); }

  using Feed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    step();
    FakeFeed::publish(events, notes);
    step();
  }

 private:
  void step() {
    if (left_-- == 0) throw Crash();
  }

  int left_ = std::numeric_limits<int>::max();
};

TEST(OctoPrintSource, ACrashAtAnyMomentLosesNothingAndRepeatsNothingUnderAnotherId) {
  const std::string printing =
      R"({"state":{"flags":{"printing":true}},"job":{"file":{"name":"a.gcode","path":"dir one/a.gcode","origin":"local"}},"progress":{"completion":40,"printTime":1}})";
  const std::string cancelled =
      R"({"event":{"type":"PrintCancelled","payload":{"name":"a.gcode","path":"dir one/a.gcode","origin":"local"}}})";
  const std::string failed =
      R"({"event":{"type":"PrintFailed","payload":{"name":"a.gcode","path":"dir one/a.gcode","origin":"local","reason":"cancelled"}}})";
  struct Part {
    std::string message;  ///< Herald crashes while it handles this
    std::string after;    ///< the state of OctoPrint after that
    std::vector<std::string> reported;
  };
  const std::vector<Part> parts{{kStarted, printing, {"PrintStarted", "PrintProgress"}},
                                {R"({"current":)" + printing + "}", printing, {"PrintProgress"}},
                                {failed, kIdle, {"PrintFailed"}}};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (int steps = 0; steps < 2; ++steps) {
      CrashingFeed feed;
      feed.host.network().otherwise({200, {}, kLogin});
      auto before = greeting(kIdle);
      if (i > 0) before.emplace_back(kStarted);
      if (i > 1) before.emplace_back(cancelled);
      replay(feed, before);
      const std::size_t known = feed.events().size();
      auto fatal = greeting(i > 0 ? R"({"state":{"flags":{"cancelling":true}}})" : kIdle);
      fatal.push_back(parts[i].message);
      feed.crashAfter(steps);
      EXPECT_THROW(replay(feed, fatal), CrashingFeed::Crash) << i << " " << steps;
      feed.recover();
      auto again = greeting(parts[i].after);
      again.emplace_back("+ 4000");
      again.emplace_back(R"({"event":{"type":"Home"}})");
      replay(feed, again);
      std::vector<std::string> reported;
      std::set<std::string> ids;
      const auto events = feed.events();
      for (std::size_t at = known; at < events.size(); ++at)
        if (ids.insert(events[at].id).second && events[at].type != "Home") reported.push_back(events[at].type);
      EXPECT_EQ(reported, parts[i].reported) << i << ", crash after " << steps << " steps";
    }
  }
}

/// A feed that needs four seconds for each publication, as with a slow disk or with `whenFull = wait`.
class SlowFeed : public test::FakeFeed {
 public:
  using Feed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    if (!events.empty()) unread.wait();
    FakeFeed::publish(events, notes);
    if (!events.empty()) host.advance(std::chrono::seconds(4));
  }

  std::latch unread{1};  ///< no event is published before the test counts it down
};

TEST(OctoPrintSource, AStateThatWaitsWhileAnEventIsPublishedCounts) {
  const std::string printing =
      R"({"current":{"state":{"flags":{"printing":true}},"job":{"file":{"name":"a.gcode","path":"dir one/a.gcode","origin":"local"}},"progress":{"completion":0.1,"printTime":1}}})";
  const std::string home = R"({"event":{"type":"Home"}})";
  const std::string idle = R"({"current":)" + std::string(kIdle) + "}";
  for (const std::vector<std::string>& said :
       {std::vector<std::string>{kStarted, printing, home}, {kStarted, idle, home, idle, home, printing, home}}) {
    SlowFeed feed;
    feed.host.network().otherwise({200, {}, kLogin});
    PushServer server([&](PushPeer& peer) {
      play(peer, greeting(kIdle), feed.host);
      for (const std::string& message : said) peer.send(message);
      feed.unread.count_down();
      peer.settle();
    });
    listenTo(server, feed);
    std::vector<std::string> types = typesOf(feed);
    types.erase(std::remove(types.begin(), types.end(), "Home"), types.end());
    EXPECT_THAT(types, ElementsAre("PrintStarted"));
  }
}

TEST(OctoPrintSource, TheNextConnectionKnowsWhatThisOneSaw) {
  test::FakeFeed feed;
  feed.host.network().otherwise({200, {}, kLogin});
  auto first = greeting(kIdle);
  first.emplace_back(kStarted);
  replay(feed, first);
  auto second = greeting(kIdle);
  second.emplace_back("+ 4000");
  second.emplace_back(R"({"event":{"type":"Home","payload":null}})");
  for (int i = 0; i < 2; ++i) replay(feed, second);
  EXPECT_THAT(typesOf(feed), ElementsAre("PrintStarted", "Home", "PrintFailed", "Home"));
}

TEST(OctoPrintSource, ReportsTheEventsOfItsOwnConnectionIfIncludeNamesThem) {
  test::FakeFeed feed;
  feed.host.network().otherwise({200, {}, kLogin});
  auto script = greeting(kIdle);
  for (const char* type : {"ClientOpened", "UserLoggedIn", "plugin_webhooks_notify", "plugin_webhooks_progress"})
    script.push_back(R"({"event":{"type":")" + std::string(type) + R"(","payload":null}})");
  replay(feed, script, {{"include", "UserLoggedIn, plugin_webhooks_n*"}});
  EXPECT_THAT(typesOf(feed), ElementsAre("UserLoggedIn", "plugin_webhooks_notify"));
}

TEST(OctoPrintSource, AcceptsAnAddressAsABrowserShowsIt) {
  for (const char* end : {"", "/", "//", "#temp", "/#temp", "/?", "/?#temp", "?#tab?a=/b"}) {
    test::FakeFeed feed;
    OctoPrintSource source;
    source.configure(
        Settings(source.options(), {{"url", "http://octopi.local/mk3" + std::string(end)}, {"apiKey", "K3Y"}}), feed);
    feed.host.network().answer(503);
    EXPECT_THROW(source.run(feed), Failure);
    EXPECT_EQ(feed.host.network().requests().front().url, "http://octopi.local/mk3/api/login") << end;
  }
}

TEST(OctoPrintSource, RejectsAnInvalidAddress) {
  test::FakeHost host;
  for (const char* url : {"octopi.local", "ftp://octopi.local", "http://", "http://octopi.local?x=1", "http://#temp",
                          "http://octopi local:x/"}) {
    OctoPrintSource source;
    EXPECT_THROW(source.configure(Settings(source.options(), {{"url", url}, {"apiKey", "K3Y"}}), host), BadSettings)
        << url;
  }
}

TEST(Subscribe, IsKnownSince1_8) {
  for (const char* version : {"1.8.0", "1.8.0rc1", "1.11.8", "2.0.0rc3", "10.0", "git", ""})
    EXPECT_TRUE(knowsSubscribe(version)) << version;
  for (const char* version : {"1.4.0", "1.7.3", "1.7"}) EXPECT_FALSE(knowsSubscribe(version)) << version;
}

HERALD_PLUGIN_CONTRACT(OctoPrintSource, {{"url", "http://localhost:1"}, {"apiKey", "K3Y"}})

}  // namespace
}  // namespace herald::octoprint
