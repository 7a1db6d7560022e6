// SPDX-License-Identifier: Apache-2.0
// The systemd unit: what it lets Herald do, as systemd's own judge sees it.
#include <gmock/gmock.h>

#include <regex>
#include <set>
#include <sstream>

#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kUnit = HERALD_SOURCE "/etc/systemd/herald.service";

/// What `systemd-analyze security` says of the unit, with its marks in UTF-8.
std::string judgement() {
  return runToEnd({"systemd-analyze", "security", "--offline=true", "--no-pager", kUnit}, {{"LC_ALL", "C.UTF-8"}})
      .output;
}

std::set<std::string> linesOf(const std::string& text) {
  std::set<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.insert(line);
  return lines;
}

TEST(UnitFile, IsExposedByTwoOfTenAtMost) {
  const auto judged = judgement();
  std::smatch score;
  ASSERT_TRUE(std::regex_search(judged, score, std::regex("herald\\.service: ([0-9.]+) "))) << judged;
  EXPECT_LE(std::stod(score[1]), 2.0) << judged;
}

TEST(UnitFile, HasNothingThatSystemdDoesNotKnow) {
  const auto checked = runToEnd({"systemd-analyze", "verify", "--man=no", kUnit});
  for (const auto* fault : {"Unknown", "ignoring", "Failed to parse", "Invalid"})
    EXPECT_THAT(checked.output, Not(HasSubstr(fault)));
}

/// The judge gives no points for some of these.
TEST(UnitFile, ClosesWhatHeraldDoesNotNeed) {
  const auto lines = linesOf(readFile(kUnit));
  for (const auto* line :
       {"User=herald", "CapabilityBoundingSet=", "NoNewPrivileges=yes", "UMask=0077", "StateDirectoryMode=0700",
        "LimitCORE=0", "MemoryDenyWriteExecute=yes", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "SystemCallArchitectures=native", "SystemCallFilter=@system-service",
        "SystemCallFilter=~@privileged @resources", "SystemCallErrorNumber=EPERM", "DevicePolicy=closed",
        "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes"})
    EXPECT_TRUE(lines.contains(line)) << line;
}

TEST(UnitFile, LetsSerialLinesIn) {
  const auto unit = readFile(kUnit);
  for (const auto* driver : {"ttyUSB", "ttyACM", "ttyAMA", "ttyS"})
    EXPECT_THAT(unit, HasSubstr(std::string("DeviceAllow=char-") + driver + " rw\n"));
  for (const auto* module : {"modprobe@usbserial.service", "modprobe@cdc_acm.service"}) {
    EXPECT_TRUE(std::regex_search(unit, std::regex(std::string("\nWants=.*") + module)));
    EXPECT_TRUE(std::regex_search(unit, std::regex(std::string("\nAfter=.*") + module)));
  }
}

/// A board without a clock of its own needs that, and a service without this exception is told "not permitted".
TEST(UnitFile, LetsHeraldAskWhetherTheClockIsSet) {
  const auto unit = readFile(kUnit);
  EXPECT_THAT(unit, Not(HasSubstr("ProtectClock=yes")));
  const auto closed = unit.find("SystemCallFilter=~@privileged"), open = unit.find("SystemCallFilter=adjtimex");
  ASSERT_NE(open, std::string::npos);
  EXPECT_LT(closed, open) << "a later line counts";
}

/// heraldctl, as root, and the service have to find the same data folder if the configuration names none.
TEST(UnitFile, KeepsItsDataWhereHeraldctlLooks) {
  const auto lines = linesOf(readFile(kUnit));
  EXPECT_TRUE(lines.contains("StateDirectory=herald"));
  EXPECT_TRUE(lines.contains("Environment=XDG_STATE_HOME=%S")) << "%S is /var/lib";
}

/// Every exception that the judge names has its reason in a comment.
TEST(UnitFile, GivesAReasonForEachException) {
  std::string comments;
  for (const auto& line : linesOf(readFile(kUnit)))
    if (line.starts_with("#")) comments += line + "\n";
  const std::map<std::string, std::string> covered{{"RestrictAddressFamilies", "AF_UNIX is for"},
                                                   {"SupplementaryGroups", "An exception: serial devices"},
                                                   {"DeviceAllow", "PrivateDevices="}};
  std::istringstream in(judgement());
  int exceptions = 0;
  for (std::string line; std::getline(in, line);) {
    std::smatch found;
    if (!std::regex_search(line, found, std::regex("^✗ ([A-Za-z]+)="))) continue;
    ++exceptions;
    const auto other = covered.find(found[1]);
    EXPECT_THAT(comments, HasSubstr(other == covered.end() ? found[1].str() + "=" : other->second)) << line;
  }
  EXPECT_GT(exceptions, 0);
}

}  // namespace
}  // namespace herald::testing
