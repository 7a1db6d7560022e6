// SPDX-License-Identifier: Apache-2.0
// farm_scale [SECONDS [EVENTS]]: measures a farm around a real Kafka of three brokers, all on this machine: how fast a
// site writes to the log, how fast 1, 2 and 4 dispatchers deliver to a receiver that takes 20 ms, and what a delivery
// costs if the receiver takes no time. Exits with 1 if an event does not get through.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/process_figures.h"
#include "farm/kafka.h"
#include "farm/machine.h"
#include "harness/ports.h"
#include "harness/receiver.h"

namespace herald::bench {
namespace {

using namespace testing;
using Seconds = std::chrono::duration<double>;

constexpr int kPartitions = 12;
constexpr int kDevices = 240;
constexpr int kBatch = 1000;
constexpr int kConcurrency = 8;  // of a dispatcher's sink: so the receiver is the bound, until the cores are full
constexpr const char* kTopic = "scale";

double since(std::chrono::steady_clock::time_point begin) {
  return Seconds(std::chrono::steady_clock::now() - begin).count();
}

void pause(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

/// Sends so many events of many devices to the site.
void post(int port, int events) {
  const TemporaryFolder folder;
  std::string lines;
  for (int i = 0; i < kBatch; ++i)
    lines += R"({"device":"device)" + std::to_string(i % kDevices) + R"(","type":"Tick","payload":{"n":)" +
             std::to_string(i) + R"(,"filling":")" + std::string(200, 'x') + "\"}}\n";
  const auto file = folder.write("events", lines).string();
  for (int sent = 0; sent < events;) {
    const auto posted = runToEnd({"curl", "-s", "-o", "/dev/null", "-w", "%{http_code}",
                                  "http://127.0.0.1:" + std::to_string(port) + "/events", "-H",
                                  "Content-Type: application/x-ndjson", "--data-binary", "@" + file});
    if (posted.output.starts_with("202"))
      sent += kBatch;
    else if (!posted.output.starts_with("503"))
      throw std::runtime_error("the site answers " + posted.output);
  }
}

/// Returns when the log has so many events.
void waitForLog(const Kafka& kafka, int events) {
  const auto read = runToEnd({"kcat", "-C", "-q", "-b", kafka.addresses(), "-t", kTopic, "-o", "beginning", "-c",
                              std::to_string(events), "-f", "."});
  if (read.code != 0) throw std::runtime_error(read.output);
}

void fill(const Kafka& kafka, int events) {
  const int port = freePort();
  Machine site("source.scripts.type = http\nsource.scripts.whenFull = wait\nsource.scripts.listen = 127.0.0.1:" +
               std::to_string(port) + "\nsink.log.type = kafka\nsink.log.events = *\nsink.log.brokers = " +
               kafka.addresses() + "\nsink.log.topic = " + kTopic + "\n");
  site.start();
  const auto begin = std::chrono::steady_clock::now();
  post(port, events);
  waitForLog(kafka, events);
  const int pid = site.process().pid();
  std::cout << "a site: " << static_cast<int>(events / since(begin)) << " events/s from HTTP to the log, "
            << static_cast<int>(1e6 * cpuSeconds(pid) / events) << " us of CPU each, " << statusOf(pid, "VmRSS")
            << " resident" << std::endl;
}

std::string dispatcher(const Kafka& kafka, const std::string& group, const Receiver& receiver, int concurrency) {
  return "source.log.type = kafka\nsource.log.brokers = " + kafka.addresses() + "\nsource.log.topics = " + kTopic +
         "\nsource.log.group = " + group +
         "\nsink.out.type = webhook\nsink.out.events = *\nsink.out.url = " + receiver.url() +
         "\nsink.out.data = {\"n\": \"@n\"}\nsink.out.concurrency = " + std::to_string(concurrency) + "\n";
}

void waitFor(const std::atomic<int>& count, int goal) {
  const auto begin = std::chrono::steady_clock::now();
  while (count < goal) {
    if (since(begin) > 300) throw std::runtime_error("only " + std::to_string(count) + " deliveries arrived");
    pause(20);
  }
}

/// Deliveries a second of so many dispatchers, to a receiver that takes 20 ms for each.
double rateOf(const Kafka& kafka, int count, int seconds) {
  std::vector<std::atomic<int>> arrived(static_cast<std::size_t>(count));
  std::atomic<int> all = 0;
  Receiver receiver(
      [&](const Received& request) {
        pause(20);
        ++arrived[static_cast<std::size_t>(std::stoi(request.headers.at("dispatcher")))];
        ++all;
        return 204;
      },
      2 * count * kConcurrency);
  std::vector<std::unique_ptr<Machine>> machines;
  for (int i = 0; i < count; ++i) {
    machines.push_back(
        std::make_unique<Machine>(dispatcher(kafka, "scale-" + std::to_string(count), receiver, kConcurrency) +
                                  "sink.out.headers.Dispatcher = " + std::to_string(i) + "\n"));
    machines.back()->start();
  }
  for (const auto& one : arrived) waitFor(one, 1);
  pause(2000);
  const int before = all;
  pause(1000 * seconds);
  return static_cast<double>(all - before) / seconds;
}

/// One dispatcher and a receiver that takes no time.
void showCost(const Kafka& kafka, int events) {
  std::atomic<int> all = 0;
  Receiver receiver([&](const Received&) {
    ++all;
    return 204;
  });
  Machine machine(dispatcher(kafka, "cost", receiver, 32));
  machine.start();
  waitFor(all, 1);
  const auto begin = std::chrono::steady_clock::now();
  waitFor(all, events);
  const int pid = machine.process().pid();
  std::cout << "a dispatcher: " << static_cast<int>(events / since(begin)) << " deliveries/s, "
            << static_cast<int>(1e6 * cpuSeconds(pid) / events) << " us of CPU each, " << statusOf(pid, "VmRSS")
            << " resident, beside the brokers and the receiver" << std::endl;
}

void measure(int seconds, int events) {
  Kafka kafka;
  kafka.makeTopic(kTopic, kPartitions);
  fill(kafka, events);
  const double one = rateOf(kafka, 1, seconds);
  std::cout << "1 dispatcher, receiver of 20 ms: " << one << " deliveries/s" << std::endl;
  for (const int count : {2, 4}) {
    const double rate = rateOf(kafka, count, seconds);
    std::cout << count << " dispatchers: " << rate << " deliveries/s, " << rate / one << " times as many" << std::endl;
  }
  showCost(kafka, events);
}

}  // namespace
}  // namespace herald::bench

int main(int argc, char** argv) {
  try {
    herald::bench::measure(argc > 1 ? std::atoi(argv[1]) : 10, argc > 2 ? std::atoi(argv[2]) : 50000);
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return EXIT_FAILURE;
  }
}
