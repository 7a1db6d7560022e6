// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/pattern.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

TEST(Glob, matches_whole_names_in_any_case) {
  struct Case {
    const char* glob;
    const char* name;
    bool matches;
  };
  const Case cases[] = {
      {"PrintDone", "PrintDone", true},
      {"printdone", "PrintDone", true},
      {"PrintDone", "PrintDon", false},
      {"PrintDone", "PrintDone2", false},
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "anything", true},
      {"?", "", false},
      {"?", "a", true},
      {"Print*", "Print", true},
      {"Print*", "PRINTSTARTED", true},
      {"Print*", "APrint", false},
      {"*Done", "PrintDone", true},
      {"*Done", "PrintDoneX", false},
      {"*n*D*e", "PrintDone", true},
      {"P?int*", "PrintDone", true},
      {"a*b*c", "aXbXbXc", true},
      {"a*b*c", "aXcXb", false},
      {"**a**", "bab", true},
      {"mk3-?", "mk3-1", true},
      {"mk3-?", "mk3-12", false},
  };
  for (const auto& [glob, name, matches] : cases) EXPECT_EQ(globMatches(glob, name), matches) << glob << " " << name;
}

TEST(Glob, many_stars_do_not_blow_up) {
  std::string glob;
  for (int i = 0; i < 200; ++i) glob += "*a";
  EXPECT_FALSE(globMatches(glob + "b", std::string(20000, 'a')));
}

TEST(Glob, one_of_several_is_enough) {
  EXPECT_TRUE(anyMatches({"Error", "Print*"}, "PrintDone"));
  EXPECT_FALSE(anyMatches({"Error", "Print*"}, "ZChange"));
  EXPECT_FALSE(anyMatches({}, "ZChange"));
}

TEST(Glob, two_overlap_if_some_name_matches_both) {
  struct Case {
    const char* one;
    const char* other;
    bool overlap;
  };
  const Case cases[] = {
      {"PrintDone", "printdone", true},
      {"PrintDone", "PrintFailed", false},
      {"Print*", "*Done", true},
      {"Print*", "Error", false},
      {"Print?", "Print", false},
      {"Print?", "Print*", true},
      {"*", "", true},
      {"?", "", false},
      {"*", "*", true},
      {"a*b", "a", false},
      {"a*b", "*a", false},
      {"a*b", "*a*", true},
      {"a*b*", "?c", false},
      {"a*b*", "?b?", true},
      {"a*b*", "??b", true},
      {"mk3-?", "mk?-1", true},
      {"mk3-?", "mk4-*", false},
      {"**", "x", true},
  };
  for (const auto& [one, other, overlap] : cases) {
    EXPECT_EQ(globsOverlap(one, other), overlap) << one << " " << other;
    EXPECT_EQ(globsOverlap(other, one), overlap) << other << " " << one;
  }
}

}  // namespace
}  // namespace herald::core
