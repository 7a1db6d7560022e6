#include "engine/config/presets.h"

#include <ostream>
#include <stdexcept>

#include "base/files/files.h"
#include "engine/config/standard_paths.h"
#include "heraldctl/verbs/local_verbs.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

Preset readWhole(const Presets& presets, const std::string& name) {
  std::vector<ConfigProblem> problems;
  Preset preset = presets.read(name, problems);
  if (!problems.empty()) throw BadConfiguration(std::move(problems));
  return preset;
}

}  // namespace

int listPresets(const fs::path& config, std::ostream& out) {
  const Presets presets(presetFolders(config));
  for (const auto& name : presets.names()) {
    const Preset preset = readWhole(presets, name);
    out << name << "  " << preset.about << "\n";
    for (const auto& [option, what] : preset.needs) out << "  needs " << option << ": " << what << "\n";
  }
  return 0;
}

int showPreset(const fs::path& config, const std::string& name, std::ostream& out) {
  const Presets presets(presetFolders(config));
  try {
    const Preset preset = readWhole(presets, name);
    out << "# " << preset.file.string() << "\n" << readFile(preset.file, std::size_t{1} << 20);
  } catch (const std::out_of_range& unknown) {
    throw std::runtime_error(unknown.what());
  }
  return 0;
}

}  // namespace herald::core::ctl
