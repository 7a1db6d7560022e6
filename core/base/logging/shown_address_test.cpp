// SPDX-License-Identifier: Apache-2.0
#include "base/logging/shown_address.h"

#include <gtest/gtest.h>

#include <utility>

namespace herald::core {
namespace {

TEST(ShownAddress, IsTheOriginOfAnAddress) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"https://hooks.slack.com/services/T0/B0/x", "https://hooks.slack.com/***"},
      {"https://me:word@host:8443/a?key=b#c", "https://***@host:8443/***"},
      {"https://token@host/", "https://***@host/"},
      {"https://me:p@ss@host", "https://***@host"},
      {"https://host?key=b", "https://host?***"},
      {"http://192.168.1.20:5000/a", "http://192.168.1.20:5000/***"},
      {"http://[fd00::12ab:34cd]:80/a", "http://[fd00::12ab:34cd]:80/***"},
      {"http://octopi.local", "http://octopi.local"},
      {"mqtts://me:word@broker:8883", "mqtts://***@broker:8883"},
  };
  for (const auto& [secret, shown] : cases) EXPECT_EQ(shownAddress(secret), shown);
}

TEST(ShownAddress, HidesALabelThatMayBeAToken) {
  EXPECT_EQ(shownAddress("https://eo1a2b3c4d5.m.pipedream.net"), "https://***.m.pipedream.net");
  EXPECT_EQ(shownAddress("https://four-words-of-chance.trycloudflare.com/a"), "https://***.trycloudflare.com/***");
  EXPECT_EQ(shownAddress("https://a1b2c3d4.e5f6a7b8.ui.example:80/"), "https://***.***.ui.example:80/");
  EXPECT_EQ(shownAddress("http://homeassistant2.local/a"), "http://homeassistant2.local/***")
      << "a name of the network";
}

TEST(ShownAddress, IsNothingOfAnyOtherSecret) {
  for (const auto* secret : {"whsec_abc", "ab://password", "xy://pass/word", "https://", "https:///a", "https://a b/c",
                             "https://@{base}/c", "http://host:pass", "toolong://host/a", "a://", ""}) {
    EXPECT_EQ(shownAddress(secret), "***") << secret;
  }
}

}  // namespace
}  // namespace herald::core
