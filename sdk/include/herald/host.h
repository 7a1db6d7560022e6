// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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

/// What Herald offers to one plugin instance: log, HTTP client, clocks and a small durable state. Herald owns it. It
/// outlives the instance. Any thread may call it.
class HERALD_API Host {
 public:
  virtual ~Host();

  /// Writes a line to Herald's log. Herald masks secrets and escapes line breaks.
  virtual void log(Level level, std::string_view text) = 0;

  /// A client for this instance alone, set up by the values of httpOptions() in `settings`. In a dry run it records the
  /// requests and sends nothing. Throws BadSettings, as makeHttpClient does.
  virtual std::unique_ptr<HttpClient> http(const Settings& settings) = 0;

  virtual Clock::time_point now() const = 0;                            ///< for periods and deadlines; never goes back
  virtual std::chrono::system_clock::time_point wallClock() const = 0;  ///< for dates; somebody may set it

  /// Masks these texts in everything that Herald prints, as it masks the values of Secret options. Use it for secrets
  /// that are not options: a token from a server, a password within a piece of JSON. Each call replaces the texts of
  /// the last call; they are forgotten with the instance. Texts of less than 4 bytes are too common to be masked.
  virtual void hide(const std::vector<std::string>& secrets) = 0;

  /// The value that this instance saved under `key`; empty if there is none. State survives a restart: use it for a
  /// rotated token or the last job. Only the daemon's user can read it.
  virtual std::string load(std::string_view key) = 0;

  /// Saves a value under `key`, which is any text. An empty value deletes the key. Herald writes the whole value or
  /// nothing. The call returns when the value is as safe as an accepted event.
  ///
  /// Within Transform::apply the call returns immediately. Herald then writes the value in the same transaction as the
  /// deliveries of the event. While the disk fails, Herald keeps values in memory and tells the operator.
  virtual void save(std::string_view key, std::string_view value) = 0;

  /// Says that the instance is connected. Herald shows `what` to the operator ("broker mqtt.local, MQTT 5"). Each call
  /// replaces the last one; an empty text says that the connection is gone. A sink without connections need not call
  /// it. For a source, see Feed::ready.
  virtual void ready(std::string_view what);

  /// Adds `by` to a counter of the plugin's own. The monitors see it as
  /// `herald_plugin_NAME_total{instance="sink.phone",type="mqtt"}`. It begins at 0 with each instance. `name` has the
  /// form [a-z][a-z0-9_]*, at most 48 characters, and does not end in "_total"; say in your README what it counts. An
  /// instance has at most 32 counters. Herald ignores any other name and any further counter, and logs a warning once.
  virtual void count(std::string_view name, std::uint64_t by);
  void count(std::string_view name) { count(name, 1); }

  /// Shows a value of the plugin's own that rises and falls, such as how much waits somewhere. `of` says of what, and
  /// is empty if there is only one: the monitors see
  /// `herald_plugin_NAME{instance="source.farm",type="kafka",of="orders/3"}`. `heraldctl status` shows the values of a
  /// source. Each call replaces the last one of this name and `of`. Without a value, nothing is shown any more. `name`
  /// has the form of a counter's, and is not that of a counter with "_total". An instance has at most 1,024 values.
  /// Herald ignores any other name and any further value, and logs a warning once.
  virtual void measure(std::string_view name, std::string_view of, std::optional<double> value);

  /// An object that all instances of one sink share, such as a token or a connection. Herald makes one instance of a
  /// sink for each set of options that `on.EVENT` and `for.DEVICE` give; they have the same state and counters. Call it
  /// in configure(). Returns the object that another instance keeps under `key`, or else what `make` returns. So put
  /// every setting that the object depends on into `key`. All objects under one key have one type.
  ///
  /// The object lives as long as an instance keeps it, perhaps longer than the instance that has made it. So it uses
  /// the Host that `make` gets, which lives as long: its hide() is the object's own.
  ///
  ///   token_ = host.shared<Token>("token " + url, [&](Host& own) { return std::make_shared<Token>(url, own); });
  template <typename T>
  std::shared_ptr<T> shared(std::string_view key, const std::function<std::shared_ptr<T>(Host& own)>& make) {
    return std::static_pointer_cast<T>(share(key, [&make](Host& own) -> std::shared_ptr<void> { return make(own); }));
  }

 protected:
  /// What shared() does, for any type. Here: shares nothing.
  virtual std::shared_ptr<void> share(std::string_view key,
                                      const std::function<std::shared_ptr<void>(Host& own)>& make);
};

}  // namespace herald::inline v1
