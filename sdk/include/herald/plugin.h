#pragma once

#include <string_view>
#include <vector>

#include "herald/export.h"
#include "herald/host.h"
#include "herald/settings.h"

namespace herald::inline v1 {

/// What every source, transform and sink is. Its life:
///
///   1. constructed: does nothing
///   2. options(): what may be configured
///   3. configure(): takes its settings
///   4. work: Source::run, Transform::apply or Sink::deliver
///   5. destroyed: closes what it opened
///
/// There is no open or close: a source connects in run, a sink in deliver. An instance may be destroyed after any of
/// these steps. The core owns it, and makes one for each block of the configuration (for a transform, one for each
/// place in a route). Every call may throw; nothing that is thrown leaves the core.
class HERALD_API Plugin {
 public:
  Plugin();
  virtual ~Plugin();
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  /// Always the same list. May be asked of an instance that is never configured.
  virtual std::vector<Option> options() const = 0;

  /// Called once, before any work, with settings that fit options(). Checks what that check could not see
  /// (Settings::reject) and prepares: compiles templates, gets a client from the host. No input or output: `heraldctl
  /// check` calls it too. `host` outlives the plugin.
  virtual void configure(const Settings& settings, Host& host) = 0;
};

/// An optional ability of a sink or transform: says which variables its templates use, so that a source fetches what is
/// dear only where somebody wants it. Called after configure, from any thread.
class HERALD_API TemplateUser {
 public:
  virtual ~TemplateUser();
  virtual bool uses(std::string_view variable) const = 0;
};

}  // namespace herald::inline v1
