// SPDX-License-Identifier: Apache-2.0
#include "program/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace herald::inline v1 {
namespace {

constexpr Millis kEndGrace = std::chrono::milliseconds(500);

struct Pipe {
  FileDescriptor read{}, write{};
};

Pipe newPipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

void unblock(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

/// What posix_spawn does in the child before the program begins.
class SpawnActions {
 public:
  SpawnActions() { posix_spawn_file_actions_init(&actions_); }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  void useAs(int standard, int fd) { posix_spawn_file_actions_adddup2(&actions_, fd, standard); }
  void openNothingAs(int standard) { posix_spawn_file_actions_addopen(&actions_, standard, "/dev/null", O_RDONLY, 0); }
  void closeTheRest() { posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1); }
  void enter(const std::string& folder) { posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// The signals of a program begin as a shell would start it, and not as Herald needs them.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// True for a variable that sets a key of Herald, such as HERALD_sink__slack__url. It may hold a secret, which is no
/// business of other programs.
bool setsKey(const std::string& name) {
  return name.starts_with("HERALD_") &&
         (name.find("__", 7) != std::string::npos || name.find('.') != std::string::npos);
}

std::vector<std::string> environmentFor(const Program& program) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : program.environment) variables.push_back(name + "=" + value);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string variable = *entry;
    const auto name = variable.substr(0, variable.find('='));
    if (!program.environment.contains(name) && !setsKey(name)) variables.push_back(variable);
  }
  return variables;
}

/// The texts as exec takes them; they must outlive the result.
std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

ChildProcess::ChildProcess(const Program& program, Input input) {
  if (program.command.empty()) throw std::invalid_argument("a program without a command");
  Pipe in = input == Input::Pipe ? newPipe() : Pipe{}, out = newPipe(), err = newPipe();
  start(program, in.read.get(), out.write.get(), err.write.get());
  input_ = std::move(in.write);
  output_ = std::move(out.read);
  errors_ = std::move(err.read);
  for (const int fd : {input_.get(), output_.get(), errors_.get()})
    if (fd >= 0) unblock(fd);
  // The header of glibc 2.36 declares pidfd_open for C only.
  ended_ = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (ended_.get() >= 0) return;
  const int error = errno;
  signalGroup(SIGKILL);
  reap();
  throw std::system_error(error, std::generic_category(), "pidfd_open");
}

void ChildProcess::start(const Program& program, int input, int output, int errors) {
  SpawnActions actions;
  if (input >= 0)
    actions.useAs(STDIN_FILENO, input);
  else
    actions.openNothingAs(STDIN_FILENO);
  actions.useAs(STDOUT_FILENO, output);
  actions.useAs(STDERR_FILENO, errors);
  actions.closeTheRest();
  if (!program.folder.empty()) actions.enter(program.folder);
  auto words = program.command, variables = environmentFor(program);
  const SpawnAttributes attributes;
  const int error = ::posix_spawnp(&pid_, words[0].c_str(), actions.get(), attributes.get(), pointersTo(words).data(),
                                   pointersTo(variables).data());
  if (error == 0) return;
  pid_ = -1;
  const auto where = program.folder.empty() ? "" : " in " + program.folder;
  throw Failure(Outcome::Verdict::Hold, "cannot run " + words[0] + where + " (" +
                                            std::generic_category().message(error) +
                                            "): check its name and its rights");
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) end();
}

// The group exists at least as long as nobody has reaped its leader.
void ChildProcess::signalGroup(int number) const { ::killpg(pid_, number); }

ProgramEnd ChildProcess::reap() {
  const auto pid = static_cast<id_t>(std::exchange(pid_, -1));
  siginfo_t info{};
  while (::waitid(P_PID, pid, &info, WEXITED) != 0 && errno == EINTR) {
  }
  const bool exited = info.si_code == CLD_EXITED;
  return {.how = exited ? ProgramEnd::How::Exited : ProgramEnd::How::Killed, .code = info.si_status};
}

ProgramEnd ChildProcess::end() {
  signalGroup(SIGTERM);
  pollfd ended{.fd = ended_.get(), .events = POLLIN, .revents = 0};
  const auto until = Clock::now() + kEndGrace;
  while (ended.revents == 0 && Clock::now() < until) {
    const auto left = std::chrono::ceil<Millis>(until - Clock::now());
    ::poll(&ended, 1, static_cast<int>(left.count()));
  }
  signalGroup(SIGKILL);
  return reap();
}

}  // namespace herald::inline v1
