// SPDX-License-Identifier: Apache-2.0
#include "serial_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <asm/termbits.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <fstream>
#include <thread>

#include "testing_running_source.h"

namespace herald::serial {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Verdict = Outcome::Verdict;

Failure failureOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const Failure& failure) {
    return failure;
  }
  ADD_FAILURE() << "nothing was refused";
  return {Verdict::Gone, ""};
}

termios2 modeOf(int fd) {
  termios2 mode{};
  EXPECT_EQ(::ioctl(fd, TCGETS2, &mode), 0);
  return mode;
}

class SerialDeviceTest : public ::testing::Test {
 protected:
  std::string name() const { return folder_.path() / "usb-printer"; }
  testing::TemporaryFolder folder_;
  Pty pty_{folder_.path() / "usb-printer"};
};

TEST_F(SerialDeviceTest, ReadsPlainBytesAndDoesNotResetTheBoardWhenItIsClosed) {
  for (const int baud : {115200, 250000, 9600}) {
    const auto device = SerialDevice::open(name(), baud, false);
    const termios2 mode = modeOf(device->fd());
    EXPECT_EQ(mode.c_ospeed, static_cast<unsigned>(baud));
    EXPECT_EQ(mode.c_ispeed, static_cast<unsigned>(baud));
    EXPECT_EQ(mode.c_cflag & HUPCL, 0u);
    EXPECT_EQ(mode.c_cflag & CRTSCTS, 0u);
    EXPECT_NE(mode.c_cflag & CLOCAL, 0u);
    EXPECT_EQ(mode.c_lflag, 0u) << "no echo";
    EXPECT_EQ(mode.c_iflag & (ICRNL | IXON | ISTRIP), 0u);
    EXPECT_EQ(mode.c_oflag & OPOST, 0u);
  }
}

TEST_F(SerialDeviceTest, ChangesItsRateWithoutBeingOpenedAgain) {
  const auto device = SerialDevice::open(name(), 115200, false);
  device->setBaud(250000);
  EXPECT_EQ(modeOf(device->fd()).c_ospeed, 250000u);
}

TEST_F(SerialDeviceTest, ReadsOnlyWhatHasArrived) {
  const auto device = SerialDevice::open(name(), 115200, false);
  std::array<char, 16> bytes{};
  EXPECT_EQ(device->read(bytes), 0u);
  pty_.send("ok\r\n");
  pollfd polled{device->fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&polled, 1, 60000), 1);
  EXPECT_EQ(std::string(bytes.data(), device->read(bytes)), "ok\r\n");
}

TEST_F(SerialDeviceTest, CannotWriteUnlessItIsOpenedAsWritable) {
  const auto passive = SerialDevice::open(name(), 115200, false);
  EXPECT_THROW(passive->write("M105\n"), Failure);
  EXPECT_EQ(pty_.received(), "");
}

TEST_F(SerialDeviceTest, WritesIfItIsOpenedAsWritable) {
  const auto device = SerialDevice::open(name(), 115200, true);
  device->write("M105\n");
  EXPECT_EQ(pty_.receive(), "M105");
}

TEST_F(SerialDeviceTest, ReportsThatTheDeviceIsGone) {
  const auto device = SerialDevice::open(name(), 115200, false);
  pty_.unplug();
  std::array<char, 16> bytes{};
  const Failure failure = failureOf([&] { device->read(bytes); });
  EXPECT_EQ(failure.verdict(), Verdict::Retry);
  EXPECT_THAT(failure.what(), AllOf(HasSubstr(name()), HasSubstr("unplugged")));
}

TEST_F(SerialDeviceTest, IsNotShared) {
  const auto device = SerialDevice::open(name(), 115200, false);
  const Failure failure = failureOf([this] { SerialDevice::open(name(), 115200, false); });
  EXPECT_EQ(failure.verdict(), Verdict::Retry);
  EXPECT_THAT(failure.what(), AllOf(HasSubstr(name()), HasSubstr("another program")));
}

TEST_F(SerialDeviceTest, IsClosedToProgramsWithoutLocks) {
  const auto device = SerialDevice::open(name(), 115200, false);
  int exclusive = 0;
  ASSERT_EQ(::ioctl(device->fd(), TIOCGEXCL, &exclusive), 0);
  EXPECT_NE(exclusive, 0);
}

/// TIOCEXCL does not keep out root, so the second open() runs without root's rights.
TEST_F(SerialDeviceTest, ReportsADeviceThatAnotherProgramOpenedExclusively) {
  const FileDescriptor other(::open(pty_.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_EQ(::ioctl(other.get(), TIOCEXCL), 0);
  std::thread([this] {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> none{};
    ASSERT_EQ(::syscall(SYS_capset, &header, none.data()), 0);
    const Failure failure = failureOf([this] { SerialDevice::open(name(), 115200, false); });
    EXPECT_EQ(failure.verdict(), Verdict::Retry);
    EXPECT_THAT(failure.what(), AllOf(HasSubstr(name()), HasSubstr("another program")));
  }).join();
}

TEST_F(SerialDeviceTest, DoesNotOpenADeviceThatAnotherProgramHasLocked) {
  const FileDescriptor other(::open(pty_.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_EQ(::flock(other.get(), LOCK_EX | LOCK_NB), 0);
  const termios2 before = modeOf(other.get());
  EXPECT_THAT(failureOf([this] { SerialDevice::open(name(), 250000, false); }).what(), HasSubstr("another program"));
  EXPECT_EQ(modeOf(other.get()).c_ospeed, before.c_ospeed);
  EXPECT_EQ(modeOf(other.get()).c_lflag, before.c_lflag);
}

TEST_F(SerialDeviceTest, OpensNothingIfTheDeviceIsMissing) {
  EXPECT_EQ(SerialDevice::open(folder_.path() / "none", 115200, false), nullptr);
  EXPECT_EQ(findDevice(folder_.path() / "none*"), std::nullopt);
}

TEST_F(SerialDeviceTest, RejectsAFileThatIsNotASerialDevice) {
  std::ofstream(folder_.path() / "serial.log") << "ok\n";
  const Failure failure = failureOf([this] { SerialDevice::open(folder_.path() / "serial.log", 115200, false); });
  EXPECT_EQ(failure.verdict(), Verdict::Hold);
  EXPECT_THAT(failure.what(), HasSubstr("file://" + (folder_.path() / "serial.log").string()));
}

TEST_F(SerialDeviceTest, IsFoundByAGlobThatMatchesOneDevice) {
  EXPECT_EQ(findDevice(folder_.path() / "usb-*"), name());
  std::filesystem::create_symlink(pty_.path(), folder_.path() / "usb-same");
  EXPECT_EQ(findDevice(folder_.path() / "usb-*"), name()) << "two names of one device";
  const Pty second(folder_.path() / "usb-second");
  const Failure failure = failureOf([this] { findDevice(folder_.path() / "usb-*"); });
  EXPECT_EQ(failure.verdict(), Verdict::Hold);
  EXPECT_THAT(failure.what(), AllOf(HasSubstr("several"), HasSubstr("usb-second")));
}

}  // namespace
}  // namespace herald::serial
