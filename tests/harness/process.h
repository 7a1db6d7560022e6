#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace herald::testing {

/// A program under test. What it prints, on either stream, is kept line by line. Killed if it still runs when this
/// goes.
class Process {
 public:
  enum class Output { Pipe, Journal };  ///< Journal: JOURNAL_STREAM names the stream, as under systemd

  /// `environment` is added to the test's own.
  Process(std::vector<std::string> command, std::map<std::string, std::string> environment = {},
          Output output = Output::Pipe);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int pid() const { return pid_; }
  void signal(int number) const;
  int wait();  ///< its exit code; 128 and the signal's number if one killed it

  /// Waits until a line holds `text`, counting from the line after the last such wait; gives that line. Throws after
  /// kPatience or at the end of the output, with all that was printed.
  std::string waitForLine(const std::string& text);

  std::string output();       ///< everything printed so far
  std::string wholeOutput();  ///< everything, once both streams are closed

 private:
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

/// Runs a program to its end.
struct Finished {
  int code = 0;
  std::string output{};
};
Finished runToEnd(std::vector<std::string> command, const std::map<std::string, std::string>& environment = {});

/// The programs of this build.
std::string heraldd();
std::string heraldctl();

}  // namespace herald::testing
