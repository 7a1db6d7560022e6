// SPDX-License-Identifier: Apache-2.0
#include "farm/farm.h"

#include <gtest/gtest.h>

#include <thread>

namespace herald::testing {
namespace {

std::string siteConfiguration(int port, const std::string& brokers, const std::string& topic) {
  return "source.printers.type = http\nsource.printers.listen = 127.0.0.1:" + std::to_string(port) +
         "\nsource.printers.whenFull = wait\nsink.log.type = kafka\nsink.log.brokers = " + brokers +
         "\nsink.log.topic = " + topic + "\nsink.log.concurrency = " + std::to_string(Farm::kDevices) +
         "\nsink.log.timeout = 5s\nsink.log.retry.most = 1s\nsink.log.alert.after = 1m\n"
         "sink.alarm.type = stdout\nsink.alarm.from = herald\nsink.alarm.events = SinkFailing\n";
}

constexpr const char* kAllToTheLog = "sink.log.from = printers\nsink.log.events = *\n";

// A dispatcher that dies with its disk must not have taken an event out of the log: `never`.
constexpr const char* kAllToThePhone =
    "sink.phone.from = log\nsink.phone.events = *\nsource.log.custody.atMost = never\n";

std::string dispatcherConfigurationOf(const std::string& brokers, const std::string& topic,
                                      const std::string& receiver) {
  return "source.log.type = kafka\nsource.log.brokers = " + brokers + "\nsource.log.topics = " + topic +
         "\nsource.log.group = dispatchers\n"
         "source.log.librdkafka.session.timeout.ms = 3000\nsource.log.librdkafka.heartbeat.interval.ms = 500\n"
         "sink.phone.type = webhook\nsink.phone.url = " +
         receiver + "\nsink.phone.concurrency = " + std::to_string(Farm::kDevices) +
         "\nsink.phone.retry.first = 10ms\nsink.phone.retry.most = 40ms\n"
         "sink.phone.data = {\"device\": \"@device\", \"n\": \"@n\"}\n";
}

}  // namespace

Farm::Farm(const std::string& brokers, const std::string& topic, unsigned seed, const std::string& site,
           const std::string& dispatcher)
    : ledger_(seed),
      receiver_([this](const Received& request) { return ledger_.record(request); }),
      site_(siteConfiguration(port_, brokers, topic) + (site.empty() ? kAllToTheLog : site)),
      dispatcherConfiguration_(dispatcherConfigurationOf(brokers, topic, receiver_.url()) +
                               (dispatcher.empty() ? kAllToThePhone : dispatcher)) {}

void Farm::addDispatcher() {
  dispatchers_.push_back(std::make_unique<Machine>(dispatcherConfiguration_));
  startDispatcher(dispatchers_.size() - 1);
}

void Farm::startDispatcher(std::size_t index) {
  dispatcher(index).start("defaults.webhook.headers.Life = " + std::to_string(++lives_) + "\n");
}

void Farm::replaceDispatcher(std::size_t index) {
  dispatcher(index).kill();
  dispatcher(index).losesDisk();
  startDispatcher(index);
}

void Farm::publish(const std::string& name) {
  for (int i = 0; i < kDevices; ++i) {
    const auto device = name + std::to_string(i);
    const auto paced = [this, device](int number) {
      ledger_.waitFor(device, number - kAhead);
      return tick()(number);
    };
    publishers_.push_back(std::make_unique<Publisher>(port_, device, paced));
  }
}

void Farm::waitForAccepted(int count) {
  for (const auto& publisher : publishers_)
    while (publisher->accepted() < count) std::this_thread::yield();
}

void Farm::stop() {
  for (const auto& publisher : publishers_) accepted_[publisher->device()] = publisher->stop();
  publishers_.clear();
}

void Farm::waitForAll() {
  for (const auto& [device, count] : accepted_) ledger_.waitFor(device, count);
}

void Farm::waitForEach(int more) {
  std::map<std::string, int> goals;
  for (const auto& publisher : publishers_) goals[publisher->device()] = ledger_.countOf(publisher->device()) + more;
  for (const auto& [device, goal] : goals) ledger_.waitFor(device, goal);
}

Ledger::Verdict Farm::verdict() {
  const auto verdict = ledger_.verdict(accepted_);
  EXPECT_EQ(verdict.lost, 0u);
  EXPECT_EQ(verdict.outOfOrder, 0u);
  EXPECT_EQ(verdict.otherIds, 0u);
  return verdict;
}

}  // namespace herald::testing
