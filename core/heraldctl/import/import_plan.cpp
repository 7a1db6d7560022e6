// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/import_plan.h"

#include "base/files/read_file.h"
#include "heraldctl/import/existing_sinks.h"
#include "heraldctl/import/hook_conversion.h"
#include "heraldctl/import/sink_assignment.h"

namespace herald::core::import {

namespace {

namespace fs = std::filesystem;

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
  SourceFiles(const SinkAssignment& sinks, const fs::path& folder, ImportPlan& plan)
      : sinks_(sinks), folder_(folder), plan_(plan) {}

  void add(std::size_t index, const ImportSource& source) {
    std::string sinks;
    std::vector<NewFile> named;
    for (const auto& hook : plan_.hooks) {
      if (hook.source != index || hook.shared) continue;
      sinks += "\n# Hook " + std::to_string(hook.number) + "\n" + sinkText(hook, named);
    }
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

  std::string sinkText(const ImportedHook& hook, std::vector<NewFile>& named) const {
    const auto& final = sinks_.optionsOf(hook.sink);
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
  ImportPlan& plan_;
};

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
      plan.hooks.push_back({i, ++number, sink, shared, std::move(converted)});
    }
  }
  SourceFiles files(sinks, folder / "conf.d", plan);
  for (std::size_t i = 0; i < sources.size(); ++i) files.add(i, sources[i]);
  for (const auto& [file, lines] : sinks.edits()) {
    plan.changed.push_back({file, withEdits(readText(file, kLargestConfiguration), lines)});
  }
  plan.names = sinks.sourceNames();
  refuseExisting(plan.files);
  return plan;
}

}  // namespace herald::core::import
