#include "engine/config/block_settings.h"

#include <stdexcept>
#include <utility>

namespace herald::core {

namespace {

Option option(std::string name, Type type, std::string fallback, std::string help, bool required = false) {
  return {std::move(name), type, std::move(fallback), std::move(help), required, {}};
}

Option pluginType(const std::string& kind) {
  return option("type", Type::Text, "", "The plugin that this " + kind + " is.", true);
}

std::vector<Option> routeOptions() {
  return {
      option("from", Type::List, "", "Globs on sources and devices, or tag:TAG; all sources where it is empty."),
      option("events", Type::List, "", "Globs on event types; all events where it is empty."),
      option("transforms", Type::List, "", "The transforms that the events pass, in this order."),
      option("to", Type::List, "", "The sinks that the events go to.", true),
  };
}

std::vector<Option> heraldOptions() {
  return {
      option("dataDir", Type::Text, "",
             "The folder of the daemon's state: /var/lib/herald for root, else in ~/.local/state."),
      option("plugins", Type::List, "", "Folders with more plugins, searched after the built-in one."),
      option("stopTimeout", Type::Duration, "10s", "How long the daemon goes on delivering when it is asked to stop."),
  };
}

std::vector<Option> adminOptions() {
  return {option("listen", Type::Text, "127.0.0.1:8484",
                 "The address and port for monitors: /metrics, /healthz, /readyz, /status; `off` for none."),
          option("token", Type::Secret, "",
                 "What a change over that port has to show; without it, nothing can be changed there.")};
}

std::vector<Option> outboxOptions() {
  return {
      Option{"type",
             Type::Choice,
             "disk",
             "Where deliveries wait: on `disk`, or in `memory` as long as the daemon runs.",
             false,
             {"disk", "memory"}},
      Option{
          "sync",
          Type::Choice,
          "full",
          "What an accepted event outlasts: `full` a power cut, `normal` a kill of the daemon (a cut may take the last "
          "seconds); fewer writes to an SD card.",
          false,
          {"full", "normal"}},
      Option{"progress",
             Type::Choice,
             "disk",
             "Where progress events wait: `memory` spares an SD card, and loses them with the process.",
             false,
             {"disk", "memory"}},
      option("memoryEvents", Type::Integer, "1000", "How many deliveries of a sink may be in memory only."),
      option("memoryMiB", Type::Integer, "4", "How much of a sink may be in memory only, in MiB."),
      option("diskMiB", Type::Integer, "64",
             "How much of a sink may be on disk, in MiB; the same again of dead letters."),
      option("reserveMiB", Type::Integer, "50",
             "How much stays free on the disk, in MiB: with less, new deliveries are in memory only."),
      option("deadLetterAge", Type::Duration, "30d", "How long dead letters are kept."),
  };
}

/// The entry that a problem with an option is about: its own, or that of one of its members.
const Entry* entryOf(const Block& block, const std::string& option) {
  if (const Entry* entry = block.find(option)) return entry;
  const auto member = block.entries.lower_bound(option + ".");
  return member != block.entries.end() && member->first.starts_with(option + ".") ? &member->second : nullptr;
}

Location locationOf(const Block& block, const Entry* entry) {
  if (!entry) entry = block.find("type");
  if (!entry && !block.entries.empty()) entry = &block.entries.begin()->second;
  return entry ? entry->at : Location{};
}

}  // namespace

std::vector<Option> coreOptions(const std::string& kind) {
  if (kind == "source") {
    return {pluginType("source"),
            option("name", Type::Text, "", "The device of its events; by default the source's own name."),
            option("tags", Type::List, "", "Words by which a route can select this source."),
            option("alert.after", Type::Duration, "60s",
                   "How long the source has to be away before Herald publishes SourceLost."),
            Option{"whenFull",
                   Type::Choice,
                   "drop",
                   "What happens to new events where the queue of a sink is full: `drop` drops the least important "
                   "deliveries, `wait` lets the source wait.",
                   false,
                   {"drop", "wait"}}};
  }
  if (kind == "transform") return {pluginType(kind)};
  if (kind == "sink") {
    return {pluginType(kind),
            option("preset", Type::Text, "", "The service for which `heraldctl presets` has the other options.")};
  }
  if (kind == "route") return routeOptions();
  if (kind == "herald") return heraldOptions();
  if (kind == "admin") return adminOptions();
  if (kind == "outbox") return outboxOptions();
  throw std::logic_error("there is no kind of block " + kind);
}

std::optional<Settings> checkBlock(const Block& block, const std::vector<Option>& options,
                                   std::vector<ConfigProblem>& problems) {
  Settings::Values values;
  for (const auto& [name, entry] : block.entries) values[name] = entry.text;
  try {
    return Settings(options, std::move(values));
  } catch (const BadSettings& bad) {
    addProblems(block, bad, problems);
    return std::nullopt;
  }
}

void addProblems(const Block& block, const BadSettings& bad, std::vector<ConfigProblem>& problems) {
  for (const auto& [name, why] : bad.problems()) {
    const Entry* entry = entryOf(block, name);
    if (entry && entry->reported) continue;
    ConfigProblem problem{locationOf(block, entry), block.key(name), why};
    if (entry && entry->lostBackslash && why.find("JSON") != std::string::npos) {
      problem.text +=
          "; a backslash was lost to the .properties grammar: write \\\\ for each one, or put the text into a file and "
          "use " +
          problem.key + ".file";
    }
    problems.push_back(std::move(problem));
  }
}

}  // namespace herald::core
