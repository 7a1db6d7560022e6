// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/config_edit/configuration_changes.h"
#include "heraldd/admin/status_report.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// The sources, as the printers that a person has:
///
///   GET    /api/v1/printers                     each source: its device, address, tags, state, and the file that has
///   it PUT    /api/v1/printers/{name}              its device's name and its tags POST /api/v1/printers/{name}/enable,
///   disable, take-over DELETE /api/v1/printers/{name}              a source that another file has is switched off
///   instead
class PrinterResource final : public Resource {
 public:
  struct Daemon {
    ConfigurationChanges& changes;
    const ConfigurationEditor& editor;
    std::function<StatusReport()> report{};
  };

  explicit PrinterResource(Daemon daemon) : daemon_(std::move(daemon)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  ApiAnswer list() const;
  ApiAnswer save(const ApiRequest& request);
  ApiAnswer apply(const std::string& name, const std::string& what,
                  const std::function<ConfigurationDraft(const ConfigurationEditor&)>& make);
  WrittenBlock blockOf(const std::string& name) const;

  const Daemon daemon_;
};

}  // namespace herald::core
