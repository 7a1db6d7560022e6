#include "tty.h"

// termios2 and its BOTHER, the only way to a rate that has no constant, are known to the kernel's header alone, which
// cannot stand beside <termios.h>.
#include <asm/termbits.h>
#include <sys/ioctl.h>

namespace herald::serial {

bool setUpTerminal(int fd, int baud) {
  termios2 mode{};
  if (::ioctl(fd, TCGETS2, &mode) != 0) return false;
  mode.c_iflag = IGNBRK;
  mode.c_oflag = 0;
  mode.c_lflag = 0;
  mode.c_cflag = CS8 | CREAD | CLOCAL | BOTHER | (BOTHER << IBSHIFT);  // and so without HUPCL and CRTSCTS
  mode.c_ispeed = mode.c_ospeed = static_cast<speed_t>(baud);
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  return ::ioctl(fd, TCSETS2, &mode) == 0;
}

void dropEcho(int fd) { ::ioctl(fd, TCFLSH, TCOFLUSH); }

}  // namespace herald::serial
