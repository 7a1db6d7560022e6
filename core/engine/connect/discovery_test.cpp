// SPDX-License-Identifier: Apache-2.0
#include "engine/connect/discovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kOctoPrints =
    "+;eth0;IPv4;OctoPrint\\032instance\\032on\\032octopi;_octoprint._tcp;local\n"
    "=;eth0;IPv6;OctoPrint\\032instance\\032on\\032octopi;_octoprint._tcp;local;octopi.local;fe80::1;80;\"path=/\"\n"
    "=;eth0;IPv4;OctoPrint\\032instance\\032on\\032octopi;_octoprint._tcp;local;octopi.local;192.168.1.5;80;\"u=\" "
    "\"path=/\" \"version=1.11.8\"\n"
    "=;wlan0;IPv4;OctoPrint\\032instance\\032on\\032octopi;_octoprint._tcp;local;octopi.local;192.168.1.6;80;\"path=/"
    "\"\n"
    "=;eth0;IPv4;mk3\\059\\195\\164;_octoprint._tcp;local;farm.local;192.168.1.7;5000;\"path=/mk3/\"\n";

TEST(Discovery, ReadsWhatAvahiPrints) {
  EXPECT_THAT(announcedIn(kOctoPrints, "octoprint"),
              ElementsAre(Announced{"octoprint", "OctoPrint instance on octopi", "http://octopi.local"},
                          Announced{"octoprint", "mk3;ä", "http://farm.local:5000/mk3"}));
  EXPECT_THAT(announcedIn("=;a;IPv4;b\n;;;\nnonsense", "octoprint"), IsEmpty());
}

// What avahi-browse 0.8 has printed, of a service on two networks.
TEST(Discovery, ReadsWhatARealAvahiHasPrinted) {
  const std::string services =
      "+;eth0;IPv4;OctoPrint\\032instance\\032on\\032octopi;_octoprint._tcp;local\n"
      "+;lo;IPv4;OctoPrint\\032instance\\032on\\032octopi;_octoprint._tcp;local\n"
      "=;eth0;IPv4;OctoPrint\\032instance\\032on\\032octopi;_octoprint._tcp;local;octopi.local;192.0.2.2;5000;"
      "\"version=1.11.8\" \"path=/mk3/\"\n"
      "=;lo;IPv4;OctoPrint\\032instance\\032on\\032octopi;_octoprint._tcp;local;octopi.local;127.0.0.1;5000;"
      "\"version=1.11.8\" \"path=/mk3/\"\n";
  EXPECT_THAT(announcedIn(services, "octoprint"),
              ElementsAre(Announced{"octoprint", "OctoPrint instance on octopi", "http://octopi.local:5000/mk3"}));
}

TEST(Discovery, AsksForBothTypes) {
  std::vector<std::string> asked;
  const auto discovery = discover({}, [&](const Program& program, const std::stop_token&) {
    asked.push_back(program.command.back());
    return ProgramEnd{.output = asked.size() == 1 ? kOctoPrints
                                                  : "=;e;IPv4;voron;_moonraker._tcp;local;voron.local;1.2.3.4;7125;\n"};
  });
  EXPECT_THAT(asked, ElementsAre("_octoprint._tcp", "_moonraker._tcp"));
  ASSERT_EQ(discovery.found.size(), 3U);
  EXPECT_EQ(discovery.found[2], (Announced{"moonraker", "voron", "http://voron.local:7125"}));
}

TEST(Discovery, SaysWhyItFindsNothing) {
  const auto missing = discover({}, [](const Program&, const std::stop_token&) -> ProgramEnd {
    throw Failure(Outcome::Verdict::Hold, "there is no avahi-browse");
  });
  EXPECT_THAT(missing.why, HasSubstr("avahi-utils"));
  const auto refused = discover({}, [](const Program&, const std::stop_token&) {
    return ProgramEnd{.code = 1, .errors = "Failed to create client object: Daemon not running\n"};
  });
  EXPECT_THAT(refused.why, HasSubstr("Daemon not running"));
}

}  // namespace
}  // namespace herald::core
