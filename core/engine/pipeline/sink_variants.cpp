// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/sink_variants.h"

#include <algorithm>
#include <utility>

#include "engine/dispatch/threads/attempt.h"

namespace herald::core {

namespace {

/// Adds the ability to preview.
template <typename Base>
class Previewed final : public Base, public Previewer {
 public:
  using Base::Base;

  Preview preview(const Attempt& attempt) override {
    const auto& version = this->versionFor(attempt.event);
    return dynamic_cast<Previewer&>(*version.sink).preview(this->limited(attempt, version));
  }
};

/// Adds the ability to begin an attempt.
class BegunVariants : public SinkVariants, public AsyncSink {
 public:
  using SinkVariants::SinkVariants;
  void begin(const Attempt& attempt, Completion done) override { beginVersion(attempt, done); }
};

template <typename Base>
std::shared_ptr<Sink> oneSink(VariantChooser chooser, std::vector<SinkVersion> versions) {
  if (dynamic_cast<const Previewer*>(versions.front().sink.get()))
    return std::make_shared<Previewed<Base>>(std::move(chooser), std::move(versions));
  return std::make_shared<Base>(std::move(chooser), std::move(versions));
}

}  // namespace

SinkVariants::SinkVariants(VariantChooser chooser, std::vector<SinkVersion> versions)
    : chooser_(std::move(chooser)), versions_(std::move(versions)) {}

Outcome SinkVariants::deliver(const Attempt& attempt) {
  const auto& version = versionFor(attempt.event);
  return version.sink->deliver(limited(attempt, version));
}

// The attempt as the version gets it lives until its end, and until begin() has returned.
void SinkVariants::beginVersion(const Attempt& attempt, const Completion& done) const {
  const auto& version = versionFor(attempt.event);
  const auto own = std::make_shared<const Attempt>(limited(attempt, version));
  const Completion end([own, done](Outcome outcome) { done(std::move(outcome)); });
  try {
    dynamic_cast<AsyncSink&>(*version.sink).begin(*own, end);
  } catch (...) {
    end(thrownOutcome());
  }
}

bool SinkVariants::concurrent() const {
  return std::ranges::all_of(versions_, [](const SinkVersion& version) { return version.sink->concurrent(); });
}

bool SinkVariants::uses(std::string_view variable) const {
  return std::ranges::any_of(versions_, [&](const SinkVersion& version) {
    const auto* user = dynamic_cast<const TemplateUser*>(version.sink.get());
    return user && user->uses(variable);
  });
}

const SinkVersion& SinkVariants::versionFor(const Event& event) const {
  return versions_.at(chooser_.versionFor(event));
}

Attempt SinkVariants::limited(const Attempt& attempt, const SinkVersion& version) const {
  Attempt own = attempt;
  const bool hasLimit = attempt.deadline != Clock::time_point::max();
  if (hasLimit) own.deadline -= longestTimeout(versions_) - version.timeout;
  return own;
}

std::shared_ptr<Sink> asOneSink(VariantChooser chooser, std::vector<SinkVersion> versions) {
  if (dynamic_cast<const AsyncSink*>(versions.front().sink.get()))
    return oneSink<BegunVariants>(std::move(chooser), std::move(versions));
  return oneSink<SinkVariants>(std::move(chooser), std::move(versions));
}

Millis longestTimeout(const std::vector<SinkVersion>& versions) {
  return std::ranges::max_element(versions, {}, &SinkVersion::timeout)->timeout;
}

}  // namespace herald::core
