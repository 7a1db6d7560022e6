// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_trial.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <span>
#include <stdexcept>

#include "engine/plugin_host/loaded_library.h"
#include "engine/plugin_host/trial_process.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

// What the process says about its files, one character for each; the first one says that it runs.
constexpr char kRuns = '+', kReturned = '.', kHung = 'h';

/// A library that could not be loaded, or not be used, is none that ended the process. Herald finds the reason itself.
char tryLibrary(int fd, Millis limit) {
  try {
    const LoadedLibrary library(std::make_shared<SealedFile>(fd), limit);
    return library.flaw() == LoadedLibrary::kHangs ? kHung : kReturned;
  } catch (const std::exception&) {
    return kReturned;
  }
}

/// Tries the files until one of them ends the process or hangs. Adds a reason for each that was tried.
void tryOnce(std::span<const std::shared_ptr<SealedFile>> files, const fs::path& program, Millis limit,
             std::vector<std::string>& reasons) {
  TrialProcess process(program, files, limit);
  if (process.next() != kRuns) throw std::runtime_error(program.string() + " " + process.ending());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto said = process.next();
    reasons.push_back(!said ? process.ending() : *said == kHung ? LoadedLibrary::kHangs : "");
    if (!reasons.back().empty()) return;
  }
}

}  // namespace

fs::path trialProgram() {
  return fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib" / "herald" / "try_plugins";
}

std::vector<std::string> tryLibraries(const std::vector<std::shared_ptr<SealedFile>>& files, const fs::path& program,
                                      Millis limit) {
  std::vector<std::string> reasons;
  while (reasons.size() < files.size()) tryOnce(std::span(files).subspan(reasons.size()), program, limit, reasons);
  return reasons;
}

void runTrial(int count, char** arguments) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit noDump{0, 0};
  ::setrlimit(RLIMIT_CORE, &noDump);
  const auto number = [&](int argument) { return argument < count ? std::atoi(arguments[argument]) : 0; };
  const auto say = [report = number(2)](char what) {
    if (::write(report, &what, 1) != 1) std::_Exit(EXIT_FAILURE);
  };
  say(kRuns);
  for (int i = 3; i < count; ++i) {
    const char said = tryLibrary(number(i), Millis(number(1)));
    say(said);
    if (said == kHung) break;  // the dynamic linker is locked
  }
  std::_Exit(EXIT_SUCCESS);
}

}  // namespace herald::core
