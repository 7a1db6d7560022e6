// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/completion/completion_script.h"

namespace herald::core::ctl {

namespace {

/// What a shell offers for the value of a parameter, or behind it.
std::string offerOf(const Parameter& parameter) {
  using Offer = Parameter::Offer;
  if (parameter.kind == Parameter::Kind::Flag) return "flag";
  if (!parameter.words.empty()) {
    std::string offer = "words";
    for (const auto& word : parameter.words) offer += " " + word;
    return offer;
  }
  switch (parameter.offer) {
    case Offer::Files: return "files";
    case Offer::Sinks: return "sinks";
    case Offer::Sources: return "sources";
    case Offer::Presets: return "presets";
    default: return "text";
  }
}

/// Writes the lines of verbs, each before the lines of what may follow it.
class TableText {
 public:
  std::string text{};

  void addVerbs(const std::string& path, const std::vector<Verb>& verbs) {
    for (const auto& verb : verbs) add(path, verb.name, "verb", verb.help);
    for (const auto& verb : verbs) addVerb(path.empty() ? verb.name : path + " " + verb.name, verb);
    add(path, "--help", "flag", "Print the help and end");
  }

  void add(const std::string& path, const std::string& word, const std::string& offer, const std::string& help) {
    text.append(path).append("|").append(word).append("|").append(offer).append("|").append(help).append("\n");
  }

 private:
  void addVerb(const std::string& path, const Verb& verb) {
    int place = 0;
    for (const auto& parameter : verb.parameters) {
      const bool isOption = parameter.name.starts_with('-');
      const bool isList = parameter.kind == Parameter::Kind::List || parameter.kind == Parameter::Kind::Numbers;
      const auto word = isOption ? parameter.name : isList ? "*" : std::to_string(++place);
      add(path, word, offerOf(parameter), parameter.help);
    }
    if (verb.run && verb.takesConfig) {
      for (const auto* word : {"--config", "-c"}) add(path, word, "files", "The configuration file");
    }
    addVerbs(path, verb.verbs);
  }
};

}  // namespace

std::string completionTable(const std::vector<Verb>& verbs) {
  TableText table;
  table.addVerbs("", verbs);
  table.add("", "--version", "flag", "Print the version and end");
  return table.text;
}

}  // namespace herald::core::ctl
