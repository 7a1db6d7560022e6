// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/config/configuration.h"
#include "engine/config_edit/configuration_editor.h"
#include "engine/config_edit/save_book.h"
#include "herald/mutex.h"

namespace herald::core {

/// The daemon did not take over a change that was right by itself. The files are as before. The text says why.
class NotTakenOver : public std::runtime_error {
 public:
  NotTakenOver(const std::string& why, std::vector<std::filesystem::path> putBack)
      : std::runtime_error(why), putBack_(std::move(putBack)) {}
  const std::vector<std::filesystem::path>& putBack() const { return putBack_; }  ///< the .properties files

 private:
  std::vector<std::filesystem::path> putBack_;
};

/// What came of a change.
struct ChangeResult {
  std::optional<std::uint64_t> id{};  ///< for undo(); nothing if nothing has changed
  /// Of the configuration that runs now: those about the changed blocks, and those that were not there before.
  std::vector<ConfigProblem> warnings{};
};

/// Changes the configuration of a running daemon, one change at a time. A draft is checked before anything is written.
/// Then the files are replaced, each atomically, and the daemon reloads. If it refuses, the files are as before. Each
/// change can be undone while it is among the last ten.
///
/// Every thread may call it, except the one that reloads.
class ConfigurationChanges {
 public:
  struct Daemon {
    /// Checks the configuration as a reload does. Throws BadConfiguration.
    std::function<void(const Configuration&)> check{};
    /// Reloads, and returns when that has ended: why the daemon did not take over the files; empty if it did.
    std::function<std::string()> reload{};
    /// The warnings about the configuration that runs.
    std::function<std::vector<ConfigProblem>()> warnings{};
  };

  /// All of them outlive it.
  ConfigurationChanges(const ConfigurationEditor& editor, Daemon daemon, const TimeSource& time);

  /// Makes the draft while no other change is under way, and carries it out. Throws what `make` throws,
  /// BadConfiguration if the check finds errors, NotTakenOver, and std::system_error if a file cannot be written. In
  /// each case nothing has changed.
  ChangeResult apply(const std::string& what, const std::function<ConfigurationDraft(const ConfigurationEditor&)>& make)
      HERALD_EXCLUDES(mutex_);

  /// What was undone. `result` has the id of the save, unless the files were like that already.
  struct Undone {
    Save save{};
    ChangeResult result{};
  };

  /// Throws std::out_of_range if there is no such save, BadForm if it is undone already or a block was changed since,
  /// and what apply() throws.
  Undone undo(std::uint64_t id) HERALD_EXCLUDES(mutex_);

  std::vector<Save> saves() const HERALD_EXCLUDES(mutex_);  ///< the newest first

  /// Checks a draft, and writes nothing. Throws BadConfiguration. Returns the warnings.
  std::vector<ConfigProblem> check(const ConfigurationDraft& draft) const;

 private:
  SaveBook book() const;
  /// Returns the warnings as in ChangeResult.
  std::vector<ConfigProblem> carryOut(const ConfigurationDraft& draft) HERALD_REQUIRES(mutex_);
  void tidy() const HERALD_REQUIRES(mutex_);

  const ConfigurationEditor& editor_;
  const Daemon daemon_;
  const TimeSource& time_;
  mutable Mutex mutex_{};  // held for a whole change, the reload included
};

}  // namespace herald::core
