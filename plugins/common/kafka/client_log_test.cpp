// SPDX-License-Identifier: Apache-2.0
#include "kafka/client_log.h"

#include <gtest/gtest.h>
#include <syslog.h>

#include "herald/testing/fake_host.h"

namespace herald::kafka {
namespace {

TEST(ClientLog, AnErrorIsAWarningWithoutTheNameOfTheThread) {
  test::FakeHost host;
  logLine(host, LOG_ERR, "FAIL", "[thrd:10.0.0.1:9092/bootstrap]: 10.0.0.1:9092/bootstrap: Connection refused");
  ASSERT_EQ(host.lines().size(), 1u);
  EXPECT_EQ(host.lines()[0].level, Level::Warning);
  EXPECT_EQ(host.lines()[0].text, "librdkafka: 10.0.0.1:9092/bootstrap: Connection refused (FAIL)");
}

TEST(ClientLog, OnlyWarningsAndNoticesAreForTheOperator) {
  test::FakeHost host;
  for (const int severity : {LOG_EMERG, LOG_WARNING, LOG_NOTICE, LOG_INFO, LOG_DEBUG})
    logLine(host, severity, "A", "b");
  std::vector<Level> levels;
  for (const auto& line : host.lines()) levels.push_back(line.level);
  EXPECT_EQ(levels, (std::vector{Level::Warning, Level::Warning, Level::Notice, Level::Debug, Level::Debug}));
}

TEST(ClientLog, ALineWithoutAThreadStaysAsItIs) {
  test::FakeHost host;
  logLine(host, LOG_ERR, "F", "[thrd:unfinished");
  logLine(host, LOG_ERR, "F", "a [b]: c");
  EXPECT_EQ(host.lines()[0].text, "librdkafka: [thrd:unfinished (F)");
  EXPECT_EQ(host.lines()[1].text, "librdkafka: a [b]: c (F)");
}

}  // namespace
}  // namespace herald::kafka
