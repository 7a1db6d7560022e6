// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include "herald/program.h"
#include "herald/stop_signal.h"
#include "program/child_process.h"
#include "program/kept_output.h"
#include "program/no_broken_pipe.h"

namespace herald::inline v1 {
namespace {

constexpr std::size_t kMostOutput = 64 * 1024;
constexpr std::size_t kMostErrors = 4 * 1024;

/// Speaks with one program until it ends: writes its input, and reads what it writes.
class Conversation {
 public:
  Conversation(const Program& program, std::string_view input)
      : child_(program, ChildProcess::Input::Pipe),
        output_(child_.output(), kMostOutput),
        errors_(child_.errors(), kMostErrors),
        input_(input) {}

  ProgramEnd run(const StopSignal& stop, Clock::time_point deadline) {
    auto end = converse(stop, deadline);
    output_.readRest();
    errors_.readRest();
    end.output = std::move(output_.kept());
    end.errors = std::move(errors_.kept());
    return end;
  }

 private:
  ProgramEnd converse(const StopSignal& stop, Clock::time_point deadline) {
    for (;;) {
      writeSome();
      std::array<pollfd, 5> polled{{{child_.ended(), POLLIN, 0},
                                    {stop.fd(), POLLIN, 0},
                                    {output_.fd(), POLLIN, 0},
                                    {errors_.fd(), POLLIN, 0},
                                    {child_.input(), POLLOUT, 0}}};
      ::poll(polled.data(), polled.size(), millisUntil(deadline));
      if (polled[2].revents != 0) output_.readSome();
      if (polled[3].revents != 0) errors_.readSome();
      if (polled[0].revents != 0) return child_.reap();
      if (polled[1].revents != 0) return ended(ProgramEnd::How::Stopped);
      if (Clock::now() >= deadline) return ended(ProgramEnd::How::DeadlinePassed);
    }
  }

  /// A program may end, or close its input, without reading all of it.
  void writeSome() {
    if (child_.input() < 0) return;
    const auto count = ::write(child_.input(), input_.data(), input_.size());
    if (count > 0) input_.remove_prefix(static_cast<std::size_t>(count));
    const bool isRefused = count < 0 && errno != EAGAIN && errno != EINTR;
    if (input_.empty() || isRefused) child_.closeInput();
  }

  ProgramEnd ended(ProgramEnd::How how) {
    auto end = child_.end();
    end.how = how;
    return end;
  }

  static int millisUntil(Clock::time_point deadline) {
    constexpr Clock::duration kLongest = std::chrono::hours(1);
    const auto left = std::clamp(deadline - Clock::now(), Clock::duration::zero(), kLongest);
    return static_cast<int>(std::chrono::ceil<Millis>(left).count());
  }

  ChildProcess child_;
  KeptOutput output_;
  KeptOutput errors_;
  std::string_view input_;
};

}  // namespace

ProgramEnd runProgram(const Program& program, std::string_view input, std::stop_token stop,
                      Clock::time_point deadline) {
  const NoBrokenPipe guard;
  const StopSignal signal(std::move(stop));
  return Conversation(program, input).run(signal, deadline);
}

}  // namespace herald::inline v1
