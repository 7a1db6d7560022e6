// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/pipeline/variant_chooser.h"
#include "herald/async_sink.h"
#include "herald/host.h"
#include "herald/sink.h"

namespace herald::core {

/// One configured instance of a sink's plugin, for some of the sink's events.
struct SinkVersion {
  std::shared_ptr<Host> host{};  ///< outlives the sink
  std::shared_ptr<Sink> sink{};
  Millis timeout{0};  ///< of one attempt
};

/// A sink whose options differ by event or device: it hands each event to the version that has them. To the dispatcher
/// it is one sink, with one queue. Its timeout is the longest one of the versions; it gives each no more than its own.
/// Calls overlap only if every version allows it. Every thread may call it as it may call the versions.
class SinkVariants : public Sink, public TemplateUser {
 public:
  /// `versions` has one for each number of the chooser.
  SinkVariants(VariantChooser chooser, std::vector<SinkVersion> versions);

  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}  // the versions are configured
  Outcome deliver(const Attempt& attempt) override;
  bool concurrent() const override;
  bool uses(std::string_view variable) const override;  ///< true if a version does

 protected:
  const SinkVersion& versionFor(const Event& event) const;
  void beginVersion(const Attempt& attempt, const Completion& done) const;  ///< only if the versions are AsyncSinks

  /// The attempt as this version gets it.
  Attempt limited(const Attempt& attempt, const SinkVersion& version) const;

 private:
  const VariantChooser chooser_;
  const std::vector<SinkVersion> versions_;
};

/// The versions as one sink. It is a Previewer and an AsyncSink if they are.
std::shared_ptr<Sink> asOneSink(VariantChooser chooser, std::vector<SinkVersion> versions);

/// The longest timeout of the versions.
Millis longestTimeout(const std::vector<SinkVersion>& versions);

}  // namespace herald::core
