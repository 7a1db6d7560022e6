#include "serial_device.h"

#include <fcntl.h>
#include <glob.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <system_error>

#include "tty.h"

namespace herald::serial {
namespace {

[[noreturn]] void refuse(Outcome::Verdict verdict, const std::string& why) { throw Failure(verdict, why); }

std::string reasonOf(int error) { return std::generic_category().message(error); }

[[noreturn]] void refuseShared(const std::string& path) {
  refuse(Outcome::Verdict::Retry, "another program has " + path +
                                      " open: stop it, or let Herald listen to that program instead (OctoPrint: "
                                      "type = octoprint)");
}

}  // namespace

std::unique_ptr<SerialDevice> SerialDevice::open(const std::string& path, int baud, bool writable) {
  const int flags = (writable ? O_RDWR : O_RDONLY) | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
  FileDescriptor fd(::open(path.c_str(), flags));
  if (fd.get() < 0) {
    const int error = errno;
    if (error == ENOENT || error == ENXIO || error == ENODEV || error == EIO) return nullptr;
    if (error == EBUSY) refuseShared(path);
    if (error == EACCES || error == EPERM)
      refuse(Outcome::Verdict::Hold,
             "may not open " + path + ": put Herald's user into the device's group (usermod -aG dialout herald)");
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
  return readSome(fd_.get(), bytes, path_ + " has gone: was it unplugged, or the printer switched off?");
}

void SerialDevice::write(std::string_view bytes) {
  writeAll(fd_.get(), bytes, path_ + " takes nothing: was it unplugged?");
}

void SerialDevice::setBaud(int baud) {
  if (setUpTerminal(fd_.get(), baud)) return;
  const int error = errno;
  if (error == ENOTTY)
    refuse(Outcome::Verdict::Hold, path_ + " is no serial device; for a log file write device = file://" + path_);
  if (error == EINVAL)
    refuse(Outcome::Verdict::Hold, path_ + " cannot be set to " + std::to_string(baud) + " baud: check `baud`");
  refuse(Outcome::Verdict::Retry, "cannot set up " + path_ + ": " + reasonOf(error));
}

std::optional<std::string> findDevice(const std::string& pattern) {
  glob_t found{};
  std::map<std::string, std::string> names;  // the device itself → the first of its names
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
  refuse(Outcome::Verdict::Hold, pattern + " means several devices: name one of " + list);
}

}  // namespace herald::serial
