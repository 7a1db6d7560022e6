// SPDX-License-Identifier: Apache-2.0
#include "heaters.h"

#include <gtest/gtest.h>

namespace herald::serial {
namespace {

/// The heaters that reach their targets with the last of these lines.
std::string reached(const std::vector<const char*>& lines) {
  Heaters heaters;
  std::vector<Measured> last;
  for (const char* line : lines) last = heaters.take(temperatures(line));
  std::string names;
  for (const Measured& one : last) names += one.name + " ";
  return names;
}

TEST(Heaters, ReportAHeaterThatReachesItsTarget) {
  EXPECT_EQ(reached({"T:20 /210", "T:209.1 /210"}), "tool0 ");
  EXPECT_EQ(reached({"T:20 /210 B:20 /60", "T:209.1 /210 B:59.5 /60"}), "tool0 bed ");
  EXPECT_EQ(reached({"T:215 /180", "T:180.5 /180"}), "tool0 ") << "from above too";
  EXPECT_EQ(reached({"T:20 /210", "T:150 E:0 W:?", "T:209.5 E:0 W:9"}), "tool0 ") << "the aim is remembered";
}

TEST(Heaters, ReportEachTargetOnce) {
  EXPECT_EQ(reached({"T:20 /210", "T:210 /210", "T:208 /210", "T:210 /210"}), "") << "it only wavers";
  EXPECT_EQ(reached({"T:20 /210", "T:210 /210", "T:210 /240", "T:239.5 /240"}), "tool0 ");
}

TEST(Heaters, DoNotReportATargetThatWasReachedBefore) {
  EXPECT_EQ(reached({"T:210 /210"}), "");
  EXPECT_EQ(reached({"T:20 /0", "T:0.5 /0"}), "") << "no aim";
  EXPECT_EQ(reached({"P:31.2 A:33.6"}), "");
}

TEST(Heaters, ShowTheKnownTemperatures) {
  Heaters heaters;
  EXPECT_EQ(heaters.json(), "{}");
  heaters.take(temperatures("T:21.5 /0.0 B:20.1 A:33.6"));
  EXPECT_EQ(
      heaters.json(),
      R"({"A":{"actual":33.6,"target":null},"bed":{"actual":20.1,"target":null},"tool0":{"actual":21.5,"target":0}})");
  heaters.forget();
  EXPECT_EQ(heaters.json(), "{}");
}

}  // namespace
}  // namespace herald::serial
