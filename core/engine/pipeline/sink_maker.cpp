// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/sink_maker.h"

#include <Poco/SHA2Engine.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "engine/pipeline/picture_wish.h"
#include "engine/pipeline/sink_options.h"
#include "engine/pipeline/sink_variants.h"

namespace herald::core {

namespace {

/// The instance of a sink that has this fingerprint.
const Instance* instanceOf(const PlannedSink* sink, const std::string& fingerprint) {
  if (!sink) return nullptr;
  if (sink->instance.fingerprint == fingerprint) return &sink->instance;
  const auto found = std::ranges::find(sink->versions, fingerprint,
                                       [](const PlannedVersion& one) { return one.instance.fingerprint; });
  return found == sink->versions.end() ? nullptr : &found->instance;
}

bool takesManyCalls(const PlannedSink& sink) {
  try {
    return sink.setup.sink && sink.setup.sink->concurrent();
  } catch (...) {
    return false;  // the dispatcher reports it
  }
}

/// The instance of a sink for the events that match these selectors.
const Instance& instanceFor(const PlannedSink& sink, const SelectorSet& set) {
  const auto found = sink.chooser.versions().find(set);
  const auto number = found == sink.chooser.versions().end() ? 0 : found->second;
  return number == 0 ? sink.instance : sink.versions.at(number - 1).instance;
}

/// The sink whose instances may stay: `before`, or none. A call may hang in any of its instances. If one did, or if the
/// plugin takes one call at a time, none of them stays once anything has changed: so no other call meets the first, nor
/// the thread of a client that it holds. `all` has the options of these sets.
const PlannedSink* keepable(const PlannedSink* before, const std::vector<InstanceMaker::Checked>& all,
                            const std::vector<SelectorSet>& sets, const std::vector<VariantSelector>& selectors) {
  if (!before || (takesManyCalls(*before) && !before->instance.host->parts()->hasHung)) return before;
  if (selectors != before->chooser.selectors()) return nullptr;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (instanceFor(*before, sets[i]).fingerprint != all.at(i).fingerprint) return nullptr;
  }
  return before;
}

/// The first instance that stays. A new one shares with it what the instances of one sink share.
const Instance* stayingOf(const PlannedSink* sink, const std::vector<InstanceMaker::Checked>& all) {
  for (const auto& checked : all) {
    if (const auto* instance = instanceOf(sink, checked.fingerprint)) return instance;
  }
  return nullptr;
}

/// "on.Error, on.Error.for.mk3"; empty without any.
std::string nameOf(const SelectorSet& set, const std::vector<VariantSelector>& selectors) {
  std::string text;
  for (const auto i : set) text += (text.empty() ? "" : ", ") + toString(selectors.at(i));
  return text;
}

PlannedVersion versionOf(Instance instance, const Settings& settings) {
  PlannedVersion version;
  version.secrets = settings.secrets();
  version.timeout = settings.duration("timeout");
  version.snapshot = pictureWish(*instance.plugin, settings);
  instance.settings = {};
  version.instance = std::move(instance);
  return version;
}

/// The fingerprint holds secrets; its hash may be kept.
std::string hashOf(const std::string& fingerprint) {
  Poco::SHA2Engine hash(Poco::SHA2Engine::SHA_256);
  hash.update(fingerprint);
  return Poco::DigestEngine::digestToHex(hash.digest());
}

/// Equal only for equal versions, for the same events.
std::string printOfVersions(const PlannedSink& sink) {
  std::string print = sink.instance.fingerprint;
  for (const auto& selector : sink.chooser.selectors()) print += '\n' + toString(selector);
  for (const auto& [set, version] : sink.chooser.versions()) {
    for (const auto i : set) print += std::to_string(i) + ',';
    print += std::to_string(version) + '\n';
  }
  for (const auto& version : sink.versions) print += version.instance.fingerprint + '\n';
  return print;
}

std::vector<SinkVersion> runningVersions(const PlannedSink& sink) {
  const auto one = [](const Instance& instance, Millis timeout) {
    return SinkVersion{instance.host, std::dynamic_pointer_cast<Sink>(instance.plugin), timeout};
  };
  std::vector<SinkVersion> all{one(sink.instance, sink.instance.settings.duration("timeout"))};
  for (const auto& version : sink.versions) all.push_back(one(version.instance, version.timeout));
  return all;
}

/// The wish for a picture of the version that an event has. Empty if no version ever shows one.
std::function<std::uint64_t(const Event&)> wishOf(const PlannedSink& sink) {
  std::vector<std::function<std::uint64_t(const Event&)>> wishes{
      pictureWish(*sink.instance.plugin, sink.instance.settings)};
  for (const auto& version : sink.versions) wishes.push_back(version.snapshot);
  if (wishes.size() == 1) return wishes.front();
  if (std::ranges::none_of(wishes, [](const auto& wish) { return static_cast<bool>(wish); })) return {};
  return [chooser = sink.chooser, wishes = std::move(wishes)](const Event& event) -> std::uint64_t {
    const auto& wish = wishes.at(chooser.versionFor(event));
    return wish ? wish(event) : 0;
  };
}

}  // namespace

std::optional<PlannedSink> SinkMaker::make(const Block& block, const PlannedSink* old) {
  const auto options = instances_.optionsOf(block, sinkOptions());
  if (!options) return std::nullopt;
  const auto known = problems_.size();
  const VariantLayers layers(block, *options, problems_);
  const auto sets = possibleMatches(layers.selectors(), kMostVersions);
  if (sets.size() > kMostVersions) return refuse(block), std::nullopt;
  const auto all = check(layers, sets);
  const bool isWrong = std::any_of(problems_.begin() + static_cast<std::ptrdiff_t>(known), problems_.end(),
                                   [](const auto& problem) { return problem.severity == Severity::Error; });
  if (!all || isWrong) return std::nullopt;

  const PlannedSink* before = keepable(old, *all, sets, layers.selectors());
  PlannedSink sink;
  std::map<std::string, std::size_t> numbers;  // by fingerprint
  std::map<SelectorSet, std::size_t> versions;
  const Instance* sibling = stayingOf(before, *all);
  bool isWhole = true;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const auto& checked = all->at(i);
    const auto [number, isNew] = numbers.try_emplace(checked.fingerprint, numbers.size());
    versions[sets[i]] = number->second;
    if (!isNew) continue;
    const auto* staying = instanceOf(before, checked.fingerprint);
    const auto reported = problems_.size();
    auto instance = staying ? std::optional(*staying) : instances_.configure(checked, block.name, sibling);
    explain(reported, checked.block, sets[i], layers.selectors());
    isWhole = isWhole && instance;
    if (!instance) continue;
    instance->settings = checked.settings;
    if (number->second == 0) {
      sink.instance = std::move(*instance);
      if (!sibling) sibling = &sink.instance;
    } else {
      sink.versions.push_back(versionOf(std::move(*instance), checked.settings));
    }
  }
  if (!layers.selectors().empty()) sink.chooser = {layers.selectors(), std::move(versions)};
  return isWhole ? std::optional(std::move(sink)) : std::nullopt;
}

/// Checks the options of every version, so that all errors are known together.
auto SinkMaker::check(const VariantLayers& layers, const std::vector<SelectorSet>& sets)
    -> std::optional<std::vector<Checked>> {
  std::vector<Checked> all;
  for (const auto& set : sets) {
    const Block block = layers.block(set);
    const auto reported = problems_.size();
    if (auto checked = instances_.check(block, sinkOptions())) all.push_back(std::move(*checked));
    explain(reported, block, set, layers.selectors());
  }
  return all.size() == sets.size() ? std::optional(std::move(all)) : std::nullopt;
}

/// Says of the problems from `reported` on for which events they are, if no key says it: what a version lacks has no
/// key. Drops those that a less special version has too.
void SinkMaker::explain(std::size_t reported, const Block& block, const SelectorSet& set,
                        const std::vector<VariantSelector>& selectors) {
  std::set<std::string> keys;
  for (const auto& [option, entry] : block.entries) keys.insert(entry.key);
  std::vector<ConfigProblem> found(problems_.begin() + static_cast<std::ptrdiff_t>(reported), problems_.end());
  problems_.resize(reported);
  for (auto& problem : found) {
    if (keys.contains(problem.key)) {
      problems_.push_back(std::move(problem));
      continue;
    }
    const auto isSame = [&](const auto& one) { return one.first == problem && std::ranges::includes(set, one.second); };
    if (std::ranges::any_of(keyless_, isSame)) continue;
    keyless_.emplace_back(problem, set);
    if (!set.empty()) problem.text += " (with the options of " + nameOf(set, selectors) + ")";
    problems_.push_back(std::move(problem));
  }
}

void SinkMaker::refuse(const Block& block) {
  instances_.problem(block, "type",
                     "its `on.` and `for.` make more than " + std::to_string(kMostVersions) +
                         " versions of this sink: name fewer events and devices, or make several sinks");
}

void setVersions(PlannedSink& sink, const PlannedSink* before) {
  auto versions = runningVersions(sink);
  sink.setup.fingerprint = hashOf(printOfVersions(sink));
  sink.setup.host = sink.instance.host;
  sink.setup.onHang = [parts = sink.instance.host->parts()] { parts->hasHung = true; };
  sink.setup.timeout = longestTimeout(versions);
  sink.setup.snapshot = wishOf(sink);
  if (!sink.chooser.selectors().empty()) {
    sink.setup.selectors = [chooser = sink.chooser](const Event& event) { return chooser.describe(event); };
  }
  if (sink.versions.empty()) {
    sink.setup.sink = versions.front().sink;
  } else if (before && before->setup.fingerprint == sink.setup.fingerprint) {
    sink.setup.sink = before->setup.sink;
  } else {
    sink.setup.sink = asOneSink(sink.chooser, std::move(versions));
  }
}

}  // namespace herald::core
