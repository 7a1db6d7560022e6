// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/plugin_list.h"

#include <filesystem>
#include <map>
#include <ostream>
#include <utility>

#include "herald/safe_text.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/table.h"

namespace herald::core::ctl {

namespace {

/// A plugin file as this list shows it.
struct Shown {
  std::string version{}, builtFor{}, reason{}, warning{}, hash{};
  bool loaded = false;
  std::vector<std::string> offers{}, refused{};
};

using Files = std::map<std::string, Shown>;

/// "sink phone: Calls a phone."
std::string offerText(const std::string& plugin, const std::string& summary) {
  return summary.empty() ? plugin : plugin + ": " + summary;
}

Files filesOn(const std::vector<Library>& disk) {
  Files files;
  for (const auto& library : disk) {
    Shown shown{
        library.version, library.builtFor, library.reason, library.warning, library.hash, library.loaded, {}, {}};
    for (const auto& offer : library.offers)
      shown.offers.push_back(offerText(offer.kind + " " + offer.type, offer.summary));
    for (const auto& [type, why] : library.refused) shown.refused.push_back(why);
    files[library.file.string()] = std::move(shown);
  }
  return files;
}

std::vector<std::string> textsAt(std::string_view json, std::string_view path) {
  std::vector<std::string> texts;
  for (const auto text : jsonElements(jsonAt(json, path))) texts.push_back(jsonToText(text));
  return texts;
}

std::vector<std::string> offersOf(std::string_view library) {
  std::vector<std::string> offers;
  for (const auto offer : jsonElements(jsonAt(library, "offers"))) {
    offers.push_back(offerText(textAt(offer, "kind") + " " + textAt(offer, "type"), textAt(offer, "summary")));
  }
  return offers;
}

Files filesOf(std::string_view daemon) {
  Files files;
  for (const auto library : jsonElements(jsonAt(daemon, "libraries"))) {
    files[textAt(library, "file")] = {.version = textAt(library, "version"),
                                      .builtFor = textAt(library, "builtFor"),
                                      .reason = textAt(library, "reason"),
                                      .hash = textAt(library, "hash"),
                                      .loaded = textAt(library, "loaded") == "true",
                                      .offers = offersOf(library),
                                      .refused = textsAt(library, "refused")};
  }
  return files;
}

void print(const std::string& file, const Shown& shown, const std::string& state, const std::string& note,
           std::ostream& out) {
  const auto line = [&out](const char* title, const std::string& text) {
    out << "  " << title << safeText(text) << "\n";
  };
  out << safeText(std::filesystem::path(file).stem().string() + "  " + orDash(shown.version)) << "  " << state << "\n";
  for (const auto& offer : shown.offers) line("offers     ", offer);
  if (shown.offers.empty()) line("offers     ", orDash({}));
  line("built for  ", orDash(shown.builtFor));
  line("file       ", file);
  if (!note.empty()) line("daemon     ", note);
  if (!shown.reason.empty()) line("reason     it ", shown.reason);
  if (!shown.warning.empty()) line("warning    it ", shown.warning);
  for (const auto& why : shown.refused) line("refused    ", why);
}

/// How the file on disk differs from what the daemon runs; empty if it does not.
std::string noteOn(const Shown& disk, const Files& running, const std::string& file) {
  const auto found = running.find(file);
  if (found == running.end()) return "does not know the file yet: reload Herald";
  if (found->second.hash != disk.hash) {
    return "runs the file as it was before, version " + orDash(found->second.version) + ": reload Herald";
  }
  if (disk.loaded && !found->second.loaded) return "refused the file: it " + found->second.reason;
  return {};
}

}  // namespace

void printPlugins(const std::vector<Library>& onDisk, const std::optional<std::string>& daemon, std::ostream& out) {
  const Files disk = filesOn(onDisk), running = daemon ? filesOf(*daemon) : Files();
  for (const auto& [file, shown] : disk) {
    const auto note = daemon ? noteOn(shown, running, file) : std::string();
    const bool isRunning = daemon && note.empty() && shown.loaded;
    print(file, shown, isRunning ? "running" : shown.loaded ? "loaded" : "refused", note, out);
  }
  for (const auto& [file, shown] : running) {
    if (!disk.contains(file) && shown.loaded) print(file, shown, "running", "runs the file, which is gone", out);
  }
}

}  // namespace herald::core::ctl
