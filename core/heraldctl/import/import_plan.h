#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "heraldctl/import/existing_sinks.h"
#include "heraldctl/import/hook_conversion.h"
#include "heraldctl/import/sink_text.h"

namespace herald::core::import {

/// One file to import, read already.
struct ImportSource {
  std::filesystem::path file{};
  std::string printer{};  ///< the source in Herald that is this printer; empty: whichever there is
  WebhooksSettings settings{};
};

/// What became of one hook.
struct ImportedHook {
  std::size_t source = 0;  ///< which of the sources
  std::size_t number = 0;  ///< from 1, in its file
  std::string sink{};
  bool merged = false;  ///< an equal hook of another printer is this sink already
  ConvertedHook hook{};
};

/// What an import would write.
struct ImportPlan {
  std::vector<ImportedHook> hooks{};
  std::vector<NewFile> files{};                ///< none of them exists
  std::vector<NewFile> changed{};              ///< files of earlier imports, in which a sink got one more printer
  std::map<std::string, std::string> names{};  ///< by printer: what its source has to be named, for a hook that no
                                               ///< longer has a name of its own
};

/// Plans the sinks for the hooks of all sources in the configuration folder `out`: one file in conf.d for each source.
/// A hook that another printer has too, but for its deviceIdentifier, becomes one sink for both, also where the other
/// was imported earlier. Throws std::runtime_error with one sentence where a file is in the way.
ImportPlan planImport(const std::vector<ImportSource>& sources, const std::filesystem::path& out);

/// Plans a preset of the folder `out`/presets for an exported template. `name` may be empty. Throws as above.
ImportPlan planPreset(const ImportSource& source, const std::filesystem::path& out);

}  // namespace herald::core::import
