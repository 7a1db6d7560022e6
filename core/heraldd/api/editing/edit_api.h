// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "base/logging/secret_mask.h"
#include "engine/config_edit/configuration_changes.h"
#include "engine/config_edit/configuration_editor.h"
#include "engine/outbox/outbox.h"
#include "engine/pipeline/pipeline.h"
#include "engine/plugin_host/plugin_host.h"
#include "engine/trial/draft_plan.h"
#include "heraldd/admin/reload_record.h"
#include "heraldd/admin/status_report.h"
#include "heraldd/api/editing/connect_resource.h"
#include "heraldd/api/editing/hook_resource.h"
#include "heraldd/api/editing/printer_resource.h"
#include "heraldd/api/editing/save_resource.h"
#include "heraldd/api/operations/api_routes.h"

namespace herald::core {

/// The part of the console's API that changes the configuration: hooks, printers, saves. Every thread may call it.
class EditApi {
 public:
  /// All of it outlives the API, and may be called by every thread.
  struct Daemon {
    Outbox& outbox;
    Pipeline& pipeline;
    const TimeSource& time;
    const ReloadRecord& reloads;
    std::function<void()> askForReload;               ///< begins one soon, and returns at once
    std::function<std::vector<Library>()> libraries;  ///< the plugin files that the daemon found
    std::function<StatusReport()> report;
    MakeDraft draft;
    std::filesystem::path configFile;
    std::shared_ptr<const SecretMask> mask;
  };

  explicit EditApi(Daemon daemon);

  void addTo(ApiRoutes& routes);

  /// For others who need the configuration as it would be.
  const ConfigurationEditor& editor() const { return editor_; }
  ConfigurationChanges& changes() { return changes_; }

  /// Ends what waits for the network, for a stop.
  void endConnecting() { connect_.end(); }

  /// Waits for a reload that reads what is on disk now. Returns why Herald refused it; empty if it did not.
  std::string reload() const;

 private:
  FormRules formRules() const;
  ConfigurationChanges::Daemon changing() const;
  std::map<std::string, std::string> sinkStates() const;
  ConnectResource::Daemon connecting();
  ChangeResult saveSource(const BlockForm& form);
  std::string sourceAt(const std::string& url) const;
  std::string freeSourceName(const std::string& name) const;
  std::vector<Preset> sourcePresets(const std::string& type) const;
  /// Throws nothing: it follows a change that is through.
  void moveQueue(const std::string& from, const std::string& to) const;

  const Daemon daemon_;
  const ConfigurationEditor editor_;
  ConfigurationChanges changes_;
  HookResource hooks_;
  SaveResource saves_;
  PrinterResource printers_;
  ConnectResource connect_;
};

}  // namespace herald::core
