// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/sink_assignment.h"

#include <Poco/String.h>

#include <algorithm>
#include <cctype>

#include "herald/settings.h"
#include "heraldctl/import/address.h"

namespace herald::core::import {

namespace {

using Options = std::map<std::string, std::string>;

std::string valueOf(const Options& options, const std::string& name) {
  const auto found = options.find(name);
  return found == options.end() ? std::string() : found->second;
}

/// The options that two hooks must share to be one sink.
Options commonOf(Options options) {
  options.erase("from");
  options.erase("deviceIdentifier");
  return options;
}

std::vector<std::string> printersOf(const ExistingSink& sink) {
  const auto from = sink.options.find("from");
  if (from == sink.options.end()) return {};
  return Settings({{.name = "from", .type = Type::List}}, {{"from", from->second}}).list("from");
}

}  // namespace

SinkAssignment::SinkAssignment(const std::vector<ExistingSink>& existing) {
  for (const auto& sink : existing) sinks_.push_back({.sink = sink, .isNew = false});
}

SinkAssignment::Assigned SinkAssignment::assign(const ConvertedHook& hook, const std::string& printer) {
  Options options;
  for (const auto& option : hook.options) options[option.name] = option.value;
  const auto device = valueOf(options, "deviceIdentifier");
  rememberName(printer, device);
  const bool canShare = !printer.empty() && hook.broken.empty();
  if (Sink* equal = canShare ? equalOf(options, printer) : nullptr) {
    addPrinter(*equal, printer, options);
    equal->gotPrinter = true;
    return {static_cast<std::size_t>(equal - sinks_.data()), true};
  }
  if (!printer.empty()) options["from"] = printer;
  const auto name = newName({device, hostOf(hook.text("url")), printer});
  sinks_.push_back({.sink = {.name = name, .options = std::move(options)}});
  return {sinks_.size() - 1, false};
}

SinkAssignment::Sink* SinkAssignment::equalOf(const Options& options, const std::string& printer) {
  for (auto& one : sinks_) {
    const auto printers = printersOf(one.sink);
    if (printers.empty() || std::find(printers.begin(), printers.end(), printer) != printers.end()) continue;
    if (!one.isNew && one.sink.from.line == 0) continue;
    if (commonOf(one.sink.options) == commonOf(options)) return &one;
  }
  return nullptr;
}

void SinkAssignment::addPrinter(Sink& equal, const std::string& printer, const Options& options) {
  auto& sink = equal.sink;
  auto printers = printersOf(sink);
  const auto device = valueOf(sink.options, "deviceIdentifier"), other = valueOf(options, "deviceIdentifier");
  if (device != other) {
    for (const auto& earlier : printers) rememberName(earlier, device);
    sink.options.erase("deviceIdentifier");
    if (equal.isNew && !device.empty()) sink.name = newName({hostOf(valueOf(options, "url"))});
  }
  printers.push_back(printer);
  sink.options["from"] = Poco::cat(std::string(", "), printers.begin(), printers.end());
}

void SinkAssignment::rememberName(const std::string& printer, const std::string& device) {
  if (!device.empty()) devices_.emplace(printer, device);
}

std::map<std::string, std::string> SinkAssignment::sourceNames() const {
  std::map<std::string, int> uses;
  for (const auto& [printer, device] : devices_) ++uses[device];
  std::map<std::string, std::string> names;
  for (const auto& [printer, device] : devices_) {
    if (uses.at(device) == 1 && device != printer) names.emplace(printer, device);
  }
  return names;
}

/// The first part that makes a name, and as many more as it takes until no sink has it; then a number.
std::string SinkAssignment::newName(const std::vector<std::string>& parts) const {
  const auto isTaken = [&](const std::string& name) {
    return std::any_of(sinks_.begin(), sinks_.end(), [&](const auto& one) { return one.sink.name == name; });
  };
  std::string name;
  for (const auto& part : parts) {
    const auto word = nameFrom(part, "");
    if (!name.empty() && !isTaken(name)) break;
    if (!word.empty() && word != name) name += (name.empty() ? "" : "-") + word;
  }
  if (name.empty()) name = "webhook";
  const std::string base = name;
  for (int i = 2; isTaken(name); ++i) name = base + "-" + std::to_string(i);
  return name;
}

std::map<std::filesystem::path, LineEdits> SinkAssignment::edits() const {
  std::map<std::filesystem::path, LineEdits> edits;
  for (const auto& [sink, isNew, gotPrinter] : sinks_) {
    if (isNew || !gotPrinter) continue;
    edits[sink.from.file][sink.from.line] = "sink." + sink.name + ".from = " + sink.options.at("from");
    const bool dropsDevice = !sink.options.contains("deviceIdentifier") && sink.device.line > 0;
    if (dropsDevice) edits[sink.device.file][sink.device.line] = "";
  }
  return edits;
}

std::string nameFrom(const std::string& text, const std::string& fallback) {
  std::string name;
  for (const char c : Poco::toLower(text)) {
    const bool fits = std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    if (fits) name += c;
    if (!fits && !name.empty() && name.back() != '-') name += '-';
  }
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? fallback : name;
}

}  // namespace herald::core::import
