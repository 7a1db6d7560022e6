// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/watch.h"

#include <unistd.h>

#include <chrono>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

namespace herald::core::ctl {

namespace {

constexpr std::chrono::seconds kInterval{2};

/// Goes to the terminal itself: the stream escapes controls. Returns false if standard output is no terminal.
bool clearTerminal() {
  static const std::string clear = "\x1b[H\x1b[2J\x1b[3J";
  return ::isatty(STDOUT_FILENO) == 1 && ::write(STDOUT_FILENO, clear.data(), clear.size()) > 0;
}

}  // namespace

void watch(std::ostream& out, const std::function<void(std::ostream&)>& print) {
  for (bool first = true; out; first = false) {
    std::ostringstream text;
    try {
      print(text);
    } catch (const std::runtime_error& error) {
      text << error.what() << "\n";
    }
    out.flush();
    if (!clearTerminal() && !first) out << "\n";
    out << text.str() << std::flush;
    std::this_thread::sleep_for(kInterval);
  }
}

}  // namespace herald::core::ctl
