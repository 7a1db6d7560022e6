// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <array>
#include <utility>

#include "herald/program.h"
#include "herald/stop_signal.h"
#include "program/child_process.h"
#include "program/kept_output.h"

namespace herald::inline v1 {
namespace {

constexpr std::size_t kMostLine = 1024 * 1024;
constexpr std::size_t kMostErrorBytes = 4 * 1024;
constexpr int kMillisToEnd = 500;
constexpr std::size_t kMostBuffered = kMostLine + 16 * 1024;  // one read more, so that no byte is thrown away

}  // namespace

struct LineProgram::State {
  explicit State(const Program& program)
      : child(program, ChildProcess::Input::None),
        output(child.output(), kMostBuffered),
        errors(child.errors(), kMostErrorBytes) {}

  std::optional<std::string> takeLine();
  std::string take(std::size_t count, std::size_t after);
  bool readMore(const StopSignal& stop);

  ChildProcess child;
  KeptOutput output;
  KeptOutput errors;
  std::size_t searched = 0;  ///< no end of a line is in the buffer before it
  std::optional<ProgramEnd> ended{};
};

/// The first `count` bytes of the buffer; those up to `after` are done with.
std::string LineProgram::State::take(std::size_t count, std::size_t after) {
  auto& buffer = output.kept();
  auto line = buffer.substr(0, count);
  buffer.erase(0, after);
  searched = 0;
  return line;
}

std::optional<std::string> LineProgram::State::takeLine() {
  auto& buffer = output.kept();
  const auto at = buffer.find('\n', searched);
  if (at != std::string::npos) {
    const bool hasReturn = at > 0 && buffer[at - 1] == '\r';
    return take(hasReturn ? at - 1 : at, at + 1);
  }
  searched = buffer.size();
  if (buffer.size() >= kMostLine) return take(kMostLine, kMostLine);
  return std::nullopt;
}

/// Waits for more output. Returns false if a stop is requested, or if there will be no more.
bool LineProgram::State::readMore(const StopSignal& stop) {
  while (output.fd() >= 0) {
    std::array<pollfd, 4> polled{
        {{stop.fd(), POLLIN, 0}, {output.fd(), POLLIN, 0}, {errors.fd(), POLLIN, 0}, {child.ended(), POLLIN, 0}}};
    ::poll(polled.data(), polled.size(), -1);
    if (polled[0].revents != 0) return false;
    if (polled[2].revents != 0) errors.readSome();
    if (polled[1].revents != 0 && output.readSome()) return true;
    if (polled[3].revents != 0 && !output.readSome()) return false;  // others may still hold the pipe
    if (polled[3].revents != 0) return true;
  }
  return false;
}

LineProgram::LineProgram(const Program& program) : state_(std::make_unique<State>(program)) {}
LineProgram::~LineProgram() = default;

std::optional<std::string> LineProgram::readLine(const std::stop_token& stop) {
  std::optional<StopSignal> signal;
  for (;;) {
    if (stop.stop_requested()) return std::nullopt;
    if (auto line = state_->takeLine()) return line;
    if (!signal) signal.emplace(stop);
    if (state_->readMore(*signal)) continue;
    auto& rest = state_->output.kept();
    if (rest.empty() || stop.stop_requested()) return std::nullopt;
    return state_->take(rest.size(), rest.size());
  }
}

ProgramEnd LineProgram::end() {
  auto& [child, output, errors, searched, ended] = *state_;
  if (ended) return *ended;
  const bool isEnding = output.fd() < 0;  // it has closed its output, as a program does when it ends
  pollfd gone{.fd = child.ended(), .events = POLLIN, .revents = 0};
  const bool isGone = ::poll(&gone, 1, isEnding ? kMillisToEnd : 0) > 0;
  ended = isGone ? child.reap() : child.end();
  if (!isGone) ended->how = ProgramEnd::How::Stopped;
  errors.readRest();
  ended->errors = errors.kept();
  return *ended;
}

}  // namespace herald::inline v1
