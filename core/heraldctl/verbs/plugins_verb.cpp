#include <algorithm>
#include <ostream>
#include <stdexcept>

#include "engine/config/configuration.h"
#include "engine/config/core_options.h"
#include "engine/config/standard_paths.h"
#include "engine/pipeline/dry_run.h"
#include "engine/pipeline/sink_options.h"
#include "heraldctl/verbs/local_verbs.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> foldersOf(const fs::path& config) {
  return fs::exists(config) ? pluginFolders(readConfiguration(config)) : pluginFolders({});
}

std::string offersOf(const Library& library) {
  std::string text;
  for (const auto& offer : library.offers) text += (text.empty() ? "" : ", ") + offer.kind + " " + offer.type;
  return text.empty() ? "-" : text;
}

std::string typeText(const Option& option) {
  std::string text(toString(option.type));
  for (std::size_t i = 0; i < option.choices.size(); ++i) text += (i == 0 ? ": " : ", ") + option.choices[i];
  return text;
}

/// A table cell: an empty one says so, and a bar would end it.
std::string cell(const std::string& text) {
  if (text.empty()) return " ";
  std::string safe;
  for (const char c : text) safe += c == '|' ? "\\|" : std::string(1, c);
  return " " + safe + " ";
}

void showMarkdown(const std::vector<Option>& options, std::ostream& out) {
  out << "| option | type | default | what it does |\n| --- | --- | --- | --- |\n";
  for (const auto& option : options) {
    const std::string fallback = option.required           ? "required"
                                 : option.fallback.empty() ? ""
                                                           : "`" + option.fallback + "`";
    out << "|" << cell("`" + option.name + "`") << "|" << cell(typeText(option)) << "|" << cell(fallback) << "|"
        << cell(option.help) << "|\n";
  }
}

void showText(const std::vector<Option>& options, std::ostream& out) {
  for (const auto& option : options) {
    out << "  " << option.name << "  (" << typeText(option);
    if (option.required) out << ", required";
    if (!option.fallback.empty()) out << ", default " << option.fallback;
    out << ")\n      " << option.help << "\n";
  }
}

}  // namespace

int listPlugins(const fs::path& config, std::ostream& out) {
  DryRun dryRun;
  for (const auto& library : dryRun.load(foldersOf(config)).libraries()) {
    out << library.file.stem().string() << "  " << (library.version.empty() ? "-" : library.version) << "  "
        << (library.loaded ? "loaded" : "refused") << "\n  offers     " << offersOf(library) << "\n  built for  "
        << (library.builtFor.empty() ? "-" : library.builtFor) << "\n  file       " << library.file.string() << "\n";
    if (!library.reason.empty()) out << "  reason     it " << library.reason << "\n";
    for (const auto& [name, why] : library.refused) out << "  refused    " << why << "\n";
  }
  return 0;
}

int showPlugin(const fs::path& config, const std::string& type, bool markdown, std::ostream& out) {
  DryRun dryRun;
  const PluginHost& plugins = dryRun.load(foldersOf(config));
  const Library* library = plugins.find(type);
  if (!library) throw std::runtime_error(plugins.whyMissing(type));
  const auto isIt = [&](const Library::Offer& one) { return one.type == type; };
  const auto& offer = *std::find_if(library->offers.begin(), library->offers.end(), isIt);
  if (markdown) return showMarkdown(offer.options, out), 0;
  out << type << ", a " << offer.kind << " of " << library->file.string() << " (" << library->version << ")\n";
  showText(offer.options, out);
  out << "and of every " << offer.kind << ":\n";
  showText(offer.kind == "sink" ? sinkOptions() : coreOptions(offer.kind), out);
  return 0;
}

}  // namespace herald::core::ctl
