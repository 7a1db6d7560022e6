// SPDX-License-Identifier: Apache-2.0
#include "harness/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "harness/patience.h"

extern char** environ;

namespace herald::testing {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (auto& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

std::vector<std::string> environmentWith(const std::map<std::string, std::string>& added) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry; ++entry) {
    const std::string text = *entry;
    if (!added.contains(text.substr(0, text.find('=')))) all.push_back(text);
  }
  for (const auto& [name, value] : added) all.push_back(name + "=" + value);
  return all;
}

}  // namespace

Process::Process(std::vector<std::string> command, std::map<std::string, std::string> environment, Output output) {
  int ends[2];
  struct stat pipe {};
  if (::pipe2(ends, O_CLOEXEC) != 0 || ::fstat(ends[1], &pipe) != 0) throw std::runtime_error("no pipe");
  if (output == Output::Journal)
    environment["JOURNAL_STREAM"] = std::to_string(pipe.st_dev) + ":" + std::to_string(pipe.st_ino);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);  // what the test has open is not the program's
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  auto variables = environmentWith(environment);
  const int error = ::posix_spawnp(&pid_, command.front().c_str(), &actions, &attributes, pointers(command).data(),
                                   pointers(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (error != 0) throw std::runtime_error("cannot start " + command.front());
  reader_ = std::thread([this, fd = ends[0]] { read(fd); });
}

Process::~Process() {
  if (!waited_) {
    signal(SIGKILL);
    wait();
  }
  reader_.join();
}

void Process::read(int fd) {
  std::string line;
  char buffer[4096];
  for (ssize_t count; (count = ::read(fd, buffer, sizeof buffer)) > 0;) {
    const std::lock_guard lock(mutex_);
    for (const char c : std::string(buffer, static_cast<std::size_t>(count))) {
      if (c != '\n')
        line += c;
      else
        lines_.push_back(std::exchange(line, {}));
    }
    changed_.notify_all();
  }
  ::close(fd);
  const std::lock_guard lock(mutex_);
  if (!line.empty()) lines_.push_back(line);
  ended_ = true;
  changed_.notify_all();
}

void Process::signal(int number) const {
  if (!waited_) ::kill(pid_, number);
}

int Process::wait() {
  if (waited_) return code_;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  waited_ = true;
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return code_;
}

std::string Process::waitForLine(const std::string& text) {
  const auto at = awaitLine(text);
  const std::lock_guard lock(mutex_);
  seen_ = at + 1;
  return lines_[at];
}

std::string Process::findLine(const std::string& text) {
  const auto at = awaitLine(text);
  const std::lock_guard lock(mutex_);
  return lines_[at];
}

void Process::skipLines() {
  const std::lock_guard lock(mutex_);
  seen_ = lines_.size();
}

std::size_t Process::awaitLine(const std::string& text) {
  std::unique_lock lock(mutex_);
  auto at = seen_;
  const auto isThere = [&] {
    while (at < lines_.size() && lines_[at].find(text) == std::string::npos) ++at;
    return at < lines_.size();
  };
  changed_.wait_for(lock, kPatience, [&] { return isThere() || ended_; });
  if (isThere()) return at;
  lock.unlock();
  throw std::runtime_error("no line with `" + text + "` in:\n" + output());
}

std::optional<std::string> Process::nextLine(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] { return seen_ < lines_.size() || ended_; });
  if (seen_ == lines_.size()) return std::nullopt;
  return lines_[seen_++];
}

std::string Process::output() {
  const std::lock_guard lock(mutex_);
  std::string all;
  for (const auto& line : lines_) all += line + '\n';
  return all;
}

std::string Process::wholeOutput() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_; });
  }
  return output();
}

Finished runToEnd(std::vector<std::string> command, const std::map<std::string, std::string>& environment) {
  Process process(std::move(command), environment);
  const int code = process.wait();
  return {code, process.wholeOutput()};
}

std::string heraldd() { return HERALD_BIN "/heraldd"; }
std::string heraldctl() { return HERALD_BIN "/heraldctl"; }

}  // namespace herald::testing
