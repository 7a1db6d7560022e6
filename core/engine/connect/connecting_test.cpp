// SPDX-License-Identifier: Apache-2.0
#include "engine/connect/connecting.h"

#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <thread>

#include "engine/connect/found_service.h"
#include "herald/link_local_ban.h"
#include "herald/testing/fake_http.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Step = ConnectView::Step;

class ConnectingTest : public ::testing::Test {
 protected:
  /// A new one for this address, after its first run.
  Connecting& run(const std::string& url) {
    connecting_ = std::make_unique<Connecting>(
        ConnectWish{.url = url, .tags = {"room2", "fast"}},
        Connecting::Tools{
            .http =
                [this](const Settings& settings) {
                  settings_ = settings;
                  return std::make_unique<test::FakeHttpClient>(network_);
                },
            .save = [this](const BlockForm& form) -> ChangeResult {
              if (!fault_.empty()) throw BadForm({{.key = "name", .detail = fault_}});
              saved_ = form;
              return {.id = 7};
            },
            .known = [](const std::string& address) { return address == "http://known.local" ? "mk3" : ""; },
            .freeName = [](const std::string& name) { return name; },
            .askEvery = Millis(0),
            .longest = std::chrono::hours(1)});
    connecting_->run(stop_.get_token());
    return *connecting_;
  }

  void octoPrintAnswers() {
    network_->answer({201,
                      {{"Location", "http://x/plugin/appkeys/request/T0KEN"}},
                      R"({"app_token":"T0KEN","auth_dialog":"http://octopi.local/allow"})"});
  }

  std::shared_ptr<test::FakeHttp> network_ = std::make_shared<test::FakeHttp>();
  std::stop_source stop_{};
  Settings settings_{};  ///< of the last client
  std::string fault_{};
  BlockForm saved_{};
  std::unique_ptr<Connecting> connecting_{};
};

TEST_F(ConnectingTest, AddsAnOctoPrintAfterTheClick) {
  octoPrintAnswers();
  network_->answer(202);
  network_->answer(200, R"({"api_key":"K3Y"})");
  network_->answer(200, R"({"name":"bob"})");
  std::vector<std::string> links;
  network_->onSend([&] { links.push_back(connecting_->view().link); });
  const auto view = run("octopi.local").view();
  EXPECT_EQ(view.step, Step::Done) << view.text;
  EXPECT_EQ(view.name, "octopi");
  EXPECT_EQ(view.saved.id, 7U);
  EXPECT_EQ(links.at(1), "http://octopi.local/allow");
  EXPECT_EQ(saved_.prefix(), "source.octopi.");
  EXPECT_EQ(saved_.values.at("type").text, "octoprint");
  EXPECT_EQ(saved_.values.at("apiKey").text, "K3Y");
  EXPECT_EQ(saved_.values.at("url").text, "http://octopi.local");
  EXPECT_EQ(saved_.values.at("tags").text, "room2, fast");
}

TEST_F(ConnectingTest, SaysThatNobodyClicked) {
  octoPrintAnswers();
  network_->answer(404);
  const auto view = run("octopi.local").view();
  EXPECT_EQ(view.step, Step::Failed);
  EXPECT_THAT(view.text, HasSubstr("nobody clicked Allow"));
  EXPECT_TRUE(saved_.name.empty());
}

TEST_F(ConnectingTest, AsksForTheKeyOfAMoonrakerAndGoesOn) {
  const std::string refusal = R"({"error":{"code":401,"message":"Unauthorized"}})";
  network_->answer(404);
  network_->answer(401, refusal);
  auto& it = run("http://voron.local");
  EXPECT_EQ(it.view().step, Step::Needs);
  EXPECT_THAT(it.view().fields, ElementsAre("apiKey"));
  network_->answer(401, refusal);
  it.answer({.values = {{"apiKey", {"wrong"}}}});
  it.run({});
  EXPECT_THAT(it.view().text, HasSubstr("does not take this key"));
  network_->answer(200, R"({"result":{"moonraker_version":"v0.9.3"}})");
  it.answer({.name = "voron-2", .values = {{"apiKey", {"K3Y"}}}});
  it.run({});
  EXPECT_EQ(it.view().step, Step::Done) << it.view().text;
  EXPECT_EQ(it.view().title, "Moonraker v0.9.3");
  EXPECT_EQ(saved_.name, "voron-2");
  EXPECT_EQ(saved_.values.at("apiKey").text, "K3Y");
}

TEST_F(ConnectingTest, AsksAsTheSourceWillLater) {
  network_->answer(404);
  network_->answer(401, R"({"error":{"code":401,"message":"Unauthorized"}})");
  auto& it = run("https://voron.local");
  EXPECT_FALSE(settings_.has("tls.ca"));
  network_->answer(200, R"({"result":{"moonraker_version":"v0.9.3"}})");
  it.answer({.values = {{"apiKey", {"K3Y"}}, {"tls.ca", {"/etc/ca.pem"}}}});
  it.run({});
  EXPECT_EQ(settings_.text("tls.ca"), "/etc/ca.pem");
  EXPECT_EQ(saved_.values.at("tls.ca").text, "/etc/ca.pem");
}

TEST_F(ConnectingTest, SaysWhatIsThereInstead) {
  network_->answer(404);
  network_->answer(404);
  const auto view = run("http://router.local").view();
  EXPECT_EQ(view.step, Step::Failed);
  EXPECT_THAT(view.text, HasSubstr("check the URL"));
  EXPECT_THAT(view.text, HasSubstr("http://router.local:5000"));
  EXPECT_THAT(run("http://known.local").view().text, HasSubstr("it is the source mk3"));
}

TEST_F(ConnectingTest, AsksAgainIfTheFormIsRefused) {
  fault_ = "is taken";
  network_->answer(404);
  network_->answer(200, R"({"result":{"moonraker_version":"v0.9.3"}})");
  const auto view = run("http://voron.local").view();
  EXPECT_EQ(view.step, Step::Needs);
  ASSERT_EQ(view.faults.size(), 1U);
  EXPECT_EQ(view.faults[0].key, "name");
}

TEST_F(ConnectingTest, EndsAtAStop) {
  octoPrintAnswers();
  network_->otherwise({202, {}, ""});
  int count = 0;
  network_->onSend([&] {
    if (++count == 3) stop_.request_stop();
  });
  EXPECT_EQ(run("octopi.local").view().step, Step::Ended);
  EXPECT_TRUE(saved_.name.empty());
}

TEST_F(ConnectingTest, SavesNothingAfterAStop) {
  network_->answer(404);
  network_->answer(200, R"({"result":{"moonraker_version":"v0.9.3"}})");
  int count = 0;
  network_->onSend([&] {
    if (++count == 2) stop_.request_stop();
  });
  EXPECT_EQ(run("http://voron.local").view().step, Step::Ended);
  EXPECT_TRUE(saved_.name.empty());
}

TEST_F(ConnectingTest, ReachesNoLinkLocalAddress) {
  bool isBanned = false;
  network_->answer(404);
  network_->answer(404);
  network_->onSend([&] { isBanned = LinkLocalBan::holds(); });
  run("http://voron.local");
  EXPECT_TRUE(isBanned);
}

TEST(FoundService, AStopEndsTheWaitForASilentBroker) {
  Poco::Net::ServerSocket server(Poco::Net::SocketAddress("127.0.0.1", 0));
  std::stop_source stop;
  std::promise<void> over;
  std::thread silent([&] {
    auto peer = server.acceptConnection();
    stop.request_stop();
    over.get_future().wait();
  });
  TcpConnector connector;
  const auto url = "mqtt://127.0.0.1:" + std::to_string(server.address().port());
  try {
    EXPECT_FALSE(brokerAt(connector, url, {}, stop.get_token()));
  } catch (const Failure&) {  // the stop came before the connection was through
  }
  over.set_value();
  silent.join();
}

}  // namespace
}  // namespace herald::core
