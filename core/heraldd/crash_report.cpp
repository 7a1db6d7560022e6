// SPDX-License-Identifier: Apache-2.0
#include "heraldd/crash_report.h"

#include <cxxabi.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string_view>
#include <system_error>
#include <typeinfo>
#include <utility>

#include "base/files/read_file.h"
#include "base/logging/logging.h"
#include "engine/plugin_host/plugin_call.h"

namespace herald::core {
namespace {

constexpr std::size_t kRoom = 1024;
constexpr char kRuns = 'R';  // the last byte of the file, from the start to the stop
constexpr std::array<std::pair<int, std::string_view>, 5> kSignals{
    {{SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"}, {SIGFPE, "SIGFPE"}, {SIGILL, "SIGILL"}, {SIGABRT, "SIGABRT"}}};

// What a signal handler may use. It belongs to the process, as the handler does.
constinit int crashFile = -1;
constinit bool crashJournal = false;
constinit std::terminate_handler terminateBefore = nullptr;

/// A text in a fixed place: a handler may not allocate.
class Line {
 public:
  Line& add(std::string_view text) {
    const auto taken = text.substr(0, text_.size() - size_);
    std::copy(taken.begin(), taken.end(), text_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += taken.size();
    return *this;
  }
  std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::array<char, kRoom - 2> text_{};  // behind it, the file has a zero and kRuns
  std::size_t size_ = 0;
};

/// Nobody is left to hear of a failure.
void put(int fd, std::string_view text) { static_cast<void>(::write(fd, text.data(), text.size()) + 1); }

void report(std::string_view why) {
  const auto call = PluginCall::current();
  Line line;
  line.add("Herald crashed (").add(why).add(") ");
  if (call.empty()) {
    line.add("outside of all calls to plugins: in Herald itself, or in a thread that a plugin has started");
  } else {
    line.add("in ").add(call);
  }
  if (crashFile >= 0) static_cast<void>(::pwrite(crashFile, line.text().data(), line.text().size(), 0) + 1);
  put(STDERR_FILENO, Line().add(crashJournal ? "<2>" : "").add(line.text()).add("\n").text());
}

/// The default action follows when the handler returns: SA_RESETHAND has restored it.
void onCrash(int signal) {
  const auto known = std::find_if(kSignals.begin(), kSignals.end(), [=](auto& one) { return one.first == signal; });
  report(known == kSignals.end() ? "a signal" : known->second);
  ::raise(signal);
}

[[noreturn]] void onTerminate() {
  const auto* type = abi::__cxa_current_exception_type();
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      type ? abi::__cxa_demangle(type->name(), nullptr, nullptr, &status) : nullptr, std::free);
  report(Line().add("an exception that nobody caught").add(name ? ", " : "").add(name ? name.get() : "").text());
  ::signal(SIGABRT, SIG_DFL);
  std::abort();
}

std::string bytesIn(const std::filesystem::path& file) {
  try {
    return readFile(file, kRoom);
  } catch (const std::system_error&) {
    return {};
  }
}

/// A file with all its room and no text; -1 if there is none.
int emptyFile(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  std::array<char, kRoom> nothing{};
  nothing.back() = kRuns;
  if (fd < 0 || ::pwrite(fd, nothing.data(), nothing.size(), 0) == static_cast<ssize_t>(kRoom)) return fd;
  ::close(fd);
  return -1;
}

}  // namespace

CrashReport::CrashReport(const std::filesystem::path& file) {
  const auto bytes = bytesIn(file);
  earlier_ = bytes.substr(0, bytes.find('\0'));
  wasKilled_ = earlier_.empty() && bytes.size() == kRoom && bytes.back() == kRuns;
  crashFile = emptyFile(file);
  crashJournal = isJournal(std::getenv("JOURNAL_STREAM"), STDERR_FILENO);
  terminateBefore = std::set_terminate(onTerminate);
  struct sigaction action {};
  action.sa_handler = onCrash;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_ONSTACK);
  for (const auto& [signal, name] : kSignals) ::sigaction(signal, &action, nullptr);
}

CrashReport::~CrashReport() {
  for (const auto& [signal, name] : kSignals) ::signal(signal, SIG_DFL);
  std::set_terminate(terminateBefore);
  ends();
  if (crashFile >= 0) ::close(crashFile);
  crashFile = -1;
}

void CrashReport::ends() {
  if (crashFile >= 0) static_cast<void>(::pwrite(crashFile, "", 1, kRoom - 1) + 1);
}

}  // namespace herald::core
