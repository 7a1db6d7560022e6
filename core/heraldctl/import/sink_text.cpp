#include "heraldctl/import/sink_text.h"

#include <Poco/Ascii.h>

namespace herald::core::import {

namespace {

namespace fs = std::filesystem;

using Kind = SinkOption::Kind;

/// True for a text that the grammar would change: it trims, and `${` is expanded.
bool isChanged(const std::string& text) {
  if (text.empty()) return false;
  return Poco::Ascii::isSpace(text.front()) || Poco::Ascii::isSpace(text.back()) ||
         text.find("${") != std::string::npos;
}

}  // namespace

std::string propertyValue(const std::string& text) {
  std::string value;
  for (const char c : text) {
    switch (c) {
      case '\\': value += "\\\\"; break;
      case '\n': value += "\\n"; break;
      case '\r': value += "\\r"; break;
      case '\t': value += "\\t"; break;
      case '\f': value += "\\f"; break;
      default: value += c;
    }
  }
  return value;
}

OptionsText writeOptions(const std::vector<SinkOption>& options, const std::string& prefix, const std::string& name,
                         const fs::path& folder) {
  OptionsText result;
  for (const auto& [option, value, kind] : options) {
    const std::string key = prefix + option;
    const bool ownFile = kind != Kind::Plain || isChanged(value);
    if (!ownFile) {
      result.text += key + " = " + propertyValue(value) + "\n";
      continue;
    }
    const bool secret = kind == Kind::Secret;
    const std::string file = name + "." + option + (secret ? "" : kind == Kind::Json ? ".json" : ".txt");
    result.text += key + ".file = " + (secret ? "../secrets/" : "") + file + "\n";
    result.files.push_back({secret ? folder.parent_path() / "secrets" / file : folder / file, value + "\n"});
  }
  return result;
}

}  // namespace herald::core::import
