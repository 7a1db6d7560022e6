// SPDX-License-Identifier: Apache-2.0
// The sink and the source mqtt against mosquitto.
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <csignal>
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>
#include <utility>

#include "herald/testing/builders.h"
#include "herald/testing/contract.h"
#include "herald/testing/fake_feed.h"
#include "herald/testing/fake_host.h"
#include "mqtt/broker.h"
#include "mqtt_sink.h"
#include "mqtt_source.h"

namespace herald::testing {
namespace {

using mqtt::MqttSink;
using mqtt::MqttSource;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Verdict = Outcome::Verdict;

/// A feed that accepts no event until it is told to.
class StubbornFeed : public test::FakeFeed {
 public:
  using FakeFeed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    if (refuses_) throw Failure(Verdict::Retry, "the disk is full");
    FakeFeed::publish(events, notes);
  }
  void ready(std::string_view what) override {
    FakeFeed::ready(what);
    onReady_();
  }
  void accept() { refuses_ = false; }

  /// What to do when the source has subscribed.
  void onReady(std::function<void()> call) { onReady_ = std::move(call); }

 private:
  std::function<void()> onReady_{};
  bool refuses_ = true;
};

class Mqtt : public ::testing::Test {
 protected:
  Mqtt() { std::signal(SIGPIPE, SIG_IGN); }  // heraldd blocks it

  Settings::Values login(Settings::Values more) const {
    more.try_emplace("url", broker_.url());
    more.try_emplace("user", Broker::kUser);
    more.try_emplace("password", Broker::kPassword);
    return more;
  }

  std::unique_ptr<MqttSink> sink(Settings::Values values = {}) {
    auto made = std::make_unique<MqttSink>();
    made->configure(test::settingsFor(*made, login(std::move(values))), host_);
    return made;
  }

  static Outcome deliver(MqttSink& sink, const Event& event) {
    try {
      return sink.deliver(test::attempt(event));
    } catch (const Failure& failure) {
      return {.verdict = failure.verdict(), .reason = failure.what()};
    }
  }

  Broker broker_;
  test::FakeHost host_;
};

TEST_F(Mqtt, AMessageArrivesWithEachQosAndEachVersion) {
  auto& subscriber = broker_.subscriber();
  for (const auto* version : {"3.1.1", "5"}) {
    for (const auto* qos : {"0", "1", "2"}) {
      const auto made = sink({{"version", version},
                              {"qos", qos},
                              {"topic", "printers/@device/" + std::string(qos)},
                              {"data", "v" + std::string(version) + " @eventType"}});
      EXPECT_EQ(deliver(*made, test::event("PrintDone")).verdict, Verdict::Delivered) << version << qos;
      subscriber.waitForLine("printers/mk3/" + std::string(qos) + " 0 v" + version + " PrintDone");
    }
  }
}

TEST_F(Mqtt, ARefusedMessageIsAHoldThatNamesItsTopic) {
  for (const auto* qos : {"1", "2"}) {
    const auto outcome = deliver(*sink({{"topic", "secret/@device"}, {"qos", qos}}), test::event("PrintDone"));
    EXPECT_EQ(outcome.verdict, Verdict::Hold);
    EXPECT_THAT(outcome.reason, HasSubstr("refused the message to secret/mk3 (not authorized"));
  }
}

TEST_F(Mqtt, AWrongPasswordIsAHold) {
  for (const auto* version : {"3.1.1", "5"}) {
    const auto outcome = deliver(*sink({{"password", "wrong pass"}, {"version", version}}), test::event("PrintDone"));
    EXPECT_EQ(outcome.verdict, Verdict::Hold);
    EXPECT_THAT(outcome.reason, HasSubstr("check user and password"));
  }
}

TEST_F(Mqtt, TlsChecksTheCertificateAndItsName) {
  const Settings::Values right{{"url", broker_.tlsUrl()}, {"tls.ca", broker_.certificate()}, {"topic", "printers/a"}};
  const auto outcome = deliver(*sink(right), test::event("PrintDone"));
  EXPECT_EQ(outcome.verdict, Verdict::Delivered) << outcome.reason;

  auto otherName = right;
  otherName["url"] = broker_.tlsUrl("127.0.0.1");
  const auto wrongName = deliver(*sink(otherName), test::event("PrintDone"));
  EXPECT_EQ(wrongName.verdict, Verdict::Hold);
  EXPECT_THAT(wrongName.reason, HasSubstr("mismatch"));

  const auto unknown = deliver(*sink({{"url", broker_.tlsUrl()}}), test::event("PrintDone"));
  EXPECT_EQ(unknown.verdict, Verdict::Hold);
  EXPECT_THAT(unknown.reason, HasSubstr("set tls.ca"));

  otherName["tls.verify"] = "false";
  EXPECT_EQ(deliver(*sink(otherName), test::event("PrintDone")).verdict, Verdict::Delivered);
}

TEST_F(Mqtt, ABrokerMayWantACertificate) {
  Settings::Values values{{"url", broker_.strictUrl()}, {"tls.ca", broker_.certificate()}, {"topic", "printers/a"}};
  const auto without = deliver(*sink(values), test::event("PrintDone"));
  EXPECT_EQ(without.verdict, Verdict::Hold) << without.reason;
  EXPECT_THAT(without.reason, HasSubstr("set tls.certificate"));
  values["tls.certificate"] = broker_.clientCertificate();
  values["tls.key"] = broker_.clientKey();
  const auto with = deliver(*sink(values), test::event("PrintDone"));
  EXPECT_EQ(with.verdict, Verdict::Delivered) << with.reason;
}

// A broker that closes the connection while the client's first packet arrives sends its alert in vain.
TEST_F(Mqtt, ABrokerWhoseAlertIsLostWantsACertificate) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate_chain_file(context.get(), broker_.certificate().c_str());
  SSL_CTX_use_PrivateKey_file(context.get(), broker_.key().c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  Poco::Net::ServerSocket listener(Poco::Net::SocketAddress("127.0.0.1", 0));
  std::jthread peer([&] {
    Poco::Net::StreamSocket client = listener.acceptConnection();  // by which the sink finds the address
    client = listener.acceptConnection();
    const std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(context.get()), SSL_free);
    SSL_set_fd(session.get(), client.impl()->sockfd());
    char byte = 0;
    EXPECT_EQ(SSL_accept(session.get()), 1);
    EXPECT_EQ(SSL_peek(session.get(), &byte, 1), 1);
    client.setLinger(true, 0);  // so closing it sends a reset
  });
  const auto url = "mqtts://localhost:" + std::to_string(listener.address().port());
  const auto outcome = deliver(*sink({{"url", url}, {"tls.ca", broker_.certificate()}}), test::event("PrintDone"));
  EXPECT_EQ(outcome.verdict, Verdict::Hold);
  EXPECT_THAT(outcome.reason, HasSubstr("set tls.certificate"));
}

TEST_F(Mqtt, APortWithoutTlsIsNamed) {
  auto url = broker_.url();
  const auto outcome = deliver(*sink({{"url", url.replace(0, 4, "mqtts")}}), test::event("PrintDone"));
  EXPECT_NE(outcome.verdict, Verdict::Delivered);
  EXPECT_THAT(outcome.reason, HasSubstr("TLS"));
}

TEST_F(Mqtt, ARetainedMessageIsThereForThoseWhoComeLater) {
  EXPECT_EQ(deliver(*sink({{"topic", "printers/@device"}, {"data", "@eventType"}, {"retain", "true"}}),
                    test::event("PrintDone"))
                .verdict,
            Verdict::Delivered);
  broker_.subscriber().waitForLine("printers/mk3 1 PrintDone");
}

TEST_F(Mqtt, ThePictureIsTheMessage) {
  const auto made = sink({{"topic", "printers/@device/picture"}, {"data", "@snapshot"}});
  auto& subscriber = broker_.subscriber();
  const Event event = test::event("PrintDone");
  Attempt attempt = test::attempt(event);
  attempt.snapshot = std::make_shared<const std::string>("JPEG \xFF\xD8");
  EXPECT_EQ(made->deliver(attempt).verdict, Verdict::Delivered);
  subscriber.waitForLine("printers/mk3/picture 0 JPEG \xFF\xD8");
}

TEST_F(Mqtt, TheTopicOfTheWillSaysWhetherTheSinkIsThere) {
  auto& subscriber = broker_.subscriber();
  {
    const auto made = sink({{"will.topic", "herald/status"}, {"will.data", "gone"}, {"will.online", "here"}});
    made->sourcesAre({});
    subscriber.waitForLine("herald/status 0 here");
  }
  subscriber.waitForLine("herald/status 0 gone");
}

TEST_F(Mqtt, ASinkThatIsOnlyTriedSaysNothingOfHerald) {
  auto& subscriber = broker_.subscriber();
  {
    const auto made = sink({{"topic", "printers/try"}, {"will.topic", "herald/status"}, {"clientId", "herald"}});
    EXPECT_EQ(deliver(*made, test::event("PrintDone")).verdict, Verdict::Delivered);
  }
  broker_.publish("printers/end", "end");
  subscriber.waitForLine("printers/end 0 end");
  EXPECT_THAT(subscriber.output(), ::testing::Not(HasSubstr("\nherald/status")));
}

TEST_F(Mqtt, ASinkThatIsOnlyTriedLeavesNothingForHomeAssistant) {
  {
    const auto made = sink({{"homeassistant", "true"}});
    EXPECT_EQ(deliver(*made, test::event("PrintDone")).verdict, Verdict::Delivered);
  }
  auto& subscriber = broker_.subscriber();
  broker_.publish("printers/end", "end");
  subscriber.waitForLine("printers/end 0 end");
  EXPECT_THAT(subscriber.output(), ::testing::Not(HasSubstr(" 1 "))) << "the broker has kept something";
}

TEST_F(Mqtt, AConnectionFromBeforeTheStartIsMadeAnew) {
  auto& subscriber = broker_.subscriber();
  const auto made = sink({{"topic", "printers/@device"}, {"will.topic", "herald/status"}});
  EXPECT_EQ(deliver(*made, test::event("PrintStarted")).verdict, Verdict::Delivered);
  made->sourcesAre({});
  subscriber.waitForLine("herald/status 0 online");
}

TEST_F(Mqtt, AReloadedSinkDoesNotSayThatHeraldIsGone) {
  auto& subscriber = broker_.subscriber();
  auto old = sink({{"topic", "printers/old"}, {"will.topic", "herald/status"}, {"will.online", "old"}});
  old->sourcesAre({});
  subscriber.waitForLine("herald/status 0 old");
  auto made = std::make_unique<MqttSink>();
  made->configure(test::settingsFor(*made, login({{"will.topic", "herald/status"}, {"will.online", "new"}})), host_);
  made->sourcesAre({});
  subscriber.waitForLine("herald/status 0 new");
  old.reset();
  broker_.publish("printers/end", "end");
  subscriber.waitForLine("printers/end 0 end");
  EXPECT_THAT(subscriber.output(), ::testing::Not(HasSubstr("offline")));
  made.reset();
  subscriber.waitForLine("herald/status 0 offline");
}

TEST_F(Mqtt, AKeptConnectionThatIsGoneIsMadeAnew) {
  const auto made = sink({{"topic", "printers/@device"}});
  EXPECT_EQ(deliver(*made, test::event("PrintStarted")).verdict, Verdict::Delivered);
  broker_.stop();
  EXPECT_EQ(deliver(*made, test::event("PrintDone")).verdict, Verdict::Retry);
  broker_.start();
  EXPECT_EQ(deliver(*made, test::event("PrintDone")).verdict, Verdict::Delivered);
}

TEST_F(Mqtt, ABrokerThatIsSilentEndsTheAttempt) {
  const auto made = sink({{"topic", "printers/@device"}});
  const Event event = test::event("PrintDone");
  EXPECT_EQ(deliver(*made, event).verdict, Verdict::Delivered);
  broker_.freeze();
  Attempt late = test::attempt(event);
  late.deadline = Clock::now() + std::chrono::milliseconds(100);
  const auto outcome = made->deliver(late);
  EXPECT_EQ(outcome.verdict, Verdict::Retry);
  EXPECT_THAT(outcome.reason, HasSubstr("gave no answer in time"));
  broker_.goOn();
  EXPECT_EQ(deliver(*made, event).verdict, Verdict::Delivered);

  std::stop_source stopping;
  stopping.request_stop();
  Attempt canceled = test::attempt(event);
  canceled.stop = stopping.get_token();
  EXPECT_EQ(test::delivered(*made, canceled).verdict, Verdict::Retry);
}

TEST_F(Mqtt, AMessageThatHeraldHasNotAcceptedComesAgain) {
  MqttSource source;
  StubbornFeed feed;
  source.configure(test::settingsFor(source, login({{"topics", "printers/+/event"}, {"device", "@levels.1"}})),
                   feed.host);
  feed.stopAfter(2);
  broker_.publish("printers/mk3/event", "0");  // nobody has subscribed yet
  feed.onReady([this] { broker_.publish("printers/mk3/event", "1"); });
  EXPECT_THROW(source.run(feed), Failure);
  feed.accept();
  feed.onReady([this] { broker_.publish("printers/mk3/event", "2"); });
  source.run(feed);
  std::vector<std::string> payloads;
  for (const auto& event : feed.events()) payloads.push_back(event.payload);
  EXPECT_THAT(payloads, ElementsAre(R"({"value":1})", R"({"value":2})"));
}

TEST_F(Mqtt, ASourceNeedsTheRightPassword) {
  for (const auto* version : {"3.1.1", "5"}) {
    MqttSource source;
    test::FakeFeed feed;
    source.configure(
        test::settingsFor(source, login({{"topics", "#"}, {"password", "wrong pass"}, {"version", version}})),
        feed.host);
    try {
      source.run(feed);
      FAIL();
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.verdict(), Verdict::Hold);
      EXPECT_THAT(failure.what(), HasSubstr("check user and password"));
    }
  }
}

/// Runs the source until it has `count` events. `onReady` runs when it has subscribed.
std::vector<Event> eventsOf(const Settings::Values& values, std::size_t count, std::function<void()> onReady) {
  MqttSource source;
  StubbornFeed feed;
  feed.accept();
  feed.stopAfter(count);
  feed.onReady(std::move(onReady));
  source.configure(test::settingsFor(source, values), feed.host);
  source.run(feed);
  return feed.events();
}

TEST_F(Mqtt, WhatTheBrokerHadKeptIsNoEventUnlessTheUserWantsIt) {
  const auto old = sink({{"topic", "printers/old"}, {"retain", "true"}});
  EXPECT_EQ(deliver(*old, test::event("PrintDone")).verdict, Verdict::Delivered);
  for (const std::string wanted : {"false", "true"}) {
    const auto events = eventsOf(login({{"topics", "printers/#"}, {"retained", wanted}, {"eventType", "@levels.1"}}), 1,
                                 [this] { broker_.publish("printers/new", "1"); });
    EXPECT_EQ(events.front().type, wanted == "true" ? "old" : "new");
  }
}

TEST_F(Mqtt, AMessageThatIsTooLargeIsSkipped) {
  const auto events = eventsOf(login({{"topics", "printers/#"}, {"mostBytes", "10"}}), 1, [this] {
    broker_.publish("printers/a", "more than ten bytes");
    broker_.publish("printers/a", "short");
  });
  EXPECT_EQ(events.front().payload, R"({"value":"short"})");
}

TEST_F(Mqtt, EachVersionAndTlsWorkForASource) {
  for (const auto* version : {"3.1.1", "5"}) {
    const auto events = eventsOf(login({{"url", broker_.tlsUrl()},
                                        {"tls.ca", broker_.certificate()},
                                        {"version", version},
                                        {"topics", "printers/#"},
                                        {"qos", "0"}}),
                                 1, [this] { broker_.publish("printers/a", "1"); });
    EXPECT_EQ(events.front().payload, R"({"value":1})") << version;
  }
}

TEST_F(Mqtt, HomeAssistantSeesADeviceAndItsEnd) {
  {
    const auto made = sink({{"homeassistant", "true"}});
    const auto event = test::event("PrintStarted");
    made->sourcesAre({{event.source, event.device}});
    EXPECT_EQ(deliver(*made, event).verdict, Verdict::Delivered);
  }
  auto& subscriber = broker_.subscriber();
  const std::vector<std::string> retained{"herald/status 1 offline", "herald/mk3/state 1 {",
                                          "herald/mk3/availability 1 online",
                                          "homeassistant/device/herald_mk3/config 1 {"};
  broker_.publish("printers/end", "end");
  subscriber.waitForLine("printers/end 0 end");
  const auto all = subscriber.output();
  for (const auto& line : retained) EXPECT_THAT(all, HasSubstr("\n" + line));
  EXPECT_THAT(all, ::testing::Not(HasSubstr("\nherald/mk3/event "))) << "it happened once";
}

TEST_F(Mqtt, ARemovedSinkLeavesNothingEvenIfItsDevicesWentBefore) {
  auto& subscriber = broker_.subscriber();
  {
    const auto made = sink({{"homeassistant", "true"}});
    const auto event = test::event("PrintStarted");
    made->sourcesAre({{event.source, event.device}});
    EXPECT_EQ(deliver(*made, event).verdict, Verdict::Delivered);
    made->sourcesAre({});
    subscriber.waitForLine("herald/mk3/picture 0 ");  // by the keeper of the connection
  }
  broker_.publish("printers/end", "end");
  subscriber.waitForLine("printers/end 0 end");
  EXPECT_THAT(subscriber.output(), HasSubstr("\nherald/status 0 \n"));
}

}  // namespace
}  // namespace herald::testing
