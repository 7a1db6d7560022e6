#include "herald/base_url.h"

#include <gmock/gmock.h>

namespace herald {
namespace {

TEST(BaseUrl, is_without_what_a_browser_shows_behind_it) {
  for (const auto* shown : {"http://octopi.local", "http://octopi.local/", "http://octopi.local/?",
                            "http://octopi.local/?#temp", "http://octopi.local/#temp", "http://octopi.local//"})
    EXPECT_EQ(baseUrl(shown), "http://octopi.local") << shown;
}

TEST(BaseUrl, keeps_a_path_and_a_query) {
  EXPECT_EQ(baseUrl("https://farm.example/mk3/#control"), "https://farm.example/mk3");
  EXPECT_EQ(baseUrl("http://octopi.local/?l10n=de#temp"), "http://octopi.local/?l10n=de");
}

TEST(BaseUrl, of_nothing_is_nothing) {
  EXPECT_EQ(baseUrl(""), "");
  EXPECT_EQ(baseUrl("/?#"), "");
}

}  // namespace
}  // namespace herald
