// SPDX-License-Identifier: Apache-2.0
// The example of etc/farm, without its log: what `run` starts has a good configuration.
#include "harness/daemon_fixture.h"

namespace herald::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class FarmExample : public ::testing::TestWithParam<const char*> {};

TEST_P(FarmExample, PassesTheCheckWithoutAWarning) {
  const TemporaryFolder folder;
  const auto checked =
      runToEnd({heraldd(), "--check", "--config", HERALD_SOURCE "/etc/farm/" + std::string(GetParam())},
               {{"HERALD_FARM_BROKERS", "127.0.0.1:19092, 127.0.0.1:19093"},
                {"HERALD_FARM_DATA", (folder.path() / "data").string()},
                {"HERALD_FARM_NAME", "machine-1"},
                {"HERALD_FARM_RECEIVER", "http://127.0.0.1:8642/"}});
  EXPECT_EQ(checked.code, 0) << checked.output;
  EXPECT_THAT(checked.output, Not(HasSubstr("arning"))) << checked.output;
}

INSTANTIATE_TEST_SUITE_P(Machines, FarmExample, ::testing::Values("site.properties", "dispatcher.properties"),
                         [](const auto& machine) { return std::string(machine.index == 0 ? "site" : "dispatcher"); });

}  // namespace
}  // namespace herald::testing
