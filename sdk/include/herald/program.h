// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "herald/export.h"
#include "herald/outcome.h"

/// Runs other programs: with a deadline, with a stop, and with an end for everything that they started. No shell is
/// involved, so no text of an event can become a command.
///
/// A program gets only standard input, output and error; every other descriptor of Herald is closed in it. It leads a
/// process group of its own. To end it, Herald sends SIGTERM to the group, and SIGKILL half a second later to what is
/// left of it.
namespace herald::inline v1 {

/// What to run. A value.
struct Program {
  std::vector<std::string> command{};                ///< the program, searched in PATH, and its arguments
  std::map<std::string, std::string> environment{};  ///< added to Herald's environment, or replacing it
  std::string folder{};                              ///< where it runs; empty: where Herald runs
};

/// How a program ended, and what it wrote. A value.
struct ProgramEnd {
  enum class How : std::uint8_t {
    Exited,          ///< by itself: `code` is its exit code
    Killed,          ///< by a signal from elsewhere: `code` is its number
    DeadlinePassed,  ///< by Herald, at the deadline
    Stopped,         ///< by Herald, after a request to stop
  };
  How how = How::Exited;
  int code = 0;
  std::string output{};  ///< the first 64 KiB of its standard output
  std::string errors{};  ///< the first 4 KiB of its standard error

  bool succeeded() const { return how == How::Exited && code == 0; }
};

/// Why a program did not succeed, for Outcome::reason: "lights ended with exit code 1: no such lamp". The name of the
/// program, then the first line of its errors. Any thread may call it.
HERALD_API std::string whyFailed(const Program& program, const ProgramEnd& end);

/// Runs a program to its end. `input` is its standard input. The call returns as soon as the program itself has ended;
/// what it started in the background goes on. Throws Failure with Hold if the program cannot be started: it does not
/// exist, or nobody may run it. Any thread may call it.
HERALD_API ProgramEnd runProgram(const Program& program, std::string_view input, std::stop_token stop,
                                 Clock::time_point deadline);

/// A program that runs for long and writes lines, for a source. It has no standard input. For one thread.
class HERALD_API LineProgram {
 public:
  explicit LineProgram(const Program& program);  ///< starts it; throws as runProgram does
  ~LineProgram();                                ///< ends it, if it still runs, with everything that it started
  LineProgram(const LineProgram&) = delete;
  LineProgram& operator=(const LineProgram&) = delete;

  /// Waits for the next line of its output, which comes without its end ("\n" or "\r\n"). Nothing if a stop is
  /// requested, or if there will be no other line: then end() says why. A line of more than 1 MiB comes in parts.
  std::optional<std::string> readLine(const std::stop_token& stop);

  /// Ends the program, if it still runs, and says how it went. A program that has closed its output gets half a second
  /// to end by itself. `output` is empty: readLine had it.
  ProgramEnd end();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace herald::inline v1
