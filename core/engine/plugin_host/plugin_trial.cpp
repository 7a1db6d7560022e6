// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_trial.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <utility>

#include "engine/plugin_host/loaded_library.h"
#include "engine/plugin_host/offers_text.h"
#include "engine/plugin_host/trial_process.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

// What the process says about its files, one line for each; the first one says that it runs. Any other line has the
// offers of a library that is in order.
constexpr const char *kRuns = "+", *kReturned = ".", *kHung = "h";

/// A library that could not be loaded, or not be used, is none that ended the process. Herald finds the reason itself.
std::string tryLibrary(int fd, Millis limit) {
  try {
    const LoadedLibrary library(std::make_shared<SealedFile>(fd), limit);
    if (library.flaw() == LoadedLibrary::kHangs) return kHung;
    if (!library.flaw().empty() || !library.refused().empty()) return kReturned;
    auto text = offersText(library.offers());
    return offersFrom(text) == library.offers() ? text : kReturned;  // it may have bytes that are no text
  } catch (const std::exception&) {
    return kReturned;
  }
}

TrialResult resultFrom(const std::string& said) {
  if (said == kHung) return {.reason = LoadedLibrary::kHangs};
  auto offers = offersFrom(said);
  if (offers.empty()) return {};
  return {.offers = std::move(offers)};
}

bool writeLine(int to, const std::string& text) {
  const auto line = text + '\n';
  for (std::size_t written = 0; written < line.size();) {
    const auto count = ::write(to, line.data() + written, line.size() - written);
    if (count <= 0) return false;
    written += static_cast<std::size_t>(count);
  }
  return true;
}

/// Tries the files until one of them ends the process or hangs. Adds a result for each that was tried.
void tryOnce(std::span<const std::shared_ptr<SealedFile>> files, const fs::path& program, Millis limit,
             std::vector<TrialResult>& results) {
  TrialProcess process(program, files, limit);
  if (process.next() != kRuns) throw std::runtime_error(program.string() + " " + process.ending());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto said = process.next();
    results.push_back(said ? resultFrom(*said) : TrialResult{.reason = process.ending()});
    if (!results.back().reason.empty()) return;
  }
}

}  // namespace

fs::path trialProgram() {
  return fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib" / "herald" / "try_plugins";
}

void tryLibraries(const std::vector<std::shared_ptr<SealedFile>>& files, const fs::path& program, Millis limit,
                  std::vector<TrialResult>& results) {
  while (results.size() < files.size()) tryOnce(std::span(files).subspan(results.size()), program, limit, results);
}

void runTrial(int count, char** arguments) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit noDump{0, 0};
  ::setrlimit(RLIMIT_CORE, &noDump);
  const auto number = [&](int argument) { return argument < count ? std::atoi(arguments[argument]) : 0; };
  const auto say = [report = number(2)](const std::string& what) {
    if (!writeLine(report, what)) std::_Exit(EXIT_FAILURE);
  };
  say(kRuns);
  for (int i = 3; i < count; ++i) {
    const auto said = tryLibrary(number(i), Millis(number(1)));
    say(said);
    if (said == kHung) break;  // the dynamic linker is locked
  }
  std::_Exit(EXIT_SUCCESS);
}

}  // namespace herald::core
