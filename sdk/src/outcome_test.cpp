// SPDX-License-Identifier: Apache-2.0
#include "herald/outcome.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

using Verdict = Outcome::Verdict;

TEST(Outcome, NamesItsVerdicts) {
  EXPECT_EQ(toString(Verdict::Delivered), "delivered");
  EXPECT_EQ(toString(Verdict::Retry), "retry");
  EXPECT_EQ(toString(Verdict::Hold), "hold");
  EXPECT_EQ(toString(Verdict::Rejected), "rejected");
  EXPECT_EQ(toString(Verdict::Gone), "gone");
}

TEST(Outcome, IsDeliveredUnlessTheSinkSaysOtherwise) { EXPECT_EQ(Outcome{}.verdict, Verdict::Delivered); }

TEST(Failure, CarriesItsVerdictAndReason) {
  const Failure failure(Verdict::Hold, "the token is wrong");
  EXPECT_EQ(failure.verdict(), Verdict::Hold);
  EXPECT_STREQ(failure.what(), "the token is wrong");
}

}  // namespace
}  // namespace herald
