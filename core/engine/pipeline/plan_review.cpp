// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/plan_review.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <string>

#include "engine/pipeline/event_hint.h"
#include "engine/pipeline/plan_vocabulary.h"
#include "engine/pipeline/variable_review.h"
#include "engine/pipeline/variant_key.h"
#include "engine/pipeline/variant_layers.h"
#include "engine/plugin_host/plugin_thread.h"
#include "engine/routes/pattern.h"
#include "herald/camera.h"
#include "herald/custody.h"

namespace herald::core {

namespace {

constexpr Millis kAdviceLimit{5000};
const std::string kTag = "tag:";
const std::string kMessage = "message.";

std::vector<Problem> adviceOf(const std::shared_ptr<Plugin>& plugin) {
  if (!dynamic_cast<const Adviser*>(plugin.get())) return {};
  const auto advice = std::make_shared<std::vector<Problem>>();
  try {
    callPlugin("advice", kAdviceLimit, [plugin, advice] { *advice = dynamic_cast<const Adviser&>(*plugin).advice(); });
    return *advice;
  } catch (const std::exception&) {
    return {};
  }
}

/// Reviews one plan. Lives as long as that takes.
class Review {
 public:
  Review(const Configuration& configuration, const Plan& plan)
      : configuration_(configuration), plan_(plan), vocabulary_(plan), anywhere_(vocabulary_.from({})) {}

  std::vector<ConfigProblem> make() {
    reviewEnds();
    for (const auto& [name, source] : plan_.sources) reviewSource(configuration_.sources.at(name), source.instance);
    for (const auto& [name, sink] : plan_.sinks) reviewSink(configuration_.sinks.at(name), sink);
    for (const auto& [name, block] : configuration_.routes) reviewRoute(block);
    for (const auto& [name, block] : configuration_.transforms) reviewTransform(block);
    return std::move(warnings_);
  }

 private:
  /// Adds a warning about an option that the user has written.
  void warn(const Block& block, const std::string& option, const std::string& text) {
    const Entry* entry = block.find(option);
    if (!entry) entry = block.find("type");
    if (entry && !entry->fromPreset) warnings_.push_back({entry->at, block.key(option), text, Severity::Warning});
  }

  void warn(const std::string& text) {
    warnings_.push_back({{configuration_.file.string(), 0}, "", text, Severity::Warning});
  }

  void reviewEnds() {
    if (plan_.sources.empty()) warn("there is no source, so nothing happens: add source.NAME.type");
    const bool enabled = std::any_of(plan_.sinks.begin(), plan_.sinks.end(),
                                     [](const auto& sink) { return sink.second.setup.hook.enabled(); });
    if (plan_.sinks.empty()) {
      warn("there is no sink, so Herald tells nobody: add sink.NAME.type");
    } else if (!enabled) {
      warn("every sink has `enabled = false`, so Herald tells nobody");
    }
  }

  void advise(const Block& block, const Instance& instance) {
    for (const auto& [option, why] : adviceOf(instance.plugin)) warn(block, option, why);
  }

  void reviewSource(const Block& block, const Instance& instance) {
    advise(block, instance);
    reviewCustody(block, instance.settings);
  }

  /// With an outbox in memory, the default of this option gives up what the log of a source would keep.
  void reviewCustody(const Block& block, const Settings& settings) {
    const bool hasOption =
        std::ranges::find(settings.options(), kCustodyAtMost, &Option::name) != settings.options().end();
    if (!hasOption || block.find(kCustodyAtMost) || configuration_.outbox.text("type") != "memory") return;
    const auto most = settings.text(kCustodyAtMost);
    warn(block, kCustodyAtMost,
         "with `outbox.type = memory`, a delivery that waits longer than " + most +
             " is lost when Herald ends: write `never` to leave it in the log, or `" + most + "` if that is right");
  }

  void adviseVersions(const Block& block, const PlannedSink& sink) {
    if (sink.versions.empty()) return;
    std::vector<ConfigProblem> reportedBefore;
    const VariantLayers layers(block, sink.instance.settings.options(), reportedBefore);
    for (const auto& [set, version] : sink.chooser.versions()) {
      if (version > 0) advise(layers.block(set), sink.versions.at(version - 1).instance);
    }
  }

  void reviewSink(const Block& block, const PlannedSink& sink) {
    advise(block, sink.instance);
    adviseVersions(block, sink);
    if (!sink.setup.hook.enabled()) return;
    if (block.find("from")) reviewFrom(block, sink.setup.hook.from());
    if (block.find("events")) reviewEvents(block, sink.instance.settings.list("events"), sink.setup.hook.from());
    reviewMessages(block);
    reviewSelectors(block, sink.instance.settings.options());
    reviewCooldown(block);
    reviewPicture(block, sink);
    reviewVariables(block, sink, vocabulary_.variablesOf(block.name), warnings_);
  }

  void reviewRoute(const Block& block) {
    const auto found = std::find_if(plan_.routes.begin(), plan_.routes.end(),
                                    [&](const auto& route) { return route->name == block.name; });
    if (found == plan_.routes.end()) return;
    if (block.find("from")) reviewFrom(block, (*found)->from);
    if (block.find("events")) reviewEvents(block, (*found)->events, (*found)->from);
    for (const auto& [transform, option, types] : vocabulary_.unmet(**found)) {
      warn(block, "events",
           "passes no event that the transform `" + transform + "` names in `" + option + "`: add one of " +
               listed(types) + ", or remove the transform");
    }
  }

  static std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
  }

  void reviewTransform(const Block& block) {
    for (const auto& [option, types] : vocabulary_.awaitedBy(block.name)) {
      for (const auto& type : types) {
        if (const auto why = whyUnknown(type, anywhere_); block.find(option) && !why.empty()) warn(block, option, why);
      }
    }
    const bool used = std::any_of(configuration_.routes.begin(), configuration_.routes.end(), [&](const auto& route) {
      const auto names = parseNames(route.second.text("transforms"));
      return std::find(names.begin(), names.end(), block.name) != names.end();
    });
    if (!used) warn(block, "type", "no route uses this transform: name it in route.NAME.transforms");
  }

  static std::vector<std::string> parseNames(const std::string& text) {
    const std::vector<Option> options{{.name = "names", .type = Type::List}};
    return Settings(options, Settings::Values{{"names", text}}).list("names");
  }

  void reviewFrom(const Block& block, const std::vector<std::string>& selectors) {
    for (const auto& selector : selectors) {
      if (selector.starts_with(kTag)) {
        reviewName(block, selector.substr(kTag.size()), tags(), "no source has the tag");
      } else if (!anywhere_.open) {  // otherwise a source may publish for other devices
        reviewName(block, selector, devices(), "there is no source or device called");
      }
    }
  }

  void reviewName(const Block& block, const std::string& glob, const std::vector<std::string>& names,
                  const std::string& why) {
    if (!anyNameMatches(glob, names)) warn(block, "from", why + " `" + glob + "`" + didYouMean(glob, names));
  }

  static bool anyNameMatches(const std::string& glob, const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(), [&](const auto& name) { return globMatches(glob, name); });
  }

  std::vector<std::string> tags() const {
    std::vector<std::string> all;
    for (const auto& [name, source] : plan_.sources) {
      all.insert(all.end(), source.origin.tags.begin(), source.origin.tags.end());
    }
    return all;
  }

  /// Herald's own events are about a sink or the device of a source.
  std::vector<std::string> devices() const {
    std::vector<std::string> all{"herald"};
    for (const auto& [name, source] : plan_.sources) all.insert(all.end(), {name, source.origin.device});
    for (const auto& [name, sink] : plan_.sinks) all.push_back(name);
    return all;
  }

  void reviewEvents(const Block& block, const std::vector<std::string>& words, const std::vector<std::string>& from) {
    const Reachable reachable = vocabulary_.from(from);
    for (const auto& word : words) {
      if (const auto why = whyUnknown(word, reachable); !why.empty()) warn(block, "events", why);
    }
  }

  /// Why no event can have this type; empty if one can, or if nobody knows.
  static std::string whyUnknown(const std::string& word, const Reachable& reachable) {
    const auto& known = reachable.words.events;
    if (std::any_of(known.begin(), known.end(), [&](const auto& type) { return globsOverlap(word, type); })) return {};
    if (const auto type = typeOfTopic(word); !type.empty()) {
      return "`" + word + "` is a topic: write the event type `" + type + "`";
    }
    if (reachable.open || reachable.sources == 0) return {};
    return "no source has the event `" + word + "`" + eventHint(word, known);
  }

  void reviewMessages(const Block& block) {
    for (const auto& [option, entry] : block.entries) {
      if (option.starts_with(kMessage) && isOwn(block, entry))
        reviewType(block, option, option.substr(kMessage.size()));
    }
  }

  /// Warns of options for events and devices that never come.
  void reviewSelectors(const Block& block, const std::vector<Option>& options) {
    for (const auto& [option, entry] : block.entries) {
      if (!isOwn(block, entry)) continue;
      const auto [event, device] = variantKeyOf(option, options).selector;
      if (!event.empty()) reviewType(block, option, event);
      if (!device.empty() && !anywhere_.open) reviewDevice(block, option, device);
    }
  }

  /// Warns if the sink of the block never gets an event of this type.
  void reviewType(const Block& block, const std::string& option, const std::string& type) {
    if (const auto why = whyUnknown(type, anywhere_); !why.empty()) {
      warn(block, option, why);
    } else if (!plan_.sources.empty() && !vocabulary_.reaches(block.name, type)) {
      warn(block, option, "this sink does not get " + type + ": add it to the sink's `events`");
    }
  }

  void reviewDevice(const Block& block, const std::string& option, const std::string& glob) {
    std::vector<std::string> devices;
    for (const auto& [name, source] : plan_.sources) devices.push_back(source.origin.device);
    for (const auto& [name, sink] : plan_.sinks) devices.push_back(name);  // Herald's own events are about a sink, too
    if (plan_.sources.empty() || anyNameMatches(glob, devices)) return;
    const auto source =
        std::ranges::find_if(plan_.sources, [&](const auto& one) { return globMatches(glob, one.first); });
    warn(block, option,
         source == plan_.sources.end() ? "there is no device called `" + glob + "`" + didYouMean(glob, devices)
                                       : "the device of the source " + source->first + " is called `" +
                                             source->second.origin.device + "`: write that name");
  }

  static bool isOwn(const Block& block, const Entry& entry) {
    return !entry.fromPreset && entry.key.starts_with(block.kind + "." + block.name + ".");
  }

  void reviewCooldown(const Block& block) {
    const Entry* entry = block.find("cooldown");
    if (!entry || !isOwn(block, *entry) || plan_.routePrints.contains("sink." + block.name)) return;
    warn(block, "cooldown",
         "has no effect, because a route names this sink: put a transform of the type `cooldown` into that route");
  }

  /// A preset may show a picture where there is one; it is no mistake that there is none.
  void reviewPicture(const Block& block, const PlannedSink& sink) {
    const bool hasCamera = std::any_of(plan_.sources.begin(), plan_.sources.end(), [](const auto& source) {
      return dynamic_cast<const Camera*>(source.second.source.get()) != nullptr;
    });
    if (hasCamera || plan_.sources.empty() || !sink.setup.snapshot) return;
    for (const auto& [option, entry] : block.entries) {
      const bool shows =
          entry.text.find("@snapshot") != entry.text.npos || entry.text.find("@{snapshot") != entry.text.npos;
      if (shows && isOwn(block, entry)) warn(block, option, "shows a picture, but no source has a camera");
    }
  }

  const Configuration& configuration_;
  const Plan& plan_;
  const PlanVocabulary vocabulary_;
  const Reachable anywhere_;  // what may come from any source
  std::vector<ConfigProblem> warnings_{};
};

}  // namespace

std::vector<ConfigProblem> reviewPlan(const Configuration& configuration, const Plan& plan) {
  return Review(configuration, plan).make();
}

}  // namespace herald::core
