// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/connect_resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "herald/json.h"
#include "herald/mutex.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const HttpResponse kAsked{201,
                          {{"Location", "http://x/plugin/appkeys/request/T0KEN"}},
                          R"({"app_token":"T0KEN","auth_dialog":"http://octopi.local/allow"})"};
const HttpResponse kWantsAKey{401, {}, R"({"error":{"code":401,"message":"Unauthorized"}})"};

/// The network of a test: answers by the end of the address. What is held waits for its release, or for a stop.
class HeldNetwork {
 public:
  void answer(const std::string& end, HttpResponse response) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    answers_[end] = std::move(response);
  }

  void hold(const std::string& what) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    held_.insert(what);
  }

  void release(const std::string& what) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    held_.erase(what);
    changed_.notifyAll();
  }

  /// Returns when `what` is not held, or at a stop.
  void pass(const std::string& what, const std::stop_token& stop) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    changed_.wait(mutex_, stop, [&]() HERALD_REQUIRES(mutex_) { return !held_.contains(what); });
  }

  HttpResponse send(const std::string& url, const std::stop_token& stop) {
    const auto end = endOf(url);
    pass(end, stop);
    if (stop.stop_requested()) throw Failure(Outcome::Verdict::Retry, "canceled");
    const MutexLock lock(mutex_);
    return answers_[end];
  }

 private:
  std::string endOf(const std::string& url) const HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    for (const auto& [end, response] : answers_)
      if (url.ends_with(end)) return end;
    return url;
  }

  mutable Mutex mutex_{};
  StoppableCondition changed_{};
  std::set<std::string> held_ HERALD_GUARDED_BY(mutex_){};
  std::map<std::string, HttpResponse> answers_ HERALD_GUARDED_BY(mutex_){};
};

class HeldClient : public HttpClient {
 public:
  explicit HeldClient(HeldNetwork& network) : network_(network) {}
  HttpResponse send(const HttpRequest& request, Clock::time_point, std::stop_token stop) override {
    return network_.send(request.url, stop);
  }

 private:
  HeldNetwork& network_;
};

constexpr auto kRequest = "/plugin/appkeys/request", kPoll = "/T0KEN", kLogin = "/api/login", kInfo = "/server/info",
               kSave = "save";

/// The resource in front of a network that waits where the test wants it to.
class ConnectResourceTest : public ::testing::Test {
 protected:
  ConnectResourceTest() {
    routes_.add(resource_);
    network_.answer(kRequest, kAsked);
    network_.answer(kPoll, {200, {}, R"({"api_key":"K3Y"})"});
    network_.answer(kLogin, {200, {}, R"({"name":"bob"})"});
    network_.answer(kInfo, {404, {}, ""});
  }

  ApiAnswer ask(const std::string& method, const std::string& path, const std::string& body = {}) {
    auto answer = routes_.answer({.method = method, .target = "/api/v1/printers/connect" + path, .body = body});
    if (answer.status == 200 || answer.status == 202) {
      EXPECT_THAT(schemaFaults(answer.body, R"({"$ref":"#/components/schemas/Connect"})", routes_.schemas()), IsEmpty())
          << answer.body;
    }
    return answer;
  }

  static std::string at(const std::string& json, const std::string& member) {
    return std::string(jsonAt(json, member));
  }

  /// Begins one. Returns its path.
  std::string begin(const std::string& url = "octopi.local") {
    const auto begun = ask("POST", "", JsonObject().add("url", url).text());
    EXPECT_EQ(begun.status, 202) << begun.body;
    return "/" + jsonToText(jsonAt(begun.body, "id"));
  }

  /// What it says when it has come to this state.
  std::string waitFor(const std::string& path, const std::string& state) {
    const auto end = Clock::now() + std::chrono::minutes(1);
    while (true) {
      const auto answer = ask("GET", path);
      if (jsonToText(jsonAt(answer.body, "state")) == state) return answer.body;
      if (answer.status != 200 || Clock::now() > end) return "not " + state + ": " + answer.body;
      std::this_thread::yield();
    }
  }

  Connecting::Tools tools() {
    return {.http = [this](const Settings&) { return std::make_unique<HeldClient>(network_); },
            .save = [this](const BlockForm& form) -> ChangeResult {
              network_.pass(kSave, {});
              const MutexLock lock(mutex_);
              saved_.push_back(form.name);
              return {.id = 7, .warnings = {{{}, "source.x.url", "is slow", Severity::Warning}}};
            },
            .known = [](const std::string& url) { return url == "http://known.local" ? "mk3" : ""; },
            .freeName = [](const std::string& name) { return name; },
            .askEvery = Millis(0)};
  }

  std::vector<std::string> saved() {
    const MutexLock lock(mutex_);
    return saved_;
  }

  HeldNetwork network_{};
  Mutex mutex_{};
  std::vector<std::string> saved_ HERALD_GUARDED_BY(mutex_){};
  ConnectResource resource_{{tools(),
                             [](const std::string&) {
                               return std::vector<Option>{{.name = "url", .required = true},
                                                          {.name = "apiKey", .type = Type::Secret, .help = "The key."}};
                             },
                             [](const std::string&) { return std::vector<Preset>(); }}};
  ApiRoutes routes_{};
};

TEST_F(ConnectResourceTest, SaysEachStepOfAnOctoPrint) {
  network_.hold(kRequest);
  network_.hold(kPoll);
  network_.hold(kSave);
  const auto path = begin();
  EXPECT_EQ(at(waitFor(path, "looking"), "url"), R"("http://octopi.local")");
  network_.release(kRequest);
  EXPECT_EQ(at(waitFor(path, "allow"), "link"), R"("http://octopi.local/allow")");
  EXPECT_EQ(ask("POST", path, R"({"values":{}})").status, 409) << "it asks for nothing";
  network_.release(kPoll);
  EXPECT_EQ(at(waitFor(path, "saving"), "undo"), "null");
  network_.release(kSave);
  const auto done = waitFor(path, "done");
  EXPECT_EQ(jsonAt(done, "name"), R"("octopi")");
  EXPECT_EQ(jsonAt(done, "undo"), R"("7")");
  EXPECT_EQ(jsonAt(done, "reload.warnings"), R"(["source.x.url: is slow"])");
}

TEST_F(ConnectResourceTest, AsksForAKeyAndGoesOn) {
  network_.answer(kRequest, {404, {}, ""});
  network_.answer(kInfo, kWantsAKey);
  const auto path = begin("http://voron.local");
  const auto needs = waitFor(path, "needs");
  EXPECT_EQ(jsonAt(needs, "fields.0.name"), R"("apiKey")");
  EXPECT_EQ(jsonAt(needs, "fields.1"), "");
  EXPECT_THAT(saved(), IsEmpty());
  network_.answer(kInfo, {200, {}, R"({"result":{"moonraker_version":"v0.9.3"}})"});
  EXPECT_EQ(ask("POST", path, R"({"values":{"apiKey":"K3Y"},"name":"hall"})").status, 202);
  EXPECT_EQ(at(waitFor(path, "done"), "name"), R"("hall")");
}

TEST_F(ConnectResourceTest, SaysWhyItFailed) {
  EXPECT_THAT(waitFor(begin("http://known.local"), "failed"), HasSubstr("it is the source mk3"));
  network_.answer(kRequest, {404, {}, ""});
  EXPECT_THAT(waitFor(begin("http://router.local"), "failed"), HasSubstr("check the URL"));
  EXPECT_THAT(saved(), IsEmpty());
}

TEST_F(ConnectResourceTest, RefusesWhatIsNoAddressAndWhatItDoesNotKnow) {
  const auto wrong = ask("POST", "", R"({"url":""})");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(jsonAt(wrong.body, "faults.0.at"), R"("url")");
  for (const auto* path : {"/1", "/x", "/99999999999999999999999"}) {
    EXPECT_EQ(ask("GET", path).status, 404) << path;
    EXPECT_EQ(ask("POST", path, R"({"values":{}})").status, 404) << path;
    EXPECT_EQ(ask("DELETE", path).status, 404) << path;
  }
}

TEST_F(ConnectResourceTest, EndsOneThatIsUnderWayAndSavesNothing) {
  network_.hold(kPoll);
  const auto path = begin();
  waitFor(path, "allow");
  EXPECT_EQ(ask("DELETE", path).status, 204);
  EXPECT_EQ(ask("GET", path).status, 404);
  network_.release(kPoll);
  EXPECT_THAT(saved(), IsEmpty());
}

TEST_F(ConnectResourceTest, TwoAtOnceDoNotKnowEachOther) {
  network_.hold(kPoll);
  const auto first = begin("octopi.local"), second = begin("mk4.local");
  EXPECT_NE(first, second);
  waitFor(first, "allow");
  waitFor(second, "allow");
  EXPECT_EQ(ask("DELETE", first).status, 204);
  network_.release(kPoll);
  EXPECT_EQ(at(waitFor(second, "done"), "name"), R"("mk4")");
  EXPECT_THAT(saved(), ::testing::ElementsAre("mk4"));
}

TEST_F(ConnectResourceTest, KeepsTheNewestAndEndsTheOldest) {
  network_.hold(kRequest);
  std::vector<std::string> paths;
  for (std::size_t i = 0; i <= ConnectResource::kMost; ++i) paths.push_back(begin());
  EXPECT_EQ(ask("GET", paths.front()).status, 404);
  for (std::size_t i = 1; i < paths.size(); ++i) EXPECT_EQ(ask("GET", paths[i]).status, 200) << paths[i];
}

TEST_F(ConnectResourceTest, EndsAllAtAStopAndBeginsNoOther) {
  network_.hold(kPoll);
  const auto first = begin(), second = begin();
  waitFor(first, "allow");
  resource_.end();
  EXPECT_EQ(ask("GET", first).status, 404);
  EXPECT_EQ(ask("GET", second).status, 404);
  EXPECT_EQ(ask("POST", "", R"({"url":"octopi.local"})").status, 503);
  EXPECT_THAT(saved(), IsEmpty());
}

}  // namespace
}  // namespace herald::core
