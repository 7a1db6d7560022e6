// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/verbs/password_prompt.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <stdexcept>

namespace herald::core::ctl {

namespace {

/// The terminal shows nothing of what is typed while this lives.
class SilentTerminal {
 public:
  SilentTerminal() {
    hasBefore_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!hasBefore_) return;
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~SilentTerminal() {
    if (hasBefore_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

 private:
  termios before_{};
  bool hasBefore_ = false;
};

std::string readLine() {
  std::string line;
  std::getline(std::cin, line);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::string readSilently(const std::string& question, std::ostream& out) {
  out << question << std::flush;
  const SilentTerminal silent;
  auto line = readLine();
  out << '\n';
  return line;
}

}  // namespace

std::string askForPassword(std::ostream& out) {
  if (::isatty(STDIN_FILENO) == 0) return readLine();
  auto password =
      readSilently("Password (at least 8 letters; empty: Herald makes one, or keeps the one before): ", out);
  if (!password.empty() && readSilently("The same again: ", out) != password) {
    throw std::runtime_error("the two passwords differ: nothing has changed");
  }
  return password;
}

}  // namespace herald::core::ctl
