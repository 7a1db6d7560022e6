#include "engine/pipeline/plan.h"

#include <Poco/SHA2Engine.h>

#include <algorithm>
#include <optional>
#include <set>

#include "engine/config/block_settings.h"
#include "engine/pipeline/sink_options.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/json.h"

namespace herald::core {

namespace {

constexpr Millis kConfigureLimit{5000};

std::vector<Option> joined(std::vector<Option> options, const std::vector<Option>& more) {
  for (const auto& option : more) {
    const auto same = [&](const Option& other) { return other.name == option.name; };
    if (std::none_of(options.begin(), options.end(), same)) options.push_back(option);
  }
  return options;
}

std::vector<std::string> namesIn(const std::map<std::string, Block>& blocks) {
  std::vector<std::string> names;
  for (const auto& [name, block] : blocks) names.push_back(name);
  return names;
}

std::string fingerprintOf(const std::string& type, const std::string& hash, const Settings& settings) {
  std::string print = type + '\n' + hash + '\n';
  for (const auto& [option, value] : settings.values()) {
    print += option + '=' + std::to_string(value.size()) + ':' + value + '\n';
  }
  return print;
}

/// The fingerprint holds secrets; its hash may be kept.
std::string hashOf(const std::string& fingerprint) {
  Poco::SHA2Engine hash(Poco::SHA2Engine::SHA_256);
  hash.update(fingerprint);
  return Poco::DigestEngine::digestToHex(hash.digest());
}

/// Makes one plan; lives as long as that takes.
class PlanMaker {
 public:
  PlanMaker(const Configuration& configuration, const PlanTools& tools, const Plan& before)
      : configuration_(configuration), tools_(tools), before_(before), problems_(configuration.problems) {}

  Plan make() {
    for (const auto& [type, block] : configuration_.defaults) checkDefaults(block);
    for (const auto& [name, block] : configuration_.sources) addSource(block);
    for (const auto& [name, block] : configuration_.sinks) addSink(block);
    for (const auto& [name, block] : configuration_.transforms) checkTransform(block);
    for (const auto& [name, block] : configuration_.routes) addRoute(block);
    for (const auto& [name, block] : configuration_.sinks) addHookRoute(block);
    if (!problems_.empty()) throw BadConfiguration(std::move(problems_));
    for (const auto* blocks : {&configuration_.sources, &configuration_.sinks, &configuration_.transforms}) {
      for (const auto& [name, block] : *blocks) keepFileSecrets(block);
    }
    return std::move(plan_);
  }

 private:
  void problem(const Block& block, const std::string& option, const std::string& text) {
    const Entry* entry = block.find(option);
    if (!entry) entry = block.find("type");
    problems_.push_back({entry ? entry->at : Location{}, block.key(option), text});
  }

  /// The instance of a block, taken over from `before` or made and configured; nothing if something is wrong with it.
  std::optional<Instance> instanceOf(const Block& block, const std::string& stateName, const std::vector<Option>& core,
                                     const Instance* before) {
    const std::string type = block.text("type");
    if (type.empty()) return std::nullopt;  // reported when the text was read
    const Library* library = tools_.plugins.find(type);
    if (!library) return problem(block, "type", tools_.plugins.whyMissing(type)), std::nullopt;
    const auto isIt = [&](const Library::Offer& offer) { return offer.type == type; };
    const auto& offer = *std::find_if(library->offers.begin(), library->offers.end(), isIt);
    if (offer.kind != block.kind) {
      return problem(block, "type", "`" + type + "` is a " + offer.kind + ", not a " + block.kind), std::nullopt;
    }
    const auto settings = checkBlock(block, joined(offer.options, core), problems_);
    if (!settings) return std::nullopt;
    const auto fingerprint = fingerprintOf(type, library->hash, *settings);
    if (before && before->fingerprint == fingerprint) return *before;
    try {
      return configured(block, stateName, fingerprint, *settings);
    } catch (const BadSettings& bad) {
      addProblems(block, bad, problems_);
    } catch (const std::exception& error) {
      problem(block, "type", "the plugin `" + type + "` (" + library->file.string() + ") failed: " + error.what());
    }
    return std::nullopt;
  }

  Instance configured(const Block& block, const std::string& stateName, const std::string& fingerprint,
                      const Settings& settings) {
    const auto saving = block.kind == "transform" ? InstanceHost::Saving::WithEvent : InstanceHost::Saving::AtOnce;
    const auto state = tools_.state ? tools_.state(block.kind, stateName) : nullptr;
    Instance instance{fingerprint, settings,
                      std::make_shared<InstanceHost>(block.kind + "." + stateName, state, saving, tools_.http,
                                                     tools_.time, tools_.mask),
                      tools_.plugins.create(block.text("type")), state};
    callPlugin(block.kind + " " + block.name, kConfigureLimit,
               [plugin = instance.plugin, host = instance.host, settings] { plugin->configure(settings, *host); });
    return instance;
  }

  void addSource(const Block& block) {
    const auto old = before_.sources.find(block.name);
    const auto instance = instanceOf(block, block.name, coreOptions("source"),
                                     old == before_.sources.end() ? nullptr : &old->second.instance);
    if (!instance) return;
    const Settings& settings = instance->settings;
    PlannedSource source{
        *instance,
        {block.name, settings.text("name"), settings.list("tags")},
        {settings.text("whenFull") == "wait" ? WhenFull::Wait : WhenFull::Drop, settings.duration("alert.after")},
        nullptr};
    if (source.origin.device.empty()) source.origin.device = block.name;
    source.source = std::dynamic_pointer_cast<Source>(instance->plugin);
    plan_.sources.emplace(block.name, std::move(source));
  }

  void addSink(const Block& block) {
    const auto old = before_.sinks.find(block.name);
    const auto instance =
        instanceOf(block, block.name, sinkOptions(), old == before_.sinks.end() ? nullptr : &old->second.instance);
    if (!instance) return;
    try {
      auto setup = setupOf(instance->settings);
      setup.name = block.name;
      setup.fingerprint = hashOf(instance->fingerprint);
      setup.sink = std::dynamic_pointer_cast<Sink>(instance->plugin);
      setup.host = instance->host;
      setup.mask = tools_.mask;
      for (const auto& [name, other] : plan_.sinks) {
        if (const auto why = whyNotShared(setup, other.setup); !why.empty()) problem(block, "rate.shared", why);
      }
      plan_.sinks.emplace(block.name, PlannedSink{*instance, std::move(setup)});
    } catch (const BadSettings& bad) {
      addProblems(block, bad, problems_);
    }
  }

  /// Who puts a value into a file of its own means a secret, whatever its type; but for a body of JSON.
  void keepFileSecrets(const Block& block) {
    for (const auto& [option, entry] : block.entries) {
      if (entry.fromFile && !isJsonObject(entry.text)) plan_.fileSecrets.push_back(entry.text);
    }
  }

  void checkDefaults(const Block& block) {
    if (!tools_.plugins.find(block.name) && !block.entries.empty()) {
      problem(block, block.entries.begin()->first, tools_.plugins.whyMissing(block.name));
    }
  }

  /// A transform block is checked even if no route uses it yet.
  void checkTransform(const Block& block) { instanceOf(block, block.name, coreOptions("transform"), nullptr); }

  std::optional<Route::Step> step(const Block& block, const std::string& place) {
    const auto old = before_.steps.find(place);
    const auto instance =
        instanceOf(block, place, coreOptions("transform"), old == before_.steps.end() ? nullptr : &old->second);
    if (!instance) return std::nullopt;
    plan_.steps[place] = *instance;
    return Route::Step{block.name, std::dynamic_pointer_cast<Transform>(instance->plugin), instance->state};
  }

  void addRoute(const Block& block) {
    const auto settings = checkBlock(block, coreOptions("route"), problems_);
    if (!settings) return;
    Route route{block.name, settings->list("from"), settings->list("events"), {}, {}};
    int place = 0;
    for (const auto& name : settings->list("transforms")) {
      const auto transform = configuration_.transforms.find(name);
      if (transform == configuration_.transforms.end()) {
        problem(block, "transforms",
                "there is no transform `" + name + "`" + didYouMean(name, namesIn(configuration_.transforms)));
        continue;
      }
      if (auto made = step(transform->second, block.name + "." + std::to_string(++place) + "." + name))
        route.steps.push_back(*made);
    }
    for (const auto& name : settings->list("to")) addTarget(block, name, route);
    finish(std::move(route));
  }

  void addTarget(const Block& block, const std::string& name, Route& route) {
    if (!configuration_.sinks.contains(name)) {
      problem(block, "to", "there is no sink `" + name + "`" + didYouMean(name, namesIn(configuration_.sinks)));
      return;
    }
    routed_.insert(name);
    const auto sink = plan_.sinks.find(name);
    if (sink != plan_.sinks.end() && sink->second.setup.hook.enabled()) route.sinks.push_back(name);
  }

  /// What a sink's own `from`, `events`, `progress` and `cooldown` are short for. A sink that a route names has it only
  /// if it says so.
  void addHookRoute(const Block& block) {
    const auto sink = plan_.sinks.find(block.name);
    if (sink == plan_.sinks.end() || !sink->second.setup.hook.enabled()) return;
    if (routed_.contains(block.name) && !block.find("from") && !block.find("events") && !block.find("progress")) return;
    const Hook& hook = sink->second.setup.hook;
    Route route{"sink." + block.name, hook.from(), hook.events(), {}, {block.name}};
    if (hook.progress() > 0)
      addHookStep(block, "progress", "progress_throttle", "every", std::to_string(hook.progress()), route);
    if (hook.cooldown().count() > 0)
      addHookStep(block, "cooldown", "cooldown", "period", std::to_string(hook.cooldown().count()) + "ms", route);
    finish(std::move(route));
  }

  void addHookStep(const Block& sink, const std::string& said, const std::string& type, const std::string& option,
                   const std::string& value, Route& route) {
    const Entry* at = sink.find(said) ? sink.find(said) : sink.find("type");
    Block block{"transform", type, {}};
    block.entries["type"] = {type, at->at, at->key};
    block.entries[option] = {value, at->at, at->key};
    if (auto made = step(block, route.name + "." + type)) route.steps.push_back(*made);
  }

  /// Takes the route over from `before` if nothing about it changed, so that it keeps its lock and its thread.
  void finish(Route route) {
    std::string print;
    const auto add = [&print](const std::vector<std::string>& words) {
      for (const auto& word : words) print += word + ',';
      print += '\n';
    };
    add(route.from);
    add(route.events);
    add(route.sinks);
    for (const auto& step : route.steps)
      print += std::to_string(reinterpret_cast<std::uintptr_t>(step.transform.get())) + ',';
    plan_.routePrints[route.name] = print;
    const auto old = before_.routePrints.find(route.name);
    if (old != before_.routePrints.end() && old->second == print) {
      const auto same = [&](const auto& other) { return other->name == route.name; };
      plan_.routes.push_back(*std::find_if(before_.routes.begin(), before_.routes.end(), same));
    } else {
      plan_.routes.push_back(std::make_shared<const Route>(std::move(route)));
    }
  }

  const Configuration& configuration_;
  const PlanTools& tools_;
  const Plan& before_;
  std::vector<ConfigProblem> problems_;
  std::set<std::string> routed_;
  Plan plan_;
};

bool asksFor(const Instance& instance, std::string_view variable) {
  const auto* user = dynamic_cast<const TemplateUser*>(instance.plugin.get());
  return user && user->uses(variable);
}

}  // namespace

std::vector<std::string> Plan::secrets() const {
  std::vector<std::string> all = fileSecrets;
  const auto add = [&all](const Instance& instance) {
    for (auto& secret : instance.settings.secrets()) all.push_back(std::move(secret));
  };
  for (const auto& [name, source] : sources) add(source.instance);
  for (const auto& [name, sink] : sinks) add(sink.instance);
  for (const auto& [name, step] : steps) add(step);
  return all;
}

bool Plan::uses(std::string_view variable) const {
  const auto sinkUses = [&](const auto& sink) {
    return sink.second.setup.hook.usesInMessages(variable) || asksFor(sink.second.instance, variable);
  };
  return std::any_of(sinks.begin(), sinks.end(), sinkUses) ||
         std::any_of(steps.begin(), steps.end(), [&](const auto& step) { return asksFor(step.second, variable); });
}

bool Plan::leads(const Origin& origin, std::string_view type) const {
  const Event event{.type = std::string(type), .device = origin.device};
  return std::any_of(routes.begin(), routes.end(),
                     [&](const auto& route) { return !route->sinks.empty() && route->matches(origin, event); });
}

Plan makePlan(const Configuration& configuration, const PlanTools& tools, const Plan& before) {
  return PlanMaker(configuration, tools, before).make();
}

}  // namespace herald::core
