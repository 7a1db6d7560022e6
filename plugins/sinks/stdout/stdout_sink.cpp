// SPDX-License-Identifier: Apache-2.0
#include "stdout_sink.h"

#include <poll.h>

#include <cerrno>
#include <cstdio>
#include <string_view>
#include <system_error>

#include "cloud_event.h"
#include "herald/safe_text.h"

namespace herald::stdout_sink {
namespace {

/// Stops other sinks and other code of this process from writing to the standard output in the middle of a line.
class OutputLock {
 public:
  OutputLock() { flockfile(stdout); }
  ~OutputLock() { funlockfile(stdout); }
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;
};

Outcome closed() {
  return {Outcome::Verdict::Hold, "nobody reads the standard output any longer: restart Herald with a reader"};
}

Outcome failed(int error) {
  if (error == EPIPE || error == EBADF) return closed();
  return {Outcome::Verdict::Retry, "cannot write to the standard output: " + std::system_category().message(error)};
}

/// Removes from `text` what it has written.
Outcome writeAll(int fd, std::string_view& text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd output{fd, POLLOUT, 0};
      ::poll(&output, 1, -1);
    } else if (errno != EINTR) {
      return failed(errno);
    }
  }
  return {};
}

}  // namespace

std::vector<Option> StdoutSink::options() const {
  return {{"context", Type::Flag, "true", "Also write what the printer reported at that moment, as `data.context`."}};
}

void StdoutSink::configure(const Settings& settings, Host&) { withContext_ = settings.flag("context"); }

// Checks for room before it writes. So a slow reader delays the event and does not block the thread. And a reader that
// is gone is noticed without a SIGPIPE.
Outcome StdoutSink::deliver(const Attempt& attempt) {
  std::string event = cloudEvent(attempt.event, withContext_);
  const std::string line = (isMidLine_ ? "\n" : "") + (::isatty(fd_) == 1 ? safeLines(event) : event) + '\n';
  const OutputLock lock;
  pollfd output{fd_, POLLOUT, 0};
  if (::poll(&output, 1, 0) < 0) return failed(errno);
  if ((output.revents & (POLLERR | POLLNVAL)) != 0) return closed();
  if ((output.revents & POLLOUT) == 0)
    return {.verdict = Outcome::Verdict::Retry,
            .reason = "the reader of the standard output is too slow: check that program; Herald tries again"};
  std::string_view rest = line;
  Outcome outcome = writeAll(fd_, rest);
  if (rest.size() < line.size()) isMidLine_ = !rest.empty();
  outcome.sent = std::move(event);
  return outcome;
}

Preview StdoutSink::preview(const Attempt& attempt) { return {.text = cloudEvent(attempt.event, withContext_)}; }

}  // namespace herald::stdout_sink
