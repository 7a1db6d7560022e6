// SPDX-License-Identifier: Apache-2.0
// The example of etc/farm, as a user starts it: events of all sites arrive, a machine joins, and nothing stays behind.
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cctype>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/patience.h"
#include "harness/ports.h"
#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kRun = HERALD_SOURCE "/etc/farm/run";
constexpr const char* kGroup = "group dispatchers";

class FarmRun : public ::testing::Test {
 protected:
  FarmRun() {
    for (int& port : ports_) port = freePort();
  }
  /// After a failure, the farm may still run.
  void TearDown() override {
    for (const auto& [pid, command] : processes()) ::kill(pid, SIGKILL);
  }

  std::map<std::string, std::string> environment() const {
    std::string ports;
    for (const int port : ports_) ports += std::to_string(port) + " ";
    return {{"HERALD_BIN", HERALD_BIN}, {"HERALD_FARM", farm_.string()}, {"HERALD_FARM_PORTS", ports}};
  }

  /// The commands of those that run. Each of them has the folder of the farm in its environment.
  std::map<int, std::string> processes() const {
    const auto ours = "HERALD_FARM=" + farm_.string() + '\0';
    std::map<int, std::string> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
      const auto name = entry.path().filename().string();
      if (std::isdigit(static_cast<unsigned char>(name.front())) == 0) continue;
      if (textOf(entry.path() / "environ").find(ours) != std::string::npos)
        found[std::stoi(name)] = textOf(entry.path() / "cmdline");
    }
    return found;
  }

  /// Those of the farm at which somebody still listens.
  std::vector<int> portsInUse() const {
    std::vector<int> used;
    for (const int port : ports_) {
      try {
        const Poco::Net::ServerSocket free(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port)));
      } catch (const Poco::Net::NetException&) {
        used.push_back(port);
      }
    }
    return used;
  }

  Process& start(std::vector<std::string> command) {
    return processes_.emplace_back(std::move(command), environment());
  }

  /// A dispatcher shows its group once it is a member.
  Finished statusWithGroups() const {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
      auto status = runToEnd({kRun, "status", "site-1", "dispatcher-1", "dispatcher-2"}, environment());
      const auto first = status.output.find(kGroup);
      const bool areTwo = first != std::string::npos && status.output.find(kGroup, first + 1) != std::string::npos;
      if (areTwo || std::chrono::steady_clock::now() > end) return status;
    }
  }

  const fs::path& farm() const { return farm_; }

 private:
  /// Empty if the process has just ended.
  static std::string textOf(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const TemporaryFolder folder_{};
  const fs::path farm_ = folder_.path() / "farm";
  std::array<int, 6> ports_{};
  // If the test fails, TearDown() ends them before these go: what they have started has their streams.
  std::list<Process> processes_{};
};

TEST_F(FarmRun, BringsTheEventsOfAllSitesAndLeavesNothingBehind) {
  auto& run = start({kRun});
  run.findLine("everything runs");
  for (const auto* site : {"site-1", "site-2", "site-3"})
    run.findLine("\"deviceIdentifier\": \"" + std::string(site) + "\"");
  EXPECT_EQ(portsInUse().size(), 6u);

  const auto status = statusWithGroups();
  EXPECT_EQ(status.code, 0) << status.output;
  EXPECT_THAT(status.output, HasSubstr(kGroup));

  auto& added = start({kRun, "dispatcher", "dispatcher-3"});
  added.waitForLine("runs with");

  run.signal(SIGTERM);
  EXPECT_EQ(run.wait(), 0) << run.output();
  EXPECT_EQ(added.wait(), 0) << "the farm ends what has joined it: " << added.output();
  EXPECT_THAT(processes(), IsEmpty());
  EXPECT_THAT(portsInUse(), IsEmpty());
  EXPECT_FALSE(fs::exists(farm()));
}

}  // namespace
}  // namespace herald::testing
