// SPDX-License-Identifier: Apache-2.0
// mqtt_crowd [DEVICES [SECONDS]]: measures what it costs if one heraldd listens to so many topics of mosquitto, with a
// connection for each, and shows each as a device of Home Assistant. Each device has a message a second. Exits with 1
// if one of them is lost.
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

#include "bench/process_figures.h"
#include "harness/process.h"
#include "herald/testing/temporary_folder.h"
#include "mqtt/broker.h"

namespace herald::bench {
namespace {

using testing::Broker;

constexpr const char* kLine = R"("type":"Tick")";

std::string login(const std::string& block, const Broker& broker) {
  return block + ".type = mqtt\n" + block + ".url = " + broker.url() + "\n" + block + ".user = " + Broker::kUser +
         "\n" + block + ".password = " + Broker::kPassword + "\n";
}

std::string configuration(const Broker& broker, int devices, const std::filesystem::path& data) {
  std::ostringstream text;
  text << "herald.dataDir = " << data.string() << "\nadmin.listen = off\n";
  for (int i = 0; i < devices; ++i) {
    const auto source = "source.d" + std::to_string(i);
    text << login(source, broker) << source << ".topics = printers/tick\n" << source << ".eventType = Tick\n";
  }
  text << "sink.out.type = stdout\nsink.out.events = Tick\n"
       << login("sink.home", broker) << "sink.home.homeassistant = true\nsink.home.events = Tick\n";
  return text.str();
}

long countOf(const std::string& text, const std::string& part) {
  long count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

void pause(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

void waitForAll(const std::string& config, int devices) {
  const auto status = [&] {
    return testing::runToEnd({testing::heraldctl(), "status", "--json", "--config", config}).output;
  };
  while (countOf(status(), "MQTT 5") < devices) pause(100);
}

void show(const std::string& when, int pid) {
  std::cout << when << ": " << statusOf(pid, "Threads") << " threads, " << statusOf(pid, "VmRSS") << " resident, "
            << cpuSeconds(pid) << " s of CPU\n";
}

int listen(int devices, int seconds) {
  Broker broker;
  const testing::TemporaryFolder folder;
  const auto config = folder.write("herald.properties", configuration(broker, devices, folder.path() / "data"));
  testing::Process daemon({testing::heraldd(), "--config", config.string()});
  waitForAll(config.string(), devices);
  show("all connected", daemon.pid());
  const double cpu = cpuSeconds(daemon.pid());
  for (int i = 0; i < seconds; ++i) {
    broker.publish("printers/tick", std::to_string(i));
    pause(1000);
  }
  show("after " + std::to_string(seconds) + " s", daemon.pid());
  std::cout << 100 * (cpuSeconds(daemon.pid()) - cpu) / seconds << " % of a processor\n";
  const long wanted = static_cast<long>(devices) * seconds;
  for (int i = 0; i < 300 && countOf(daemon.output(), kLine) < wanted; ++i) pause(100);
  const long arrived = countOf(daemon.output(), kLine);
  std::cout << arrived << " of " << wanted << " messages arrived\n";
  return arrived == wanted ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace herald::bench

int main(int argc, char** argv) {
  return herald::bench::listen(argc > 1 ? std::atoi(argv[1]) : 200, argc > 2 ? std::atoi(argv[2]) : 60);
}
