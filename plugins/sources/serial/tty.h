#pragma once

namespace herald::serial {

/// Makes the terminal behind `fd` a line of plain bytes at `baud` (any rate that the driver can make, 250000 too): no
/// echo, no translation, and DTR stays as it is when the device is closed, so that the next opening does not reset the
/// board. False with errno set where that is refused, ENOTTY if it is no terminal (Linux, tty_ioctl(4)).
bool setUpTerminal(int fd, int baud);

/// Drops what the terminal may have sent back of what came before it was set up.
void dropEcho(int fd);

}  // namespace herald::serial
