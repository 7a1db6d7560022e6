// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/connect/daemon_connect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "herald/json.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A daemon whose attempt goes through these steps.
class ConnectThroughDaemon : public ::testing::Test {
 protected:
  void step(const std::string& state, const std::string& members = {}) {
    steps_.push_back(R"({"id":"4","state":")" + state + '"' + members + "}");
  }

  int run(const ConnectRequest& request) {
    const ConnectingDaemon daemon{[this](const std::string& method, const std::string& path, const std::string& body) {
                                    asked_.push_back(method + " " + path);
                                    if (method == "POST") wish_ = body;
                                    if (method == "DELETE") return std::string();
                                    const auto next = steps_.front();
                                    steps_.pop_front();
                                    return next;
                                  },
                                  "/data", Millis(0)};
    return connectThrough(daemon, request, out_);
  }

  std::string failureOf(const ConnectRequest& request) {
    try {
      run(request);
    } catch (const std::runtime_error& failure) {
      return failure.what();
    }
    return "no failure";
  }

  std::deque<std::string> steps_{};
  std::vector<std::string> asked_{};
  std::string wish_{};
  std::ostringstream out_{};
};

TEST_F(ConnectThroughDaemon, WaitsForTheClickAndSaysWhereTheSourceIs) {
  step("looking");
  step("allow", R"(,"link":"http://octopi.local/allow")");
  step("allow", R"(,"link":"http://octopi.local/allow")");
  step("saving");
  step("done",
       R"(,"title":"OctoPrint","name":"octopi","undo":"7","reload":{"applied":true,"detail":"","warnings":["w: x"]})");
  EXPECT_EQ(run({.url = "octopi.local"}), 0);
  EXPECT_EQ(
      out_.str(),
      "Click Allow in OctoPrint, or open http://octopi.local/allow\n"
      "OctoPrint answers. The running Herald has saved it as the source octopi in /data/conf.d, and listens to it.\n"
      "warning: w: x\n"
      "To take it back: heraldctl hooks undo 7\n");
  EXPECT_EQ(asked_.front(), "POST /api/v1/printers/connect");
  EXPECT_EQ(asked_.back(), "GET /api/v1/printers/connect/4") << "what is over needs no end";
}

TEST_F(ConnectThroughDaemon, GivesWhatTheUserHasGiven) {
  const herald::testing::TemporaryFolder folder;
  step("done");
  run({.url = "mqtt://broker.local",
       .name = "hall",
       .ca = "/etc/ca.pem",
       .keyFile = folder.write("key", "K3Y\n").string(),
       .user = "bob",
       .passwordFile = folder.write("password", "hush\n").string(),
       .preset = "tasmota"});
  EXPECT_EQ(wish_, R"({"url":"mqtt://broker.local","name":"hall","values":{"apiKey":"K3Y","user":"bob",)"
                   R"("password":"hush","tls.ca":"/etc/ca.pem"},"preset":"tasmota"})");
}

TEST_F(ConnectThroughDaemon, SaysWhichFlagGivesWhatIsMissingAndEndsTheAttempt) {
  step("needs", R"(,"text":"The broker wants a user and a password.","fields":[{"name":"user"},{"name":"password"}])");
  EXPECT_EQ(failureOf({.url = "mqtt://b"}),
            "The broker wants a user and a password. Give --user NAME and --password-file FILE");
  EXPECT_EQ(asked_.back(), "DELETE /api/v1/printers/connect/4");
  step("needs",
       R"(,"text":"Choose what publishes at this broker.","presets":[{"name":"tasmota"},{"name":"zigbee2mqtt"}])");
  EXPECT_THAT(failureOf({.url = "mqtt://b"}), HasSubstr("Give --preset NAME, one of tasmota, zigbee2mqtt"));
  step("needs", R"(,"text":"is taken","errors":[{"key":"name","detail":"is taken"}])");
  EXPECT_EQ(failureOf({.url = "mqtt://b"}), "name is taken. Give --name NAME");
}

TEST_F(ConnectThroughDaemon, SaysWhyItFailed) {
  step("looking");
  step("failed", R"(,"text":"nobody clicked Allow in time: try again")");
  EXPECT_EQ(failureOf({.url = "octopi.local"}), "nobody clicked Allow in time: try again");
  EXPECT_THAT(asked_, ElementsAre("POST /api/v1/printers/connect", "GET /api/v1/printers/connect/4"));
}

}  // namespace
}  // namespace herald::core::ctl
