// SPDX-License-Identifier: Apache-2.0
#include "farm/kafka.h"

#include <chrono>
#include <csignal>
#include <functional>
#include <stdexcept>
#include <vector>

#include "harness/patience.h"
#include "harness/ports.h"

namespace herald::testing {
namespace {

constexpr const char* kScript = HERALD_SOURCE "/etc/farm/broker";

std::string words(const std::array<int, Kafka::kBrokers>& numbers) {
  std::string text;
  for (const int number : numbers) text += std::to_string(number) + " ";
  return text;
}

int countOf(const std::string& text, const std::string& part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// False after kPatience.
bool waitUntil(const std::function<bool()>& isSo) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!isSo())
    if (std::chrono::steady_clock::now() > end) return false;
  return true;
}

}  // namespace

Kafka::Kafka() {
  for (int& port : ports_) port = freePort();
  for (int& port : controllers_) port = freePort();
  for (int i = 0; i < kBrokers; ++i) start(i);
  if (!waitUntil([this] { return countOf(metadata(), " at 127.0.0.1:") == kBrokers; }))
    throw std::runtime_error("the brokers of Kafka do not find each other:\n" + brokers_[0]->output());
}

Kafka::~Kafka() = default;

std::string Kafka::addresses() const {
  std::string text;
  for (const int port : ports_) text += (text.empty() ? "127.0.0.1:" : ", 127.0.0.1:") + std::to_string(port);
  return text;
}

void Kafka::makeTopic(const std::string& name, int partitions) {
  const auto made = runToEnd({kScript, "topic", addresses(), name, std::to_string(partitions)});
  if (made.code != 0) throw std::runtime_error(made.output);
  waitForCopies(name, partitions);
}

void Kafka::start(int broker) {
  const auto index = static_cast<std::size_t>(broker);
  const auto folder = (folder_.path() / std::to_string(broker)).string();
  brokers_[index] = std::make_unique<Process>(
      std::vector<std::string>{kScript, std::to_string(broker + 1), folder, words(ports_), words(controllers_)});
}

void Kafka::kill(int broker) {
  auto& process = *brokers_[static_cast<std::size_t>(broker)];
  process.signal(SIGKILL);
  process.wait();
}

void Kafka::freeze() {
  for (const auto& broker : brokers_) broker->signal(SIGSTOP);
}

void Kafka::goOn() {
  for (const auto& broker : brokers_) broker->signal(SIGCONT);
}

void Kafka::waitForCopies(const std::string& topic, int partitions) const {
  const auto haveAll = [&] {
    std::size_t inSync = 0;
    const auto text = metadata(topic);
    // "partition 0, leader 1, replicas: 1,2,3, isrs: 2,3,1"
    for (auto at = text.find("isrs: "); at != std::string::npos; at = text.find("isrs: ", at + 1))
      inSync += countOf(text.substr(at, text.find('\n', at) - at), ",") == kBrokers - 1;
    return inSync == static_cast<std::size_t>(partitions);
  };
  if (!waitUntil(haveAll))
    throw std::runtime_error("a broker is behind with the topic " + topic + ":\n" + metadata(topic));
}

std::string Kafka::metadata(const std::string& topic) const {
  std::vector<std::string> command{"kcat", "-L", "-m", "2", "-b", addresses()};
  if (!topic.empty()) command.insert(command.end(), {"-t", topic});
  return runToEnd(command).output;
}

}  // namespace herald::testing
