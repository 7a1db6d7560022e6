// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/unified_diff.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

TEST(UnifiedDiff, IsEmptyForEqualTexts) { EXPECT_EQ(unifiedDiff("a\nb\n", "a\nb\n", "f"), ""); }

TEST(UnifiedDiff, ShowsThreeLinesAroundEachChange) {
  EXPECT_EQ(
      unifiedDiff("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12\n13\n14\n",
                  "f"),
      "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -11,3 +11,4 @@\n 11\n 12\n 13\n+14\n");
}

TEST(UnifiedDiff, JoinsChangesThatAreNear) {
  EXPECT_EQ(unifiedDiff("a\nb\nc\nd\n", "x\nb\nc\ny\n", "f"),
            "--- f\n+++ f\n@@ -1,4 +1,4 @@\n-a\n+x\n b\n c\n-d\n+y\n");
}

TEST(UnifiedDiff, ShowsANewFile) {
  EXPECT_EQ(unifiedDiff("", "a\n", "f"), "--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n");
  EXPECT_EQ(unifiedDiff("a\n", "", "f"), "--- f\n+++ f\n@@ -1 +0,0 @@\n-a\n");
}

}  // namespace
}  // namespace herald::core
