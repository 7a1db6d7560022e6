// SPDX-License-Identifier: Apache-2.0
#include "herald/base_url.h"

#include <gmock/gmock.h>

namespace herald {
namespace {

TEST(BaseUrl, IsWithoutWhatABrowserShowsBehindIt) {
  for (const auto* shown : {"http://octopi.local", "http://octopi.local/", "http://octopi.local/?",
                            "http://octopi.local/?#temp", "http://octopi.local/#temp", "http://octopi.local//"})
    EXPECT_EQ(baseUrl(shown), "http://octopi.local") << shown;
}

TEST(BaseUrl, KeepsAPathAndAQuery) {
  EXPECT_EQ(baseUrl("https://farm.example/mk3/#control"), "https://farm.example/mk3");
  EXPECT_EQ(baseUrl("http://octopi.local/?l10n=de#temp"), "http://octopi.local/?l10n=de");
}

TEST(BaseUrl, OfNothingIsNothing) {
  EXPECT_EQ(baseUrl(""), "");
  EXPECT_EQ(baseUrl("/?#"), "");
}

}  // namespace
}  // namespace herald
