#include "heraldctl/import/import_plan.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <stdexcept>
#include <utility>

#include "base/files/files.h"
#include "herald/settings.h"

namespace herald::core::import {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = std::size_t{4} << 20;

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

std::string hostOf(const std::string& url) {
  try {
    return Poco::URI(url.substr(0, url.find('@'))).getHost();
  } catch (const Poco::Exception&) {
    return {};
  }
}

void refuseTaken(const std::vector<NewFile>& files) {
  for (const auto& file : files) {
    if (fs::exists(file.path)) {
      throw std::runtime_error(file.path.string() +
                               " is there already, and nothing was written: delete it to import again, or give another "
                               "--name for another printer");
    }
  }
}

/// All but who sends: what two printers' hooks have to have in common to be one sink.
std::map<std::string, std::string> commonOf(std::map<std::string, std::string> options) {
  options.erase("from");
  options.erase("deviceIdentifier");
  return options;
}

std::vector<std::string> printersOf(const ExistingSink& sink) {
  const auto from = sink.options.find("from");
  if (from == sink.options.end()) return {};
  return Settings({{.name = "from", .type = Type::List}}, {{"from", from->second}}).list("from");
}

std::string joined(const std::vector<std::string>& words) {
  return Poco::cat(std::string(", "), words.begin(), words.end());
}

/// Makes one plan.
class Planner {
 public:
  Planner(const std::vector<ImportSource>& sources, const fs::path& out)
      : sources_(sources), out_(fs::absolute(out).lexically_normal()), sinks_(existingSinks(out_)) {
    for (std::size_t i = 0; i < sinks_.size(); ++i) isNew_.push_back(false);
  }

  ImportPlan plan() {
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      for (std::size_t hook = 0; hook < sources_[i].settings.hooks.size(); ++hook) place(i, hook);
    }
    for (std::size_t i = 0; i < sources_.size(); ++i) writeSource(i);
    writeChanged();
    refuseTaken(plan_.files);
    return std::move(plan_);
  }

 private:
  void place(std::size_t source, std::size_t hook) {
    const std::string& printer = sources_[source].printer;
    ImportedHook imported{source, hook + 1, {}, false, convertHook(sources_[source].settings.hooks[hook])};
    std::map<std::string, std::string> options;
    for (const auto& option : imported.hook.options) options[option.name] = option.value;
    auto* same = printer.empty() || !imported.hook.broken.empty() ? nullptr : equalOf(options, printer);
    imported.merged = same != nullptr;
    if (same) {
      addPrinter(*same, printer, options);
    } else {
      if (!printer.empty()) options["from"] = printer;
      sinks_.push_back({newName(imported.hook.text("url"), printer), options, {}, {}});
      isNew_.push_back(true);
      same = &sinks_.back();
    }
    imported.sink = same->name;
    plan_.hooks.push_back(std::move(imported));
  }

  ExistingSink* equalOf(const std::map<std::string, std::string>& options, const std::string& printer) {
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
      const auto printers = printersOf(sinks_[i]);
      if (printers.empty() || std::find(printers.begin(), printers.end(), printer) != printers.end()) continue;
      if (!isNew_[i] && sinks_[i].from.line == 0) continue;
      if (commonOf(sinks_[i].options) == commonOf(options)) return &sinks_[i];
    }
    return nullptr;
  }

  void addPrinter(ExistingSink& sink, const std::string& printer, const std::map<std::string, std::string>& options) {
    auto printers = printersOf(sink);
    const auto device = [](const std::map<std::string, std::string>& of) {
      const auto found = of.find("deviceIdentifier");
      return found == of.end() ? std::string() : found->second;
    };
    if (device(sink.options) != device(options)) {
      for (const auto& other : printers) remember(other, device(sink.options));
      remember(printer, device(options));
      sink.options.erase("deviceIdentifier");
    }
    printers.push_back(printer);
    sink.options["from"] = joined(printers);
  }

  void remember(const std::string& printer, const std::string& device) {
    if (!device.empty() && device != printer) plan_.names[printer] = device;
  }

  std::string newName(const std::string& url, const std::string& printer) const {
    const std::string host = nameFrom(hostOf(url), "webhook");
    const auto isTaken = [&](const std::string& name) {
      return std::any_of(sinks_.begin(), sinks_.end(), [&](const auto& sink) { return sink.name == name; });
    };
    std::string name = host;
    if (isTaken(name) && !printer.empty()) name = host + "-" + printer;
    const std::string base = name;
    for (int i = 2; isTaken(name); ++i) name = base + "-" + std::to_string(i);
    return name;
  }

  const ExistingSink& sinkOf(const std::string& name) const {
    return *std::find_if(sinks_.begin(), sinks_.end(), [&](const auto& sink) { return sink.name == name; });
  }

  void writeSource(std::size_t source) {
    const auto& [file, printer, settings] = sources_[source];
    const fs::path folder = out_ / "conf.d";
    std::string text =
        "# The hooks of OctoPrint-Webhooks in " + file.string() +
        ", from `heraldctl import octoprint-webhooks`.\n# It is yours now. `heraldctl presets` has shorter "
        "ways for Slack, ntfy and others.\n";
    bool any = false;
    std::vector<NewFile> files;
    for (const auto& hook : plan_.hooks) {
      if (hook.source != source || hook.merged) continue;
      any = true;
      text += "\n# Hook " + std::to_string(hook.number) + "\n" + sinkText(hook, folder, files);
    }
    if (!any) return;
    plan_.files.push_back({folder / ((printer.empty() ? "octoprint" : printer) + "-webhooks.properties"), text});
    plan_.files.insert(plan_.files.end(), files.begin(), files.end());
  }

  std::string sinkText(const ImportedHook& hook, const fs::path& folder, std::vector<NewFile>& files) const {
    const auto& final = sinkOf(hook.sink).options;
    auto options = hook.hook.options;
    std::erase_if(options, [&](const auto& option) { return !final.contains(option.name); });
    if (const auto from = final.find("from"); from != final.end())
      options.insert(options.begin() + 1, {"from", from->second, SinkOption::Kind::Plain});
    auto written = writeOptions(options, "sink." + hook.sink + ".", hook.sink, folder);
    files.insert(files.end(), written.files.begin(), written.files.end());
    if (hook.hook.broken.empty()) return written.text;
    std::string comment = "# Left out, since " + hook.hook.broken +
                          ": the plugin could not send it either. Mend it, and take the\n# "
                          "signs # away.\n#";
    for (const char c : written.text.substr(0, written.text.size() - 1))
      comment += c == '\n' ? std::string("\n#") : std::string(1, c);
    return comment + "\n";
  }

  void writeChanged() {
    std::map<fs::path, LineEdits> edits;
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
      const auto& sink = sinks_[i];
      const bool touched = std::any_of(plan_.hooks.begin(), plan_.hooks.end(),
                                       [&](const auto& hook) { return hook.merged && hook.sink == sink.name; });
      if (isNew_[i] || !touched) continue;
      edits[sink.from.file][sink.from.line] = "sink." + sink.name + ".from = " + sink.options.at("from");
      if (!sink.options.contains("deviceIdentifier") && sink.device.line > 0)
        edits[sink.device.file][sink.device.line] = "";
    }
    for (const auto& [file, lines] : edits) plan_.changed.push_back({file, withEdits(readFile(file, kLargest), lines)});
  }

  const std::vector<ImportSource>& sources_;
  fs::path out_;
  std::vector<ExistingSink> sinks_;  // those that are there, then the new ones
  std::vector<bool> isNew_;
  ImportPlan plan_{};
};

}  // namespace

ImportPlan planImport(const std::vector<ImportSource>& sources, const fs::path& out) {
  return Planner(sources, out).plan();
}

ImportPlan planPreset(const ImportSource& source, const fs::path& out) {
  const auto& settings = source.settings;
  const fs::path folder = fs::absolute(out).lexically_normal() / "presets";
  ImportPlan plan;
  plan.hooks.push_back({0, 1, {}, false, convertHook(settings.hooks.at(0), true)});
  auto& hook = plan.hooks.back();
  hook.sink = nameFrom(source.printer.empty() ? settings.name : source.printer, "template");
  if (!hook.hook.broken.empty())
    throw std::runtime_error(source.file.string() + ": no preset was made, since " + hook.hook.broken);
  auto written = writeOptions(hook.hook.options, "", hook.sink, folder);
  const std::string colon = settings.name.empty() || settings.description.empty() ? "" : ": ";
  std::string text = "preset.about = " + propertyValue(settings.name + colon + settings.description) + "\n";
  if (!hook.hook.find("url")) text += "preset.needs.url = the receiver's address\n";
  plan.files.push_back({folder / (hook.sink + ".properties"), text + "\n" + written.text});
  plan.files.insert(plan.files.end(), written.files.begin(), written.files.end());
  refuseTaken(plan.files);
  return plan;
}

}  // namespace herald::core::import
