#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "heraldd/heraldd_application.h"

namespace {

using herald::core::HeralddApplication;

/// Before any thread begins, so that all of them inherit it: a signal during start or stop waits instead of killing.
void blockSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGPIPE}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

/// Poco's Application turns crashes into exceptions; a crash should be one.
void letCrashesCrash() {
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGSYS}) ::signal(signal, SIG_DFL);
}

int runHere(std::vector<char*> arguments) {
  HeralddApplication daemon;
  letCrashesCrash();
  arguments.push_back(nullptr);
  return daemon.run(static_cast<int>(arguments.size()) - 1, arguments.data());
}

/// Checks the configuration in a process of its own, so that whoever starts a daemon sees what is wrong with it.
int checkFirst(std::vector<char*> arguments) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::erase_if(arguments, [](const char* argument) { return std::string_view(argument) == "--daemon"; });
    static char check[] = "--check";
    arguments.push_back(check);
    ::_exit(runHere(std::move(arguments)));
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return HeralddApplication::EXIT_OSERR;
  return WEXITSTATUS(status);
}

}  // namespace

int main(int argc, char** argv) {
  blockSignals();
  const std::vector<char*> arguments(argv, argv + argc);
  const auto isDaemon = [](const char* argument) { return std::string_view(argument) == "--daemon"; };
  if (std::any_of(arguments.begin(), arguments.end(), isDaemon)) {
    if (const int code = checkFirst(arguments); code != HeralddApplication::EXIT_OK) return code;
  }
  return runHere(arguments);
}
