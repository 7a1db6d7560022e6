// SPDX-License-Identifier: Apache-2.0
// octoprint_host: acts as an OctoPrint that prints. Prints its port, then a line when a source is connected. It runs
// until it is killed.
#include <chrono>
#include <iostream>
#include <thread>

#include "bench/push_crowd.h"

int main() {
  using namespace herald::bench;
  const auto talk = octoPrintTalk();
  const PushCrowd host(*talk);
  std::cout << host.port() << std::endl;
  while (host.connected() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::cout << "connected" << std::endl;
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}
