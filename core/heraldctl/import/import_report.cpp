// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/import_report.h"

#include <ostream>
#include <string>

#include "base/text/counted.h"
#include "herald/safe_text.h"
#include "heraldctl/import/address.h"

namespace herald::core::import {

namespace {

namespace fs = std::filesystem;

void list(std::ostream& out, const std::string& title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out << title << "\n";
  for (const auto& line : lines) out << "  " << safeText(line) << "\n";
}

std::string hookName(const ImportedHook& hook, const std::vector<ImportSource>& sources) {
  const auto number = "hook " + std::to_string(hook.number);
  return sources.size() < 2 ? number : sources[hook.source].printer + ", " + number;
}

std::string takenOver(const ImportedHook& hook, const std::vector<ImportSource>& sources) {
  const auto events = hook.hook.text("events");
  std::string line = hookName(hook, sources) + " → sink " + hook.sink + ": " + hook.hook.text("type") + " to " +
                     withoutPath(hook.hook.text("url"));
  if (!events.empty()) line += ", for " + events;
  if (const auto progress = hook.hook.text("progress"); !progress.empty()) line += " (every " + progress + ")";
  if (hook.hook.text("enabled") == "false") line += "; switched off";
  if (hook.shared) line += "; another printer has the same hook, so both use one sink";
  return line;
}

std::vector<std::string> linesOf(const ImportPlan& plan, const std::vector<ImportSource>& sources,
                                 std::vector<std::string> ConvertedHook::*lines) {
  std::vector<std::string> all;
  for (const auto& hook : plan.hooks) {
    for (const auto& line : hook.hook.*lines) all.push_back(hookName(hook, sources) + ": " + line);
  }
  return all;
}

void reportLost(const ImportPlan& plan, const std::vector<ImportSource>& sources, std::ostream& out) {
  auto lost = linesOf(plan, sources, &ConvertedHook::lost);
  for (const auto& hook : plan.hooks) {
    if (hook.hook.broken.empty()) continue;
    lost.push_back(hookName(hook, sources) + ": written as a comment, since " + hook.hook.broken +
                   ". The plugin could not send it either.");
  }
  list(out, "Not taken over", lost);
}

void reportFiles(const ImportPlan& plan, std::ostream& out) {
  std::vector<std::string> files;
  for (const auto& file : plan.files) files.push_back(file.path.string());
  list(out, "Written", files);
  files.clear();
  for (const auto& file : plan.changed) files.push_back(file.path.string() + ": `from` names this printer too");
  list(out, "Changed", files);
}

}  // namespace

void reportImport(const ImportPlan& plan, const std::vector<ImportSource>& sources, const fs::path& folder,
                  std::ostream& out) {
  for (const auto& source : sources) {
    out << safeText(source.file.string()) << ": OctoPrint-Webhooks, settings version " << source.settings.version
        << ", " << counted(source.settings.hooks.size(), "hook")
        << (source.settings.switchedOff ? "; the plugin is switched off in this OctoPrint" : "") << "\n";
  }
  std::vector<std::string> done;
  for (const auto& hook : plan.hooks) {
    if (hook.hook.broken.empty()) done.push_back(takenOver(hook, sources));
  }
  list(out, "Taken over", done);
  list(out, "Rewritten, so that the meaning stays", linesOf(plan, sources, &ConvertedHook::rewritten));
  list(out, "Different from now on", linesOf(plan, sources, &ConvertedHook::notes));
  reportLost(plan, sources, out);
  reportFiles(plan, out);

  std::vector<std::string> steps;
  for (const auto& [printer, name] : plan.names) {
    steps.push_back("Give the source the name that the hook had: source." + (printer.empty() ? "NAME" : printer) +
                    ".name = " + name);
  }
  const auto config = (folder / "herald.properties").string();
  steps.push_back("If Herald does not know the printer yet: heraldctl connect http://octopi.local --config " + config);
  steps.push_back("Check the configuration: heraldctl check --config " + config +
                  "; then reload: systemctl reload herald");
  steps.push_back(
      "After the first event has arrived, switch the plugin off, or everything arrives twice. In OctoPrint: Settings, "
      "Plugin Manager, Webhooks, the switch. Then restart OctoPrint.");
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = std::to_string(i + 1) + ". " + steps[i];
  list(out, "What is left to do", steps);
}

void reportPreset(const ImportPlan& plan, std::ostream& out) {
  const auto& hook = plan.hooks.at(0);
  list(out, "Rewritten, so that the meaning stays", hook.hook.rewritten);
  list(out, "Not taken over", hook.hook.lost);
  reportFiles(plan, out);
  std::vector<std::string> lines{"sink.NAME.preset = " + hook.sink};
  if (!hook.hook.find("url")) lines.emplace_back("sink.NAME.url = https://…");
  list(out, "The template is a preset now. Use it in a sink", lines);
}

}  // namespace herald::core::import
