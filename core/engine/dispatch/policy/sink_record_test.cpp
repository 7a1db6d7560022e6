// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/sink_record.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

TEST(SinkRecord, is_read_as_it_was_written) {
  using namespace std::chrono;
  const SinkRecord record{.paused = true,
                          .drainTo = 17,
                          .stop = SinkRecord::Stop::Hold,
                          .reason = "401: \"no\"",
                          .fingerprint = "abc",
                          .due = system_clock::time_point(milliseconds(1'700'000'000'123))};
  EXPECT_EQ(parseSinkRecord(toText(record)), record);
  EXPECT_EQ(parseSinkRecord(toText({})), SinkRecord{});
  const SinkRecord rejecting{.stop = SinkRecord::Stop::Rejecting, .reason = "400: no", .fingerprint = "abc"};
  EXPECT_EQ(parseSinkRecord(toText(rejecting)), rejecting);
}

}  // namespace
}  // namespace herald::core
