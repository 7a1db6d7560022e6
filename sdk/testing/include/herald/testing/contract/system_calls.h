// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <iostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace herald::test {

/// A system call that is input or output, and what a plugin does with it.
struct OutsideCall {
  unsigned number;
  const char* deed;
};

inline std::vector<OutsideCall> outsideCalls() {
  std::vector<OutsideCall> calls{{__NR_openat, "opens a file"},
                                 {__NR_openat2, "opens a file"},
                                 {__NR_socket, "opens a socket"},
                                 {__NR_connect, "connects a socket"},
                                 {__NR_bind, "binds a socket"},
                                 {__NR_sendto, "sends"},
                                 {__NR_write, "writes"},
                                 {__NR_writev, "writes"},
                                 {__NR_pwrite64, "writes"},
                                 {__NR_mkdirat, "makes a folder"},
                                 {__NR_unlinkat, "removes a file"},
                                 {__NR_truncate, "changes a file"},
                                 {__NR_execve, "runs a program"}};
  // Newer processors have only the general form of these.
#ifdef __NR_open
  calls.push_back({__NR_open, "opens a file"});
#endif
#ifdef __NR_truncate64
  calls.push_back({__NR_truncate64, "changes a file"});
#endif
#ifdef __NR_creat
  calls.push_back({__NR_creat, "opens a file"});
#endif
#ifdef __NR_mkdir
  calls.push_back({__NR_mkdir, "makes a folder"});
#endif
#ifdef __NR_unlink
  calls.push_back({__NR_unlink, "removes a file"});
#endif
#ifdef __NR_rename
  calls.push_back({__NR_rename, "renames a file"});
#endif
#ifdef __NR_renameat
  calls.push_back({__NR_renameat, "renames a file"});
#endif
#ifdef __NR_renameat2
  calls.push_back({__NR_renameat2, "renames a file"});
#endif
  return calls;
}

/// The calls that start a thread or a process. The C library blocks every signal around them, so they can fail but not
/// be reported.
inline std::vector<unsigned> startingCalls() {
  std::vector<unsigned> calls{__NR_clone, __NR_clone3};
#ifdef __NR_fork
  calls.push_back(__NR_fork);
#endif
#ifdef __NR_vfork
  calls.push_back(__NR_vfork);
#endif
  return calls;
}

/// The numbers of the calls that one thread made. A signal handler writes it.
struct CallRecord {
  std::array<std::atomic<unsigned>, 64> numbers{};
  std::atomic<std::size_t> count{0};
};
inline thread_local CallRecord* recordOfThisThread = nullptr;

/// Keeps the number of the call that the kernel did not make, and lets it fail with EPERM.
inline void onOutsideCall(int, siginfo_t* info, void* context) {
  if (auto* record = recordOfThisThread) {
    const auto place = record->count.fetch_add(1);
    if (place < record->numbers.size()) record->numbers.at(place) = static_cast<unsigned>(info->si_syscall);
  }
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  registers.gregs[REG_RAX] = -EPERM;
#elif defined(__i386__)
  registers.gregs[REG_EAX] = -EPERM;
#elif defined(__aarch64__)
  registers.regs[0] = static_cast<unsigned long>(-EPERM);
#elif defined(__arm__)
  registers.arm_r0 = static_cast<unsigned long>(-EPERM);
#else
  static_cast<void>(registers);
#endif
}

/// Takes the outside calls from this thread, for the rest of its life. Returns false if the kernel cannot do that.
inline bool forbidOutsideCalls() {
  std::vector<sock_filter> filter{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const auto& call : outsideCalls()) {
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call.number, 0, 1));
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  }
  for (const unsigned number : startingCalls()) {
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  }
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/// Catches SIGSYS while it lives: that is how the kernel reports a forbidden call.
class SignalOfForbiddenCalls {
 public:
  SignalOfForbiddenCalls() {
    struct sigaction action {};
    action.sa_sigaction = onOutsideCall;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGSYS, &action, &before_);
  }
  ~SignalOfForbiddenCalls() { ::sigaction(SIGSYS, &before_, nullptr); }
  SignalOfForbiddenCalls(const SignalOfForbiddenCalls&) = delete;
  SignalOfForbiddenCalls& operator=(const SignalOfForbiddenCalls&) = delete;

 private:
  struct sigaction before_ {};
};

/// Runs `work` in a thread that can do no input and no output, and start no thread. Returns what it tried: "opens a
/// file". The tries fail with EPERM. If `work` only throws, that is a try too: call it once before, to know that it
/// does not throw anyway. One call at a time in a process.
inline std::set<std::string> triesOutside(const std::function<void()>& work) {
  CallRecord record;
  std::set<std::string> tries;
  const SignalOfForbiddenCalls signal;
  std::thread([&] {
    recordOfThisThread = &record;
    if (!forbidOutsideCalls())
      std::cerr << "this kernel has no seccomp filters: input and output of a plugin are not seen\n";
    try {
      work();
    } catch (const std::exception& error) {
      if (record.count == 0) tries.insert(std::string("starts a thread or a program (") + error.what() + ")");
    }
    recordOfThisThread = nullptr;
  }).join();
  for (std::size_t i = 0; i < record.count && i < record.numbers.size(); ++i)
    for (const auto& call : outsideCalls())
      if (call.number == record.numbers.at(i)) tries.insert(call.deed);
  return tries;
}

}  // namespace herald::test
