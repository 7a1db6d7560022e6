#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"
#include "herald/export.h"
#include "herald/http.h"
#include "herald/outcome.h"
#include "herald/settings.h"

namespace herald::inline v1 {

enum class Level : std::uint8_t { Error, Warning, Notice, Debug };

/// What the core lends to one plugin instance. It outlives the instance, and any thread may call it.
class HERALD_API Host {
 public:
  virtual ~Host();

  /// Secrets are masked and line breaks escaped by the core.
  virtual void log(Level level, std::string_view text) = 0;

  /// A client of this instance's own, set up by httpOptions(). In a dry run it records.
  virtual std::unique_ptr<HttpClient> http(const Settings& settings) = 0;

  virtual Clock::time_point now() const = 0;                            ///< for what lasts and ends; never goes back
  virtual std::chrono::system_clock::time_point wallClock() const = 0;  ///< for what is written down; may be set anew

  /// From now on these texts are masked wherever Herald prints something, as the values of Secret options are: for what
  /// is no option of its own (a token that a server gave, a password within a piece of JSON). They take the place of
  /// those that this instance hid before, and go with it. Texts of less than 4 bytes are too common to be masked.
  virtual void hide(const std::vector<std::string>& secrets) = 0;

  /// Small private state, kept over restarts in the data folder: a rotated token, the last job. `key` is any text. load
  /// returns an empty string for what was never saved; an empty value is forgotten. save replaces the whole value or
  /// nothing, where only the daemon's user can read it. It returns when the value is as safe as an event that was
  /// accepted; from within Transform::apply it returns at once, and the value goes to disk in one with the deliveries
  /// that come of the event. While the disk refuses, values are kept in memory, and the operator is told.
  virtual std::string load(std::string_view key) = 0;
  virtual void save(std::string_view key, std::string_view value) = 0;
};

/// What a source remembers of what it told: values for load, by their keys.
using Notes = std::map<std::string, std::string>;

/// What a running source has besides. Valid during Source::run; any thread of the source's may call it.
class HERALD_API Feed : public Host {
 public:
  ~Feed() override;

  /// Hands events over, in their order; they are moved from. Returns when all of them are accepted, which means that
  /// they are delivered whatever happens then. Throws std::invalid_argument if a type is empty or a payload or context
  /// is no JSON object (then none of them was accepted), and Failure if the source was told to stop long ago.
  ///
  /// Where the queue of a sink is full, its least important deliveries are dropped for the new ones, or, if the user
  /// set this source's `whenFull` to `wait`, this call waits until there is room; when the source is asked to stop
  /// meanwhile, it throws Failure, and none of the events was accepted.
  ///
  /// `notes` are saved in one with the events: after a crash, load knows of all of it or of nothing. With them a source
  /// tells after a restart what it has not told yet, and nothing twice. Notes without events are on disk a moment
  /// after.
  virtual void publish(std::span<Event> events, const Notes& notes) = 0;
  void publish(std::span<Event> events) { publish(events, {}); }
  void publish(Event event) { publish(std::span(&event, 1), {}); }

  /// The same for who can say no to whom the events come from: false if none of the sinks that they lead to has room,
  /// or, with `whenFull` = `wait`, if one of them has none. Then nothing was accepted, and the events are as they were.
  /// A full sink beside one with room drops its least important deliveries. Waits for room only where a transform has
  /// seen the events, `whenFull` is `wait`, and others took the last place meanwhile.
  virtual bool tryPublish(std::span<Event> events, const Notes& notes) = 0;
  bool tryPublish(std::span<Event> events) { return tryPublish(events, {}); }

  /// The connection stands: `what` is shown to the operator ("OctoPrint 1.11.2 at octopi.local"), and the backoff
  /// starts anew.
  virtual void ready(std::string_view what) = 0;

  /// Does any configured template use this variable? For what is dear to fetch: "meta", "snapshot".
  virtual bool wanted(std::string_view variable) const = 0;

  /// Does any route lead an event of this type, of this source and its device, to a sink? For what only some events
  /// need: a permission, a subscription. May change while the source runs, as the answer above.
  virtual bool wantedEvent(std::string_view type) const = 0;

  virtual std::stop_token stop() const = 0;

  /// Waits; false as soon as the source is asked to stop.
  virtual bool waitFor(Millis time) = 0;
};

/// Ends a blocked read of a socket when its owner is asked to stop or a deadline passes: the socket is shut down, and
/// the read returns. Poco's own time limits do not bound a peer that sends a byte now and then. The file descriptor
/// stays its owner's and has to be open for as long as this object lives: declare the guard after what closes it. The
/// constructor throws std::system_error where no thread can be started. Use it from one thread.
class HERALD_API SocketGuard {
 public:
  SocketGuard(int fd, std::stop_token stop, Clock::time_point deadline = Clock::time_point::max());
  ~SocketGuard();
  SocketGuard(const SocketGuard&) = delete;
  SocketGuard& operator=(const SocketGuard&) = delete;

  bool expired() const;  ///< it was the deadline that ended the read

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace herald::inline v1
