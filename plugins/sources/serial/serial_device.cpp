// SPDX-License-Identifier: Apache-2.0
#include "serial_device.h"

// Only this header has termios2 and BOTHER, the way to a rate without a constant. It conflicts with <termios.h>.
#include <asm/termbits.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <system_error>

namespace herald::serial {
namespace {

[[noreturn]] void refuse(Outcome::Verdict verdict, const std::string& why) { throw Failure(verdict, why); }

std::string reasonOf(int error) { return std::generic_category().message(error); }

[[noreturn]] void refuseShared(const std::string& path) {
  refuse(Outcome::Verdict::Retry, "another program has " + path +
                                      " open: stop it, or let Herald listen to that program (OctoPrint: "
                                      "type = octoprint)");
}

/// Sets the terminal to plain bytes at `baud`: no echo, no translation, and no change of DTR when it is closed. Returns
/// false with errno set if that fails: ENOTTY if it is not a terminal, EINVAL if the rate is not possible.
bool setUpTerminal(int fd, int baud) {
  termios2 mode{};
  if (::ioctl(fd, TCGETS2, &mode) != 0) return false;
  mode.c_iflag = IGNBRK;
  mode.c_oflag = 0;
  mode.c_lflag = 0;
  mode.c_cflag = CS8 | CREAD | CLOCAL | BOTHER | (BOTHER << IBSHIFT);  // without HUPCL and CRTSCTS
  mode.c_ispeed = mode.c_ospeed = static_cast<speed_t>(baud);
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  return ::ioctl(fd, TCSETS2, &mode) == 0;
}

/// Drops the bytes that the terminal may have echoed before it was set up.
void dropEcho(int fd) { ::ioctl(fd, TCFLSH, TCOFLUSH); }

}  // namespace

std::unique_ptr<SerialDevice> SerialDevice::open(const std::string& path, int baud, bool writable) {
  FileDescriptor fd(::open(path.c_str(), (writable ? O_RDWR : O_RDONLY) | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (fd.get() < 0) {
    const int error = errno;
    if (error == ENOENT || error == ENXIO || error == ENODEV || error == EIO) return nullptr;
    if (error == EBUSY) refuseShared(path);
    if (error == EACCES || error == EPERM)
      refuse(
          Outcome::Verdict::Hold,
          "may not open " + path + ": " +
              (error == EPERM ? "the service may not open this kind of device: add DeviceAllow= to it (systemctl edit)"
                              : "add Herald's user to the group of the device (usermod -aG dialout herald)"));
    refuse(Outcome::Verdict::Retry, "cannot open " + path + ": " + reasonOf(error));
  }
  std::unique_ptr<SerialDevice> device(new SerialDevice(path, std::move(fd)));
  device->lock();
  device->setBaud(baud);
  dropEcho(device->fd_.get());
  return device;
}

void SerialDevice::lock() {
  if (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) refuseShared(path_);
  ::ioctl(fd_.get(), TIOCEXCL);
}

std::size_t SerialDevice::read(std::span<char> bytes) {
  return readSome(fd_.get(), bytes,
                  path_ + " is gone, perhaps unplugged: check the cable and the power of the printer");
}

void SerialDevice::write(std::string_view bytes) {
  writeAll(fd_.get(), bytes, "cannot write to " + path_ + ": check the cable");
}

void SerialDevice::setBaud(int baud) {
  if (setUpTerminal(fd_.get(), baud)) return;
  const int error = errno;
  if (error == ENOTTY)
    refuse(Outcome::Verdict::Hold, path_ + " is not a serial device: for a log, set device = file://" + path_);
  if (error == EINVAL)
    refuse(Outcome::Verdict::Hold, path_ + " cannot be set to " + std::to_string(baud) + " baud: check `baud`");
  refuse(Outcome::Verdict::Retry, "cannot set up " + path_ + ": " + reasonOf(error));
}

std::optional<std::string> findDevice(const std::string& pattern) {
  glob_t found{};
  std::map<std::string, std::string> names;  // the path of the device itself → the first of its names
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    for (std::size_t i = 0; i < found.gl_pathc; ++i) {
      std::error_code none;
      const auto device = std::filesystem::canonical(found.gl_pathv[i], none);
      if (!none) names.emplace(device.string(), found.gl_pathv[i]);
    }
  }
  ::globfree(&found);
  if (names.empty()) return std::nullopt;
  if (names.size() == 1) return names.begin()->second;
  std::string list;
  for (const auto& [device, name] : names) list += (list.empty() ? "" : ", ") + name;
  refuse(Outcome::Verdict::Hold, pattern + " matches several devices: name one of " + list);
}

}  // namespace herald::serial
