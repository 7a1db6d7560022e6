// SPDX-License-Identifier: Apache-2.0
// heraldd between two topics of mosquitto: broker and Herald end in mid-flow.
#include <Poco/String.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "harness/daemon_fixture.h"
#include "harness/patience.h"
#include "mqtt/broker.h"

namespace herald::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

class MqttDaemon : public DaemonTest {
 protected:
  std::string login(const std::string& block) const {
    return block + ".type = mqtt\n" + block + ".url = " + broker_.url() + "\n" + block + ".user = " + Broker::kUser +
           "\n" + block + ".password = " + Broker::kPassword + "\n";
  }

  /// From printers/in/DEVICE to printers/out/DEVICE.
  std::string bridge() const {
    return login("source.in") +
           "source.in.topics = printers/in/+\nsource.in.device = @levels.2\nsource.in.alert.after = 1h\n" +
           login("sink.out") +
           "sink.out.topic = printers/out/@device\nsink.out.data = @value\nsink.out.events = *\n"
           "sink.out.retry.first = 50ms\nsink.out.retry.most = 200ms\n";
  }

  void publish(int from, int to) {
    for (int i = from; i < to; ++i) {
      for (const std::string device : {"a", "b"}) broker_.publish("printers/in/" + device, std::to_string(i));
    }
  }

  /// What has arrived at printers/out/DEVICE, without what came twice in a row.
  std::vector<int> arrived(const std::string& device) {
    std::istringstream lines(broker_.subscriber().output());
    const std::string begin = "printers/out/" + device + " 0 ";
    std::vector<int> numbers;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(begin)) numbers.push_back(std::stoi(line.substr(begin.size())));
    }
    return numbers;
  }

  /// The last line of a topic, once all has arrived that was sent before.
  std::string last(const std::string& topic) {
    broker_.publish("printers/end", std::to_string(++ends_));
    broker_.subscriber().waitForLine("printers/end 0 " + std::to_string(ends_));
    std::istringstream lines(broker_.subscriber().output());
    std::string found;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(topic + " ")) found = line;
    }
    return found;
  }

  /// A delivery that is under way may keep a removed sink for a while.
  void waitUntilGone(const std::string& topic) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (last(topic) != topic + " 0 ") {
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error(topic + " is still there");
    }
  }

  void expectAllInOrder(int count) {
    for (const std::string device : {"a", "b"}) {
      const auto numbers = arrived(device);
      std::vector<int> all(static_cast<std::size_t>(count));
      for (int i = 0; i < count; ++i) all[static_cast<std::size_t>(i)] = i;
      EXPECT_THAT(numbers, IsSupersetOf(all)) << device;
      std::vector<int> first;  // the first time of each
      for (const int number : numbers)
        if (std::ranges::find(first, number) == first.end()) first.push_back(number);
      EXPECT_EQ(first, all) << "the order of " << device;
    }
  }

  Broker broker_;
  int ends_ = 0;
};

TEST_F(MqttDaemon, NothingIsLostAndTheOrderIsKeptWhenTheBrokerAndHeraldEnd) {
  auto& subscriber = broker_.subscriber();
  start(bridge());
  while (ctl({"status", "--json"}).output.find("MQTT 5") == std::string::npos)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  publish(0, 5);
  broker_.stop();
  broker_.start();
  publish(5, 10);
  daemon_->signal(SIGKILL);
  daemon_->wait();
  publish(10, 15);
  start(bridge());
  publish(15, 20);
  subscriber.waitForLine("printers/out/b 0 19");
  EXPECT_EQ(stop(), 0);
  broker_.publish("printers/end", "end");
  subscriber.waitForLine("printers/end 0 end");
  expectAllInOrder(20);
}

TEST_F(MqttDaemon, WhatWaitsGoesOutWhenAKilledBrokerIsBack) {
  start(demo() + login("sink.out") +
        "sink.out.topic = printers/@device/@eventType\nsink.out.retry.first = 50ms\nsink.out.retry.most = 200ms\n");
  broker_.kill();
  broker_.start();
  auto& subscriber = broker_.subscriber();
  subscriber.waitForLine("printers/mk3/PrintDone");
  EXPECT_EQ(stop(), 0);
}

TEST_F(MqttDaemon, HomeAssistantLosesADeviceWhoseSourceIsGoneAfterARestart) {
  auto& subscriber = broker_.subscriber();
  const auto home = login("sink.home") + "sink.home.homeassistant = true\nsink.home.events = *\n";
  start(demo() + home);
  subscriber.waitForLine("homeassistant/device/herald_mk3/config 0 {");
  subscriber.waitForLine("herald/mk3/event 0 ");
  EXPECT_EQ(stop(), 0);
  subscriber.waitForLine("herald/status 0 offline");
  start(home);
  subscriber.waitForLine("herald/status 0 online");
  for (const std::string topic :
       {"homeassistant/device/herald_mk3/config", "herald/mk3/availability", "herald/mk3/state", "herald/mk3/picture"})
    subscriber.waitForLine(topic + " 0 ");
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(), HasSubstr("takes the device mk3 back"));
  start(demo() + home);
  subscriber.waitForLine("homeassistant/device/herald_mk3/config 0 {");
  subscriber.waitForLine("herald/mk3/event 0 ");
  EXPECT_THAT(reload(home), HasSubstr("new configuration"));
  waitUntilGone("homeassistant/device/herald_mk3/config");
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(), HasSubstr("takes the device mk3 back"));
}

TEST_F(MqttDaemon, ARemovedSinkTakesItsDevicesBackAndOneThatIsStoppedDoesNot) {
  auto& subscriber = broker_.subscriber();
  const auto other = demo() + login("sink.out") + "sink.out.topic = printers/out\nherald.stopTimeout = 2s\n";
  const auto home = other + login("sink.home");
  for (const std::string after : {"", "sink.home.topic = printers/home\n"}) {
    start(home + "sink.home.homeassistant = true\n");
    subscriber.waitForLine("homeassistant/device/herald_mk3/config 0 {");
    EXPECT_EQ(stop(), 0);
    subscriber.waitForLine("herald/status 0 offline");
    EXPECT_THAT(last("homeassistant/device/herald_mk3/config"), HasSubstr("{"));
    start(home + "sink.home.homeassistant = true\n");
    subscriber.waitForLine("herald/status 0 online");
    EXPECT_THAT(reload(after.empty() ? other : home + after), HasSubstr("new configuration"));
    for (const std::string topic :
         {"homeassistant/device/herald_mk3/config", "herald/mk3/state", "herald/mk3/availability", "herald/status"})
      waitUntilGone(topic);
    EXPECT_EQ(stop(), 0);
  }
}

TEST_F(MqttDaemon, AKilledHeraldIsOfflineByItsLastWill) {
  auto& subscriber = broker_.subscriber();
  start(demo() + login("sink.out") + "sink.out.will.topic = herald/status\n");
  subscriber.waitForLine("herald/status 0 online");
  daemon_->signal(SIGKILL);
  daemon_->wait();
  subscriber.waitForLine("herald/status 0 offline");
}

}  // namespace
}  // namespace herald::testing
