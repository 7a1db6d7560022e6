// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "engine/config/property_text.h"
#include "heraldctl/import/hook_conversion.h"
#include "heraldctl/import/import_plan.h"
#include "heraldctl/import/sink_assignment.h"

namespace herald::core::import {

namespace fs = std::filesystem;

ImportPlan planPreset(const ImportSource& source, const fs::path& out) {
  const auto& settings = source.settings;
  const fs::path folder = fs::absolute(out).lexically_normal() / "presets";
  ImportPlan plan;
  plan.hooks.push_back({.number = 1, .hook = convertHook(settings.hooks.at(0), true)});
  auto& name = plan.hooks.back().sink;
  const auto& hook = plan.hooks.back().hook;
  name = nameFrom(source.printer.empty() ? settings.name : source.printer, "template");
  if (!hook.broken.empty()) {
    throw std::runtime_error(source.file.string() + ": this template cannot become a preset: " + hook.broken);
  }
  const auto written = writeOptions(hook.options, "", name, folder);
  const std::string colon = settings.name.empty() || settings.description.empty() ? "" : ": ";
  std::string text = "preset.about = " + propertyValue(settings.name + colon + settings.description) + "\n";
  if (!hook.find("url")) text += "preset.needs.url = the receiver's address\n";
  plan.files.push_back({folder / (name + ".properties"), text + "\n" + written.text});
  plan.files.insert(plan.files.end(), written.files.begin(), written.files.end());
  refuseExisting(plan.files);
  return plan;
}

}  // namespace herald::core::import
