// SPDX-License-Identifier: Apache-2.0
#include "printing/host_url.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

TEST(HostUrl, HasAHostToShow) {
  EXPECT_EQ(hostOfUrl("http://octopi.local:5000/one"), "octopi.local");
  EXPECT_EQ(hostOfUrl("https://joe:s3cr3t@octopi.local"), "octopi.local");
  for (const char* url :
       {"", "octopi.local", "ws://octopi.local", "http://", "http://octopi.local/?a=1", "http://[::1"})
    EXPECT_EQ(hostOfUrl(url), "") << url;
}

TEST(HostUrl, ShouldNotLeadToAPartOfTheApplication) {
  const auto advice = [](const char* url) {
    const std::vector<Problem> problems = adviceOnUrl(url, {"/api", "/sockjs"});
    return problems.empty() ? "" : problems.front().why;
  };
  EXPECT_EQ(advice("http://octopi.local"), "");
  EXPECT_EQ(advice("http://farm.local/apia"), "");
  EXPECT_EQ(advice("http://octopi.local/api"), "should be the address that a browser shows: leave out /api");
  EXPECT_EQ(advice("http://farm.local/one/sockjs/websocket"),
            "should be the address that a browser shows: leave out /sockjs/websocket");
}

}  // namespace
}  // namespace herald::printing
