// SPDX-License-Identifier: Apache-2.0
#include <ostream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/files/read_file.h"
#include "engine/config/presets.h"
#include "engine/config/standard_paths.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

Preset readWhole(const Presets& presets, const std::string& name) {
  std::vector<ConfigProblem> problems;
  Preset preset = presets.read(name, problems);
  if (hasErrors(problems)) throw BadConfiguration(std::move(problems));
  return preset;
}

void print(const Preset& preset, std::ostream& out) {
  out << preset.name << "  " << preset.about << "\n";
  for (const auto& [option, what] : preset.needs) out << "  needs " << option << ": " << what << "\n";
}

int listPresets(const Arguments& arguments, std::ostream& out) {
  const Presets presets(presetFolders(arguments.config()));
  std::vector<Preset> forSources;
  for (const auto& name : presets.names()) {
    Preset preset = readWhole(presets, name);
    preset.kind == "source" ? forSources.push_back(std::move(preset)) : print(preset, out);
  }
  if (!forSources.empty()) out << "\nFor a source (source.NAME.preset):\n";
  for (const auto& preset : forSources) print(preset, out);
  return 0;
}

int showPreset(const Arguments& arguments, std::ostream& out) {
  const Presets presets(presetFolders(arguments.config()));
  try {
    const Preset preset = readWhole(presets, arguments.text("NAME"));
    out << "# " << preset.file.string() << "\n" << readText(preset.file, std::size_t{1} << 20);
  } catch (const std::out_of_range& unknown) {
    throw std::runtime_error(unknown.what());
  }
  return 0;
}

}  // namespace

Verb presetsVerb() {
  return {.name = "presets",
          .help = "List the presets for a sink and those for a source, and what each needs",
          .run = listPresets,
          .verbs = {{.name = "show",
                     .help = "Print the file of a preset",
                     .parameters = {{.name = "NAME",
                                     .help = "The value of the option `preset`",
                                     .required = true,
                                     .offer = Parameter::Offer::Presets}},
                     .run = showPreset}}};
}

}  // namespace herald::core::ctl
