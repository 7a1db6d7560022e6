// SPDX-License-Identifier: Apache-2.0
// What the doctor finds on this machine: clock, disk, devices, ports, other programs.
#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "herald/testing/temporary_folder.h"
#include "heraldctl/doctor/clock_examination.h"
#include "heraldctl/doctor/daemon_examination.h"
#include "heraldctl/doctor/disk_examination.h"
#include "heraldctl/doctor/port_examination.h"
#include "heraldctl/doctor/port_listener.h"
#include "heraldctl/doctor/rival_examination.h"
#include "heraldctl/doctor/serial_examination.h"
#include "heraldctl/doctor/testing/found.h"

namespace herald::core::ctl {
namespace {

using namespace std::chrono;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(ClockExamination, WantsATimeThatCanBe) {
  const auto lookAt = [](sys_days day, std::optional<bool> synchronised) {
    return ClockExamination({.now = day, .synchronised = synchronised}).look();
  };
  EXPECT_THAT(lookAt(2027y / May / 4, true), IsEmpty());
  EXPECT_THAT(lookAt(2027y / May / 4, std::nullopt), IsEmpty());
  EXPECT_THAT(lookAt(2027y / May / 4, false), ElementsAre(found(kWarning, "nothing keeps the clock")));
  EXPECT_THAT(lookAt(1970y / January / 1, true), ElementsAre(found(kError, "1970-01-01")));
  EXPECT_THAT(lookAt(2150y / January / 1, true), ElementsAre(found(kError, "2150-01-01")));
}

TEST(ClockExamination, KnowsTheTimeOfThisMachine) {
  const auto before = system_clock::now();
  EXPECT_GE(clockFacts().now, before);
}

class DiskExaminationTest : public ::testing::Test {
 protected:
  std::vector<Finding> look() const { return DiskExamination(facts_, wish_).look(); }

  DiskFacts facts_{.folder = "/data", .freeBytes = 100 << 20, .freeFiles = 5000, .countsFiles = true};
  DiskExamination::Wish wish_{.reserveBytes = 50 << 20, .syncsEach = true};
};

TEST_F(DiskExaminationTest, IsContentWithRoom) { EXPECT_THAT(look(), IsEmpty()); }

TEST_F(DiskExaminationTest, WantsMoreThanTheReserve) {
  facts_.freeBytes = 49 << 20;
  EXPECT_THAT(look(), ElementsAre(found(kError, "/data has only 49 MiB left, less than outbox.reserveBytes, 50 MiB")));
}

TEST_F(DiskExaminationTest, WantsRoomForFiles) {
  facts_.freeFiles = 3;
  EXPECT_THAT(look(), ElementsAre(found(kError, "no room for more files")));
  facts_.countsFiles = false;  // as btrfs, which says 0
  EXPECT_THAT(look(), IsEmpty());
}

TEST_F(DiskExaminationTest, MustBeWritable) {
  facts_.readOnly = true;
  EXPECT_THAT(look(), ElementsAre(found(kError, "read-only")));
}

TEST_F(DiskExaminationTest, SparesACard) {
  facts_.card = "mmcblk0";
  EXPECT_THAT(look(), ElementsAre(found(kHint, "mmcblk0")));
  wish_.syncsEach = false;
  EXPECT_THAT(look(), IsEmpty());
  facts_.wear = 10;
  EXPECT_THAT(look(), ElementsAre(found(kWarning, "nearly all of its life")));
}

TEST_F(DiskExaminationTest, LooksBelowTheNearestFolder) {
  const testing::TemporaryFolder folder;
  const auto facts = diskFacts(folder.path() / "not" / "there");
  EXPECT_EQ(facts.folder, folder.path());
  EXPECT_GT(facts.freeBytes, 0U);
  EXPECT_FALSE(facts.readOnly);
}

TEST(MayUse, AsksTheFirstThatFits) {
  const DaemonUser herald{"herald", 100, {100, 20}};
  const auto may = [&](uid_t owner, gid_t group, mode_t mode) {
    struct stat facts {};
    facts.st_uid = owner;
    facts.st_gid = group;
    facts.st_mode = mode;
    return mayUse(facts, herald);
  };
  EXPECT_TRUE(may(0, 20, 0660));
  EXPECT_FALSE(may(0, 21, 0660));
  EXPECT_FALSE(may(0, 20, 0640));
  EXPECT_TRUE(may(0, 21, 0666));
  EXPECT_TRUE(may(100, 21, 0600));
  EXPECT_FALSE(may(100, 20, 0066));  // the owner is denied, whatever others may
  struct stat closed {};
  EXPECT_TRUE(mayUse(closed, {"root", 0, {}}));
}

TEST(SerialExamination, FindsWhatIsMissingOrClosed) {
  const testing::TemporaryFolder folder;
  const auto pattern = (folder.path() / "usb-*").string();
  const DaemonUser stranger{"stranger", 4711, {}};
  EXPECT_THAT(SerialExamination("mk3", pattern, stranger).look(),
              ElementsAre(found(kWarning, "there is no " + pattern)));
  const auto device = folder.write("usb-printer", "");
  std::filesystem::permissions(device, std::filesystem::perms(0660));
  const auto closed = SerialExamination("mk3", pattern, stranger).look();
  ASSERT_THAT(closed, ElementsAre(found(kError, "the user stranger may not open " + device.string())));
  EXPECT_THAT(closed[0].remedy, HasSubstr("usermod -aG "));
  EXPECT_THAT(SerialExamination("mk3", pattern, daemonUser(::geteuid())).look(), IsEmpty());
}

TEST(RivalExamination, KnowsWhoTakesSerialDevices) {
  const testing::TemporaryFolder folder;
  const std::vector<std::filesystem::path> rules{folder.path() / "rules.d", folder.path() / "none"};
  const RivalExamination examination(folder.path() / "proc", rules);
  EXPECT_THAT(examination.look(), IsEmpty());
  folder.write("proc/10/comm", "ModemManager\n");
  folder.write("proc/11/comm", "brltty\n");
  folder.write("proc/12/comm", "bash\n");
  EXPECT_THAT(examination.look(), ElementsAre(found(kWarning, "ModemManager runs"), found(kWarning, "brltty runs")));
  folder.write("rules.d/60-other.rules", "ENV{ID_MM_DEVICE_IGNORE}=\"1\"\n");
  EXPECT_THAT(examination.look(), SizeIs(2));
  folder.write("rules.d/60-herald.rules", "ENV{ID_MM_DEVICE_IGNORE}=\"1\"\n");
  EXPECT_THAT(examination.look(), ElementsAre(found(kWarning, "brltty runs")));
}

TEST(PortExamination, FindsWhoListens) {
  const testing::TemporaryFolder folder;
  std::string address;
  {
    const Poco::Net::ServerSocket other(Poco::Net::SocketAddress("127.0.0.1", 0));
    address = other.address().toString();
    const auto self = listenerAt(other.address().port());
    EXPECT_NE(self, "");
    EXPECT_THAT(PortExamination("admin.listen", address, folder.path()).look(),
                ElementsAre(found(kError, "the program " + self + " listens there already")));
  }
  EXPECT_EQ(listenerAt(Poco::Net::SocketAddress(address).port()), "");
  EXPECT_THAT(PortExamination("admin.listen", address, folder.path()).look(), IsEmpty());
}

TEST(PortExamination, KnowsTheAddressesOfThisMachine) {
  EXPECT_THAT(PortExamination("admin.listen", "192.0.2.1:8484", "/nowhere").look(),
              ElementsAre(found(kError, "does not have that address")));
}

TEST(DaemonExamination, NeedsADaemon) {
  const testing::TemporaryFolder folder;
  EXPECT_THAT(DaemonExamination(folder.path(), "1").look(), ElementsAre(found(kError, "no daemon runs")));
}

TEST(DaemonExamination, ReadsTheStatus) {
  EXPECT_THAT(findingsInStatus(R"({"version": "1.2", "refusal": "", "problems": []})", "1.2"), IsEmpty());
  EXPECT_THAT(findingsInStatus(R"({"version": "1.1", "refusal": "bad", "problems": ["sink a is on hold"]})", "1.2"),
              ElementsAre(found(kWarning, "Herald 1.1 runs, and this is heraldctl 1.2"),
                          found(kError, "refused the new one"), found(kError, "sink a is on hold")));
}

}  // namespace
}  // namespace herald::core::ctl
