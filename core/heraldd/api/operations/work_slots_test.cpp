// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/work_slots.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "heraldd/api/operations/api_problem.h"

namespace herald::core {
namespace {

using Work = Operation::Work;

TEST(WorkSlotsTest, each_kind_of_work_is_bounded_by_itself) {
  const std::map<Work, int> bounds{{Work::Plan, WorkSlots::kMostPlans},
                                   {Work::Network, WorkSlots::kMostCalls},
                                   {Work::Change, WorkSlots::kMostChanges}};
  WorkSlots slots;
  std::vector<std::shared_ptr<const void>> taken;
  for (const auto& [work, most] : bounds) {
    for (int i = 0; i < most; ++i) taken.push_back(slots.take(work));
    try {
      slots.take(work);
      ADD_FAILURE() << "one too many";
    } catch (const ApiProblem& problem) {
      EXPECT_EQ(problem.status(), 429);
      EXPECT_EQ(headerValue(problem.headers(), "Retry-After"), "1");
    }
  }
  for (int i = 0; i < 100; ++i) EXPECT_EQ(slots.take(Work::None), nullptr);
  taken.clear();
  for (const auto& [work, most] : bounds) EXPECT_NE(slots.take(work), nullptr);
}

}  // namespace
}  // namespace herald::core
