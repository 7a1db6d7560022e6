// SPDX-License-Identifier: Apache-2.0
// A broker that answers no more holds up nobody: not a delivery, not the end of a sink.
#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <thread>

#include "herald/testing/builders.h"
#include "herald/testing/contract.h"
#include "herald/testing/fake_feed.h"
#include "herald/testing/fake_host.h"
#include "mqtt_sink.h"
#include "mqtt_source.h"
#include "testing_fake_broker.h"

namespace herald::mqtt {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

/// A port that connects once, for the probe of the sink, and then no more.
class FullPort {
 public:
  std::string url(const std::string& scheme) const {
    return scheme + "://127.0.0.1:" + std::to_string(server_.address().port());
  }

 private:
  Poco::Net::ServerSocket server_{Poco::Net::SocketAddress("127.0.0.1", 0), 0};
};

class SilentBrokerTest : public ::testing::Test {
 protected:
  std::unique_ptr<MqttSink> sink(const Settings::Values& values) {
    auto made = std::make_unique<MqttSink>();
    made->configure(test::settingsFor(*made, values), host_);
    return made;
  }

  std::unique_ptr<MqttSink> home(const FakeBroker& broker) {
    auto made = sink({{"url", broker.url()}, {"version", "3.1.1"}, {"homeassistant", "true"}});
    made->sourcesAre({{event_.source, event_.device}});
    return made;
  }

  Outcome deliverUntil(MqttSink& sink, Clock::time_point deadline) {
    Attempt attempt = test::attempt(event_);
    attempt.deadline = deadline;
    return test::delivered(sink, attempt);
  }

  /// Delivers, and asks for a stop when `isThere` returns.
  Outcome deliverUntil(MqttSink& sink, const std::function<void()>& isThere) {
    Attempt attempt = test::attempt(event_);
    std::stop_source stop;
    attempt.stop = stop.get_token();
    std::thread stops([&] {
      isThere();
      stop.request_stop();
    });
    const auto outcome = test::delivered(sink, attempt);
    stops.join();
    return outcome;
  }

  const Event event_ = test::event("PrintStarted");
  test::FakeHost host_{};
};

// CONNECT, online, SUBSCRIBE, the announcement by the new connection, the announcement of the event.
constexpr int kUntilAnnounced = 5;

TEST_F(SilentBrokerTest, AStopEndsADeliveryAtEachPacketAndThenTheSink) {
  for (int answers = 0; answers < kUntilAnnounced; ++answers) {
    FakeBroker broker(answers);
    const auto made = home(broker);
    const auto outcome = deliverUntil(*made, [&] { broker.awaitSilence(); });
    EXPECT_EQ(outcome.verdict, Outcome::Verdict::Retry) << answers;
    EXPECT_THAT(outcome.reason, HasSubstr("Herald is stopping")) << answers;
  }
}

TEST_F(SilentBrokerTest, AStopEndsTheWaitAfterANewDeviceWasAnnounced) {
  FakeBroker broker(kUntilAnnounced);
  const auto made = home(broker);
  const auto outcome = deliverUntil(*made, [&] { broker.awaitAnswers(); });
  EXPECT_THAT(outcome.reason, HasSubstr("Herald is stopping"));
}

TEST_F(SilentBrokerTest, TheEndOfASinkEndsItsKeeperAtEachPacket) {
  for (int answers = 0; answers < 4; ++answers) {
    FakeBroker broker(answers);
    host_.save("devices " + broker.url() + " herald/status",
               R"({"mk3":{"source":")" + event_.source + R"(","isNamed":false,"types":[]}})");
    const auto made = home(broker);
    broker.awaitSilence();
  }
}

TEST_F(SilentBrokerTest, ARemovedSinkSaysWhichDevicesItLeavesIfTheBrokerIsAway) {
  auto broker = std::make_unique<FakeBroker>(kUntilAnnounced);
  auto made = home(*broker);
  deliverUntil(*made, [&] { broker->awaitAnswers(); });
  broker.reset();
  made->sourcesAre({});
  made.reset();
  EXPECT_THAT(host_.lines(), Contains(Field(&test::FakeHost::Line::text, HasSubstr("Home Assistant still shows mk3"))));
}

TEST_F(SilentBrokerTest, ADeadlineEndsADeliveryToABrokerThatSaysNothing) {
  FakeBroker broker(0);
  for (const std::string scheme : {"mqtt", "mqtts"}) {
    const auto made = sink({{"url", scheme + broker.url().substr(4)}});
    EXPECT_THAT(deliverUntil(*made, Clock::now() + 50ms).reason, HasSubstr(" in time")) << scheme;
  }
}

TEST_F(SilentBrokerTest, ADeadlineEndsADeliveryToABrokerThatNoLongerConnects) {
  for (const std::string scheme : {"mqtt", "mqtts"}) {
    const FullPort port;
    const auto made = sink({{"url", port.url(scheme)}});
    EXPECT_THAT(deliverUntil(*made, Clock::now() + 50ms).reason, HasSubstr(" in time")) << scheme;
  }
}

TEST_F(SilentBrokerTest, TheFakeItselfStandsBytesThatAreNoMqtt) {
  FakeBroker broker(0);
  Poco::Net::StreamSocket client(Poco::Net::SocketAddress("127.0.0.1", broker.port()));
  client.sendBytes("\x30\x00", 2);  // PUBLISH without a topic
  broker.awaitSilence();
}

TEST_F(SilentBrokerTest, AStopEndsASourceThatConnects) {
  FakeBroker broker(0);
  MqttSource source;
  test::FakeFeed feed;
  source.configure(test::settingsFor(source, {{"url", broker.url()}, {"topics", "#"}}), feed.host);
  std::thread stops([&] {
    broker.awaitSilence();
    feed.requestStop();
  });
  source.run(feed);
  stops.join();
}

}  // namespace
}  // namespace herald::mqtt
