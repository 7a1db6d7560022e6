// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/trial_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "base/text/kept_text.h"

namespace herald::core {
namespace {

// The process limits each call itself. This is for one that cannot: it was stopped, or has no thread that runs.
constexpr int kMostCalls = 20;
constexpr std::size_t kMostPrinted = 4096;
constexpr std::size_t kMostReported = std::size_t{16} << 20;
constexpr std::size_t kShown = 200;

[[noreturn]] void noProcess(const std::string& what, int error) {
  throw std::runtime_error("cannot start " + what + ": " + std::generic_category().message(error));
}

/// Both ends of a pipe, which no other process inherits: first the one to read from.
std::pair<FileDescriptor, FileDescriptor> makePipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) noProcess("a process", errno);
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

/// What the process starts with: these descriptors, no signal blocked.
class SpawnSettings {
 public:
  SpawnSettings(std::span<const std::shared_ptr<SealedFile>> files, int report, int output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    for (const int to : {STDOUT_FILENO, STDERR_FILENO}) ::posix_spawn_file_actions_adddup2(&actions_, output, to);
    keep(report);
    for (const auto& file : files) keep(file->fd());
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  /// The process has the descriptor under the same number (POSIX.1-2024: it is no longer close-on-exec).
  void keep(int fd) { ::posix_spawn_file_actions_adddup2(&actions_, fd, fd); }

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// "exit code 1" or "Segmentation fault".
std::string toText(int status) {
  if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
  const char* name = ::sigdescr_np(WTERMSIG(status));
  return name ? name : "signal " + std::to_string(WTERMSIG(status));
}

std::string firstLine(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  return keptText(text.substr(begin, std::min(text.find('\n', begin) - begin, kShown)));
}

}  // namespace

TrialProcess::TrialProcess(const std::filesystem::path& program, std::span<const std::shared_ptr<SealedFile>> files,
                           Millis limit)
    : limit_(limit) {
  auto [report, reporter] = makePipe();
  auto [output, printer] = makePipe();
  ::fcntl(output.get(), F_SETFL, O_NONBLOCK);
  start(program, files, reporter.get(), printer.get());
  report_ = std::move(report);
  output_ = std::move(output);
}

TrialProcess::~TrialProcess() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  await();
}

void TrialProcess::start(const std::filesystem::path& program, std::span<const std::shared_ptr<SealedFile>> files,
                         int report, int output) {
  std::vector<std::string> words{program.string(), std::to_string(limit_.count()), std::to_string(report)};
  for (const auto& file : files) words.push_back(std::to_string(file->fd()));
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const SpawnSettings settings(files, report, output);
  const int error =
      ::posix_spawn(&pid_, program.c_str(), settings.actions(), settings.attributes(), arguments.data(), environ);
  if (error == 0) return;
  pid_ = -1;
  noProcess(program.string(), error);
}

std::optional<std::string> TrialProcess::next() {
  const auto deadline = Clock::now() + limit_ * kMostCalls;
  for (;;) {
    if (const auto end = reported_.find('\n'); end != std::string::npos) {
      auto line = reported_.substr(0, end);
      reported_.erase(0, end + 1);
      return line;
    }
    const auto left = std::chrono::ceil<Millis>(deadline - Clock::now()).count();
    std::array<pollfd, 2> ends{pollfd{report_.get(), POLLIN, 0}, pollfd{output_.get(), POLLIN, 0}};
    late_ = left <= 0 || ::poll(ends.data(), ends.size(), static_cast<int>(left)) == 0;
    if (late_) return std::nullopt;
    keepOutput();
    if (ends[0].revents != 0 && !readReport()) return std::nullopt;
  }
}

/// False if the process has ended, or reports what no library can offer.
bool TrialProcess::readReport() {
  std::array<char, 4096> bytes{};
  const auto count = ::read(report_.get(), bytes.data(), bytes.size());
  if (count <= 0) return false;
  reported_.append(bytes.data(), static_cast<std::size_t>(count));
  return reported_.size() <= kMostReported;
}

/// A library may print more than anybody reads: the rest is dropped.
void TrialProcess::keepOutput() {
  std::array<char, 4096> bytes{};
  for (;;) {
    const auto count = ::read(output_.get(), bytes.data(), bytes.size());
    if (count == 0) output_ = FileDescriptor();
    if (count <= 0) return;
    const auto room = kMostPrinted - printed_.size();
    printed_.append(bytes.data(), std::min(room, static_cast<std::size_t>(count)));
  }
}

int TrialProcess::await() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

std::string TrialProcess::ending() {
  if (late_)
    return "hangs while it is loaded, and stops all threads of the process: it must do nothing before it works";
  ::kill(pid_, SIGKILL);  // it may have closed its report and run on; the end of one that has ended stays as it was
  const auto how = toText(await());
  keepOutput();
  const auto printed = firstLine(printed_);
  const bool sanitized = printed_.find("ASan") != std::string::npos || printed_.find("Sanitizer") != std::string::npos;
  return "ends the process that loads it (" + how + (printed.empty() ? "" : "; it printed `" + printed + "`") + "): " +
         (sanitized ? "build it without -fsanitize, or Herald with it"
                    : "its static objects, constructors and options() must not do that");
}

}  // namespace herald::core
