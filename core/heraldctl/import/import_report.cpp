#include "heraldctl/import/import_report.h"

#include <Poco/URI.h>

#include <ostream>
#include <string>

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

using import::ImportedHook;
using import::ImportPlan;
using import::ImportSource;

void list(std::ostream& out, const std::string& title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out << title << "\n";
  for (const auto& line : lines) out << "  " << line << "\n";
}

/// Without the path, which may hold a key.
std::string placeOf(const std::string& url) {
  const auto slash = url.find('/', url.find("://") == std::string::npos ? 0 : url.find("://") + 3);
  return slash == std::string::npos ? url : url.substr(0, slash) + "/…";
}

std::string hookName(const ImportedHook& hook, const std::vector<ImportSource>& sources) {
  const auto number = "hook " + std::to_string(hook.number);
  return sources.size() < 2 ? number : sources[hook.source].printer + ", " + number;
}

std::string carried(const ImportedHook& hook, const std::vector<ImportSource>& sources) {
  const auto events = hook.hook.text("events");
  std::string line = hookName(hook, sources) + " → sink " + hook.sink + ": " + hook.hook.text("type") + " to " +
                     placeOf(hook.hook.text("url"));
  if (!events.empty()) line += ", for " + events;
  if (const auto progress = hook.hook.text("progress"); !progress.empty()) line += " (every " + progress + ")";
  if (hook.hook.text("enabled") == "false") line += "; switched off";
  if (hook.merged) line += "; the same as another printer's, so one sink serves both";
  return line;
}

std::vector<std::string> linesOf(const ImportPlan& plan, const std::vector<ImportSource>& sources,
                                 std::vector<std::string> import::ConvertedHook::*lines) {
  std::vector<std::string> all;
  for (const auto& hook : plan.hooks) {
    for (const auto& line : hook.hook.*lines) all.push_back(hookName(hook, sources) + ": " + line);
  }
  return all;
}

void reportLost(const ImportPlan& plan, const std::vector<ImportSource>& sources, std::ostream& out) {
  auto lost = linesOf(plan, sources, &import::ConvertedHook::lost);
  for (const auto& hook : plan.hooks) {
    if (hook.hook.broken.empty()) continue;
    lost.push_back(hookName(hook, sources) + ": written as a comment only, since " + hook.hook.broken +
                   "; the plugin could not send it either.");
  }
  list(out, "Not carried over", lost);
}

void reportFiles(const ImportPlan& plan, std::ostream& out) {
  std::vector<std::string> files;
  for (const auto& file : plan.files) files.push_back(file.path.string());
  list(out, "Written", files);
  files.clear();
  for (const auto& file : plan.changed) files.push_back(file.path.string() + ": `from` now names this printer too");
  list(out, "Changed", files);
}

}  // namespace

void reportImport(const ImportPlan& plan, const std::vector<ImportSource>& sources, const fs::path& folder,
                  std::ostream& out) {
  for (const auto& source : sources) {
    out << source.file.string() << ": OctoPrint-Webhooks, settings version " << source.settings.version << ", "
        << source.settings.hooks.size() << (source.settings.hooks.size() == 1 ? " hook" : " hooks")
        << (source.settings.switchedOff ? "; the plugin is switched off in this OctoPrint" : "") << "\n";
  }
  std::vector<std::string> done;
  for (const auto& hook : plan.hooks) {
    if (hook.hook.broken.empty()) done.push_back(carried(hook, sources));
  }
  list(out, "Carried over", done);
  list(out, "Rewritten, to go on meaning the same", linesOf(plan, sources, &import::ConvertedHook::rewritten));
  list(out, "Different from now on", linesOf(plan, sources, &import::ConvertedHook::notes));
  reportLost(plan, sources, out);
  reportFiles(plan, out);

  std::vector<std::string> steps;
  for (const auto& [printer, name] : plan.names)
    steps.push_back("Give the source the name that the hook had: source." + printer + ".name = " + name);
  const auto config = (folder / "herald.properties").string();
  steps.push_back(
      "Let Herald listen to the printer, if it does not yet: heraldctl connect http://octopi.local --config " + config);
  steps.push_back("See that all is right: heraldctl check --config " + config + "; then: systemctl reload herald");
  steps.push_back(
      "When the first event has arrived, switch the plugin off, or everything arrives twice: in OctoPrint, Settings, "
      "Plugin "
      "Manager, Webhooks, the switch; then restart OctoPrint.");
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = std::to_string(i + 1) + ". " + steps[i];
  list(out, "What is left to do", steps);
}

void reportPreset(const ImportPlan& plan, std::ostream& out) {
  const auto& hook = plan.hooks.at(0);
  list(out, "Rewritten, to go on meaning the same", hook.hook.rewritten);
  list(out, "Not carried over", hook.hook.lost);
  reportFiles(plan, out);
  std::vector<std::string> lines{"sink.NAME.preset = " + hook.sink};
  if (!hook.hook.find("url")) lines.emplace_back("sink.NAME.url = https://…");
  list(out, "The template is a preset now. A sink with it", lines);
}

}  // namespace herald::core::ctl
