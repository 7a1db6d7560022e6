// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <string>
#include <vector>

#include "herald/event.h"
#include "herald/json.h"
#include "herald/vocabulary.h"

/// Folders of testcases. Each has the messages of a printer or of its host, and a file events.txt with the events that
/// Herald must make from them. A line of events.txt is a type and the values that the event must have:
///   PrintFailed payload.reason=error payload.error="The printer was reset." context.state.text=Operational subject=
namespace herald::printing {

inline std::string textOf(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The lines of a file, without empty ones and comments (#).
inline std::vector<std::string> linesOf(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && !line.starts_with('#')) lines.push_back(line);
  return lines;
}

inline std::vector<std::string> casesIn(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

inline std::string valueAt(const Event& event, const std::string& path) {
  const std::size_t dot = path.find('.');
  const std::string root = path.substr(0, dot);
  if (root == "subject") return event.subject;
  return jsonToText(jsonAt(root == "payload" ? event.payload : event.context, path.substr(dot + 1)));
}

inline void expectEvent(const Event& event, const std::string& expected) {
  std::istringstream words(expected);
  std::string type;
  words >> type;
  EXPECT_EQ(event.type, type);
  for (std::string path, value; std::getline(words >> std::ws, path, '=');) {
    if (words.peek() == '"')
      words >> std::quoted(value);
    else if (words.peek() == ' ' || !(words >> value))
      value.clear();
    EXPECT_EQ(valueAt(event, path), value) << type << " " << path << " " << event.payload << " " << event.context;
  }
}

inline void expectEvents(const std::vector<Event>& events, const std::vector<std::string>& expected) {
  for (std::size_t i = 0; i < std::min(events.size(), expected.size()); ++i) expectEvent(events[i], expected[i]);
  for (std::size_t i = expected.size(); i < events.size(); ++i)
    ADD_FAILURE() << "unexpected: " << events[i].type << " " << events[i].payload;
  for (std::size_t i = events.size(); i < expected.size(); ++i) ADD_FAILURE() << "missing: " << expected[i];
}

/// Expects that a source has declared the types of these events and their variables, so that no warning about them is
/// wrong.
inline void expectDeclared(const std::vector<Event>& events, const Vocabulary& words) {
  const auto declared = [](const std::vector<std::string>& names, const std::string& name) {
    return std::any_of(names.begin(), names.end(), [&](const auto& known) {
      return known == name || known.starts_with(name + ".") || (known == "plugin_*" && name.starts_with("plugin_"));
    });
  };
  for (const Event& event : events) {
    EXPECT_TRUE(declared(words.events, event.type)) << "add " << event.type << " to the vocabulary of the source";
    if (event.type.starts_with("plugin_")) continue;
    for (const std::string& object : {event.payload, event.context}) {
      for (const auto& [name, raw] : jsonMembers(object))
        EXPECT_TRUE(declared(words.variables, name)) << "add " << name << " to the vocabulary: " << event.type;
    }
  }
}

}  // namespace herald::printing
