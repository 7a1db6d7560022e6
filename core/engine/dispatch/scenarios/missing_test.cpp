#include "engine/dispatch/testing/dispatch_test.h"

namespace herald::core {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

TEST_F(DispatchTest, counts_the_variables_that_deliveries_went_without) {
  auto failed = retry(503);
  failed.missing = {"job.file.name"};
  add(std::make_shared<ScriptedSink>(
      std::deque<Outcome>{failed, {.missing = {"job.file.name", "meta"}}, {.missing = {"meta"}}}));
  publish({"a1"});
  finish();
  EXPECT_EQ(status().missing, Counts{}) << "nothing was delivered";
  passWait(std::chrono::milliseconds(500), std::chrono::seconds(1));
  finish();
  publish({"a2"});
  finish();
  EXPECT_EQ(status().missing, (Counts{{"job.file.name", 1}, {"meta", 2}}));
}

}  // namespace
}  // namespace herald::core
