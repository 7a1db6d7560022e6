// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace herald::testing {

/// Runs a program and collects the lines that it prints on both streams. The destructor kills the program if it still
/// runs. Use it from one thread.
class Process {
 public:
  enum class Output { Pipe, Journal };  ///< Journal sets JOURNAL_STREAM to the stream, as systemd does

  /// Starts the program. `environment` is added to the environment of the test. Throws std::runtime_error.
  Process(std::vector<std::string> command, std::map<std::string, std::string> environment = {},
          Output output = Output::Pipe);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int pid() const { return pid_; }
  void signal(int number) const;
  int wait();  ///< waits for its end: its exit code, or 128 and the number of the signal that killed it

  /// Waits for a line that contains `text`, and returns it. Searches from the line after the last one that it returned.
  /// Throws std::runtime_error with the whole output after kPatience, or if the output ends.
  std::string waitForLine(const std::string& text);
  /// The same, but the next search begins where this one has begun: for a line that comes in no order with others.
  std::string findLine(const std::string& text);
  void skipLines();  ///< the next search begins behind all that it has printed so far
  /// The next line after the last one that it returned, if it comes within `patience` and before the output ends.
  std::optional<std::string> nextLine(std::chrono::milliseconds patience);

  std::string output();       ///< everything that it has printed
  std::string wholeOutput();  ///< the same, after both streams are closed

 private:
  std::size_t awaitLine(const std::string& text);
  void read(int fd);

  int pid_ = -1;
  bool waited_ = false;
  int code_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  std::size_t seen_ = 0;
  bool ended_ = false;
  std::thread reader_;
};

/// The result of a program that has ended.
struct Finished {
  int code = 0;
  std::string output{};
};

/// Runs a program and waits for its end.
Finished runToEnd(std::vector<std::string> command, const std::map<std::string, std::string>& environment = {});

/// The paths of the programs of this build.
std::string heraldd();
std::string heraldctl();

}  // namespace herald::testing
