// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/sink_variants.h"

#include <algorithm>
#include <utility>

namespace herald::core {

namespace {

class PreviewedVariants final : public SinkVariants, public Previewer {
 public:
  using SinkVariants::SinkVariants;

  Preview preview(const Attempt& attempt) override {
    const auto& version = versionFor(attempt.event);
    return dynamic_cast<Previewer&>(*version.sink).preview(limited(attempt, version));
  }
};

}  // namespace

SinkVariants::SinkVariants(VariantChooser chooser, std::vector<SinkVersion> versions)
    : chooser_(std::move(chooser)), versions_(std::move(versions)) {}

Outcome SinkVariants::deliver(const Attempt& attempt) {
  const auto& version = versionFor(attempt.event);
  return version.sink->deliver(limited(attempt, version));
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
  if (dynamic_cast<const Previewer*>(versions.front().sink.get()))
    return std::make_shared<PreviewedVariants>(std::move(chooser), std::move(versions));
  return std::make_shared<SinkVariants>(std::move(chooser), std::move(versions));
}

Millis longestTimeout(const std::vector<SinkVersion>& versions) {
  return std::ranges::max_element(versions, {}, &SinkVersion::timeout)->timeout;
}

}  // namespace herald::core
