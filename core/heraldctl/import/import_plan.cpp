// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/import_plan.h"
#include "engine/config/property_text.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/files/read_file.h"
#include "heraldctl/import/existing_sinks.h"
#include "heraldctl/import/hook_conversion.h"
#include "heraldctl/import/sink_assignment.h"

namespace herald::core::import {

namespace {

namespace fs = std::filesystem;

using Names = std::map<std::string, std::string>;  // by source

/// Comments out the lines of a hook that cannot work.
std::string commentedOut(const std::string& lines, const std::string& why) {
  std::string text =
      "# Left out: " + why + ". The plugin could not send it either. Correct it, and remove the # signs.\n#";
  for (const char c : lines.substr(0, lines.size() - 1)) text += c == '\n' ? std::string("\n#") : std::string(1, c);
  return text + "\n";
}

/// Adds the files for the hooks of one source to the plan: one for conf.d, and those that it names.
class SourceFiles {
 public:
  /// `existing` are the sources of the configuration with their names. All of it outlives this object.
  SourceFiles(const SinkAssignment& sinks, const fs::path& folder, const Names& existing, ImportPlan& plan)
      : sinks_(sinks), folder_(folder), existing_(existing), plan_(plan) {}

  void add(std::size_t index, const ImportSource& source) {
    std::string sinks;
    std::vector<NewFile> named;
    for (const auto& hook : plan_.hooks) {
      if (hook.source != index || hook.shared) continue;
      sinks += "\n# Hook " + std::to_string(hook.number) + "\n" + sinkText(hook, named);
    }
    sinks = nameText(source.printer) + sinks;
    if (sinks.empty()) return;
    const std::string name = (source.printer.empty() ? "octoprint" : source.printer) + "-webhooks.properties";
    plan_.files.push_back({folder_ / name, headOf(source) + sinks});
    plan_.files.insert(plan_.files.end(), named.begin(), named.end());
  }

 private:
  static std::string headOf(const ImportSource& source) {
    return "# The hooks of OctoPrint-Webhooks in " + source.file.string() +
           ", from `heraldctl import octoprint-webhooks`.\n# Change it as you like. `heraldctl presets` has shorter "
           "ways "
           "for Slack, ntfy and others.\n";
  }

  /// The name of the printer's source, which is then no longer one that the user has to give.
  std::string nameText(const std::string& printer) {
    const auto name = plan_.names.find(printer);
    const auto source = existing_.find(printer);
    if (name == plan_.names.end() || source == existing_.end() || !source->second.empty()) return {};
    auto text = "\n# The name that the printer had in its hooks\nsource." + printer +
                ".name = " + propertyValue(name->second) + "\n";
    plan_.names.erase(name);
    return text;
  }

  std::string sinkText(const ImportedHook& hook, std::vector<NewFile>& named) const {
    const auto& final = sinks_.optionsOf(hook.assigned);
    auto options = hook.hook.options;
    std::erase_if(options, [&](const auto& option) { return !final.contains(option.name); });
    if (const auto from = final.find("from"); from != final.end()) {
      options.insert(options.begin() + 1, {"from", from->second, SinkOption::Kind::Plain});
    }
    const auto written = writeOptions(options, "sink." + hook.sink + ".", hook.sink, folder_);
    named.insert(named.end(), written.files.begin(), written.files.end());
    return hook.hook.broken.empty() ? written.text : commentedOut(written.text, hook.hook.broken);
  }

  const SinkAssignment& sinks_;
  const fs::path folder_;
  const Names& existing_;
  ImportPlan& plan_;
};

/// Of the names that the printers had in their hooks, those that no source of the configuration has.
Names newNames(Names names, const Names& existing) {
  std::erase_if(names, [&](const auto& wanted) {
    return std::any_of(existing.begin(), existing.end(),
                       [&](const auto& source) { return source.second == wanted.second; });
  });
  return names;
}

}  // namespace

ImportPlan planImport(const std::vector<ImportSource>& sources, const fs::path& out) {
  const fs::path folder = fs::absolute(out).lexically_normal();
  SinkAssignment sinks(existingSinks(folder));
  ImportPlan plan;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    std::size_t number = 0;
    for (const auto& hook : sources[i].settings.hooks) {
      auto converted = convertHook(hook);
      const auto [sink, shared] = sinks.assign(converted, sources[i].printer);
      plan.hooks.push_back({i, ++number, sink, {}, shared, std::move(converted)});
    }
  }
  for (auto& hook : plan.hooks) hook.sink = sinks.nameOf(hook.assigned);
  const auto existing = existingSources(folder);
  plan.names = newNames(sinks.sourceNames(), existing);
  SourceFiles files(sinks, folder / "conf.d", existing, plan);
  for (std::size_t i = 0; i < sources.size(); ++i) files.add(i, sources[i]);
  for (const auto& [file, lines] : sinks.edits()) {
    plan.changed.push_back({file, withEdits(readText(file, kLargestConfiguration), lines)});
  }
  refuseExisting(plan.files);
  return plan;
}

}  // namespace herald::core::import
