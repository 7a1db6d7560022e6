// SPDX-License-Identifier: Apache-2.0
#include "listener.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "octoprint_log_line.h"

namespace herald::serial {
namespace {

// A rate that was right is given up after so much noise. A board that starts makes some noise too.
constexpr int kMaxNoises = 8;

}  // namespace

Listener::Listener(Feed& feed, SavedState& state, ByteStream& stream, Setup setup, Poller poller)
    : feed_(feed), state_(state), stream_(stream), setup_(setup), poller_(std::move(poller)), baud_(setup_.baud) {}

void Listener::listen(const StopSignal& stop) {
  if (setup_.search)
    feed_.log(Level::Notice, "waits for traffic on " + stream_.name() + " to find its baud rate, first at " +
                                 std::to_string(baud_.current()));
  else
    reportReady();
  while (!feed_.stop().stop_requested()) {
    if (!readOnce()) {
      poll();
      const auto wait = std::min<Clock::duration>(poller_.wakeAt() - feed_.now(), stream_.checkInterval());
      stop.waitFor(stream_.fd(), POLLIN, Clock::now() + wait);
    }
  }
  state_.save(stream_.position(splitter_.pending()));
}

bool Listener::readOnce() {
  std::array<char, 65536> bytes;
  const std::size_t count = stream_.read(bytes);
  if (count == 0) return false;
  take({bytes.data(), count});
  state_.publish(stream_.position(splitter_.pending()));
  return true;
}

void Listener::take(std::string_view bytes) {
  if (setup_.baud > 0) checkReadability(bytes);
  splitter_.feed(bytes, [this](std::string_view line) { takeLine(line); });
  if (splitter_.tooLong() > 0 && !std::exchange(warnedOfLongLine_, true))
    feed_.log(Level::Warning, "ignored a line from " + stream_.name() + " that is too long for a printer's line");
}

void Listener::takeLine(std::string_view line) {
  if (setup_.search && !baudFound_) return;
  const std::string_view said = setup_.log ? octoPrintLogLine(line) : line;
  if (said.empty()) state_.translator().sent(octoPrintSentCommand(line), feed_.now());
  if (!said.empty()) poller_.heard(state_.translator().line(said, feed_.now()), feed_.now());
}

void Listener::checkReadability(std::string_view bytes) {
  const Readability::Verdict verdict = readability_.add(bytes);
  if (verdict == Readability::Verdict::Text) {
    noises_ = 0;
    if (setup_.search && !baudFound_) acceptBaud();
  }
  if (verdict != Readability::Verdict::Noise) return;
  if (baudFound_ && ++noises_ < kMaxNoises) return;
  if (setup_.search) {
    splitter_.forget();
    baudFound_ = false;
    stream_.setBaud(baud_.next());
    feed_.log(Level::Debug, "tries " + stream_.name() + " at " + std::to_string(baud_.current()) + " baud");
  } else if (!std::exchange(warnedOfNoise_, true)) {
    feed_.log(Level::Warning, "cannot read " + stream_.name() + " at " + std::to_string(setup_.baud) +
                                  " baud: check `baud`, or set it to auto");
  }
}

void Listener::acceptBaud() {
  baudFound_ = true;
  state_.setBaud(baud_.current());
  reportReady();
}

void Listener::reportReady() {
  const bool hasBaud = setup_.baud > 0;
  const std::string what = stream_.name() + (hasBaud ? " at " + std::to_string(baud_.current()) + " baud" : "");
  feed_.ready(what);
  feed_.log(Level::Notice, "listens to " + what);
  state_.translator().connected(stream_.name(), hasBaud ? baud_.current() : 0, feed_.now());
  state_.publish(stream_.position(splitter_.pending()));
}

void Listener::poll() {
  if (setup_.search && !baudFound_) return;
  const LineTranslator& translator = state_.translator();
  const std::string question =
      poller_.due([&](std::string_view capability) { return translator.can(capability); }, feed_.now());
  if (!question.empty()) stream_.write(question);
}

}  // namespace herald::serial
