#include "listener.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "herald/json.h"
#include "logged_line.h"
#include "printing/numbers.h"

namespace herald::serial {
namespace {

constexpr const char* kKey = "printer";
constexpr int kDoubts =
    8;  // times that a rate which was right is heard to be wrong; a board that starts makes noise too

double clockOffset(const Feed& feed) {
  using Seconds = std::chrono::duration<double>;
  return Seconds(feed.wallClock().time_since_epoch()).count() - Seconds(feed.now().time_since_epoch()).count();
}

}  // namespace

Memory::Memory(Feed& feed)
    : feed_(feed),
      text_(feed.load(kKey)),
      printer_(text_, clockOffset(feed), feed.now()),
      place_(jsonToText(jsonAt(text_, "place"))),
      baud_(static_cast<int>(std::clamp(common::number(jsonAt(text_, "baud")).value_or(0), 0.0, double{kMostBaud}))) {}

void Memory::publish(const std::string& place) {
  if (!printer_.hasEvents()) return;
  std::vector<Event> events = printer_.takeEvents();
  place_ = place;
  std::string text = textAt(place);
  feed_.publish(events, {{kKey, text}});
  text_ = std::move(text);
}

std::string Memory::textAt(const std::string& place) const {
  return jsonWith(jsonWith(printer_.text(), "place", jsonQuote(place)), "baud", std::to_string(baud_));
}

void Memory::save(const std::string& place) {
  place_ = place;
  std::string text = textAt(place);
  if (text == text_) return;
  feed_.save(kKey, text);
  text_ = std::move(text);
}

Listener::Listener(Feed& feed, Memory& memory, Input& input, Setup setup, Poller poller)
    : feed_(feed), memory_(memory), input_(input), setup_(setup), poller_(std::move(poller)), baud_(setup_.baud) {}

void Listener::listen(const StopSignal& stop) {
  if (setup_.search)
    feed_.log(Level::Notice, "waits for traffic on " + input_.name() + " to find its baud rate, from " +
                                 std::to_string(baud_.current()) + " on");
  else
    ready();
  while (!feed_.stop().stop_requested()) {
    if (!readOnce()) {
      ask();
      const auto wait = std::min<Clock::duration>(poller_.wakeAt() - feed_.now(), input_.patience());
      stop.waitFor(input_.fd(), POLLIN, Clock::now() + wait);
    }
  }
  memory_.save(input_.place(splitter_.pending()));
}

bool Listener::readOnce() {
  std::array<char, 65536> bytes;
  const std::size_t count = input_.read(bytes);
  if (count == 0) return false;
  take({bytes.data(), count});
  memory_.publish(input_.place(splitter_.pending()));
  return true;
}

void Listener::take(std::string_view bytes) {
  if (setup_.baud > 0) judge(bytes);
  splitter_.feed(bytes, [this](std::string_view line) { takeLine(line); });
  if (splitter_.tooLong() > 0 && !std::exchange(toldTooLong_, true))
    feed_.log(Level::Warning, "left out what comes from " + input_.name() + " and is longer than any printer's line");
}

void Listener::takeLine(std::string_view line) {
  if (setup_.search && !settled_) return;
  const std::string_view said = setup_.logged ? loggedLine(line) : line;
  if (!said.empty()) poller_.heard(memory_.printer().line(said, feed_.now()), feed_.now());
}

void Listener::judge(std::string_view bytes) {
  const Readability::Verdict verdict = readability_.add(bytes);
  if (verdict == Readability::Verdict::Text) {
    noises_ = 0;
    if (setup_.search && !settled_) settle();
  }
  if (verdict != Readability::Verdict::Noise) return;
  if (settled_ && ++noises_ < kDoubts) return;
  if (setup_.search) {
    splitter_.forget();
    settled_ = false;
    input_.setBaud(baud_.next());
    feed_.log(Level::Debug, "listens to " + input_.name() + " at " + std::to_string(baud_.current()) + " baud now");
  } else if (!std::exchange(warned_, true)) {
    feed_.log(Level::Warning, "what comes from " + input_.name() + " cannot be read at " + std::to_string(setup_.baud) +
                                  " baud: check `baud`, or set it to auto");
  }
}

void Listener::settle() {
  settled_ = true;
  memory_.setBaud(baud_.current());
  ready();
}

void Listener::ready() {
  const bool rated = setup_.baud > 0;
  const std::string what = input_.name() + (rated ? " at " + std::to_string(baud_.current()) + " baud" : "");
  feed_.ready(what);
  feed_.log(Level::Notice, "listens to " + what);
  memory_.printer().connected(input_.name(), rated ? baud_.current() : 0, feed_.now());
  memory_.publish(input_.place(splitter_.pending()));
}

void Listener::ask() {
  if (setup_.search && !settled_) return;
  const Printer& printer = memory_.printer();
  const std::string question =
      poller_.due([&](std::string_view capability) { return printer.can(capability); }, feed_.now());
  if (!question.empty()) input_.write(question);
}

}  // namespace herald::serial
