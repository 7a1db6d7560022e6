// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/config_edit/configuration_editor.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {

/// The options of a made-up sink with one option of each sort that matters to a form.
inline std::vector<Option> formOptions() {
  return {{.name = "type"},
          {.name = "preset"},
          {.name = "enabled", .type = Type::Flag, .fallback = "true"},
          {.name = "events", .type = Type::List},
          {.name = "url", .type = Type::Template},
          {.name = "token", .type = Type::Secret},
          {.name = "data", .type = Type::JsonTemplate},
          {.name = "message", .type = Type::TemplateMap},
          {.name = "headers", .type = Type::Map},
          {.name = "timeout", .type = Type::Duration, .formerly = {"wait"}}};
}

/// A configuration in a folder of its own, and an editor for it.
class EditedFolder {
 public:
  EditedFolder() { main(""); }

  void main(const std::string& text) { folder.write("herald.properties", "herald.dataDir = data\n" + text); }
  void console(const std::string& text) { folder.write("data/conf.d/console.properties", text); }
  std::string consoleText() const {
    const auto path = folder.path() / "data/conf.d/console.properties";
    return std::filesystem::exists(path) ? ::herald::testing::readFile(path) : std::string();
  }

  ::herald::testing::TemporaryFolder folder{};
  const std::filesystem::path file = folder.path() / "herald.properties";
  std::string masked{};  ///< a text that the daemon knows for a secret
  ConfigurationEditor editor{file,
                             {[](const std::string&, const std::string&) { return formOptions(); },
                              [this](std::string_view text) {
                                return !masked.empty() && text.find(masked) != text.npos ? std::string("***")
                                                                                         : std::string(text);
                              }}};
};

}  // namespace herald::core
