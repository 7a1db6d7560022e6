// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "heraldctl/import/converted_hook.h"
#include "heraldctl/import/sink_text.h"
#include "heraldctl/import/webhooks_settings.h"

namespace herald::core::import {

/// One file to import, already read.
struct ImportSource {
  std::filesystem::path file{};
  std::string printer{};  ///< the source in Herald for this printer; if empty, hooks take events of all sources
  WebhooksSettings settings{};
};

/// One hook and its sink.
struct ImportedHook {
  std::size_t source = 0;    ///< the index of its source
  std::size_t number = 0;    ///< from 1, in its file
  std::size_t assigned = 0;  ///< its sink in the SinkAssignment
  std::string sink{};        ///< the name of its sink
  bool shared = false;       ///< the sink of another printer's equal hook
  ConvertedHook hook{};
};

/// What an import would write. A value.
struct ImportPlan {
  std::vector<ImportedHook> hooks{};
  std::vector<NewFile> files{};    ///< none of them exists
  std::vector<NewFile> changed{};  ///< files of earlier imports, in which a sink got one more printer
  /// By source, or empty if the printer has no name here: the name that its hooks had, if it is not in `files`.
  std::map<std::string, std::string> names{};
};

/// Plans the sinks for the hooks of all sources, in the configuration folder `out`: one file in conf.d for each source.
/// Hooks of several printers that differ only in `deviceIdentifier` become one sink, even if one was imported earlier.
/// A printer's source gets its `deviceIdentifier` as its name, if the configuration has the source without a name.
/// Throws std::runtime_error with one sentence if a file exists.
ImportPlan planImport(const std::vector<ImportSource>& sources, const std::filesystem::path& out);

/// Plans a preset in the folder `out`/presets for an exported template. The preset is called after source.printer, or
/// after the template. Throws std::runtime_error with one sentence if a file exists or the template cannot work.
ImportPlan planPreset(const ImportSource& source, const std::filesystem::path& out);

}  // namespace herald::core::import
