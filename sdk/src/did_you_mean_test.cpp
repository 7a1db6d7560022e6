// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "herald/settings.h"

namespace herald {
namespace {

const std::vector<std::string> kNames{"url", "retries", "timeout", "headers", "tls.ca"};

TEST(DidYouMean, FindsTheNearestOfSeveral) {
  EXPECT_EQ(didYouMean("retrys", kNames), ", did you mean `retries`?");
  EXPECT_EQ(didYouMean("header", kNames), ", did you mean `headers`?");
  EXPECT_EQ(didYouMean("timout", kNames), ", did you mean `timeout`?");
  EXPECT_EQ(didYouMean("tlsca", kNames), ", did you mean `tls.ca`?");
}

TEST(DidYouMean, CountsSwappedLettersAsOneMistake) { EXPECT_EQ(didYouMean("ulr", kNames), ", did you mean `url`?"); }

TEST(DidYouMean, LooksPastTheCase) { EXPECT_EQ(didYouMean("TIMEOUT", kNames), ", did you mean `timeout`?"); }

TEST(DidYouMean, IsSilentWhereNothingIsNear) {
  for (const char* word : {"", "x", "ab", "abc", "password", "urlurlurl"})
    EXPECT_EQ(didYouMean(word, kNames), "") << word;
  EXPECT_EQ(didYouMean("url", {}), "");
}

}  // namespace
}  // namespace herald
