// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "herald/export.h"
#include "herald/host.h"
#include "herald/settings.h"

namespace herald::inline v1 {

/// The base class of every source, transform and sink. Its life:
///
///   1. constructor: does nothing
///   2. options(), summary(): say which options it has, and what it does
///   3. configure(): checks its settings
///   4. work: Source::run, Transform::apply or Sink::deliver
///   5. destructor: closes what it opened
///
/// There is no open or close: a source connects in run, a sink in deliver. Herald owns the instance and may destroy it
/// after any of these steps. It makes one instance for each block of the configuration; of a transform, one for each
/// place in a route; of a sink perhaps several (Host::shared). Every call may throw: Herald catches every exception.
class HERALD_API Plugin {
 public:
  Plugin();
  virtual ~Plugin();
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  /// The options, always the same. Herald may call it on an instance that it never configures.
  virtual std::vector<Option> options() const = 0;

  /// What the plugin does, in one sentence of at most 100 characters: "Sends each event as a mail." Always the same,
  /// and empty if it says nothing. `heraldctl plugins` and the console show it where people choose a plugin.
  virtual std::string summary() const;

  /// Takes the settings, which fit options(). Herald calls it once, before any work. Check here what the declaration
  /// cannot say (Settings::reject), compile templates, get a client from the host. Do no input or output: `heraldctl
  /// check` makes this call too. `host` outlives the plugin.
  virtual void configure(const Settings& settings, Host& host) = 0;
};

/// An optional interface of a sink or transform: says which variables its templates use. So a source fetches expensive
/// data only if a template needs it (Feed::wanted). Herald calls it after configure, from any thread.
class HERALD_API TemplateUser {
 public:
  virtual ~TemplateUser();
  virtual bool uses(std::string_view variable) const = 0;
};

}  // namespace herald::inline v1
