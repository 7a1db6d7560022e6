// SPDX-License-Identifier: Apache-2.0
#include "herald/program.h"

#include <filesystem>

namespace herald::inline v1 {

std::string whyFailed(const Program& program, const ProgramEnd& end) {
  using How = ProgramEnd::How;
  std::string text = program.command.empty() ? "the program" : std::filesystem::path(program.command[0]).filename();
  switch (end.how) {
    case How::Exited: text += " ended with exit code " + std::to_string(end.code); break;
    case How::Killed: text += " was killed by signal " + std::to_string(end.code); break;
    case How::DeadlinePassed: text += " did not end in time"; break;
    case How::Stopped: text += " was ended: Herald is stopping"; break;
  }
  const auto firstLine = end.errors.substr(0, end.errors.find('\n'));
  return firstLine.empty() ? text : text + ": " + firstLine;
}

}  // namespace herald::inline v1
