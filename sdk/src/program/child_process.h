// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include "herald/file_descriptor.h"
#include "herald/outcome.h"
#include "herald/program.h"

namespace herald::inline v1 {

/// A process that leads a group of its own, with pipes to its three standard streams. Our ends do not block. For one
/// thread.
class ChildProcess {
 public:
  enum class Input { Pipe, None };

  /// Starts it. Throws Failure with Hold if that fails.
  ChildProcess(const Program& program, Input input);
  ~ChildProcess();  ///< kills the group if nobody has reaped the process yet
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  int input() const { return input_.get(); }  ///< -1 after closeInput, and without an input
  int output() const { return output_.get(); }
  int errors() const { return errors_.get(); }
  int ended() const { return ended_.get(); }  ///< readable when the process has ended

  void closeInput() { input_ = FileDescriptor(); }

  /// Waits for the end of the process, which must be near. Returns Exited or Killed.
  ProgramEnd reap();

  /// Asks the whole group to end, kills what is left after a short time, and reaps.
  ProgramEnd end();

 private:
  void start(const Program& program, int input, int output, int errors);
  void signalGroup(int number) const;

  FileDescriptor input_;
  FileDescriptor output_;
  FileDescriptor errors_;
  FileDescriptor ended_;
  pid_t pid_ = -1;  ///< -1 when it is reaped
};

}  // namespace herald::inline v1
