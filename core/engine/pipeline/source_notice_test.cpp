// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/source_notice.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "herald/sink.h"
#include "herald/source_watcher.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WatchingSink final : public Sink, public SourceWatcher {
 public:
  explicit WatchingSink(bool throws = false) : throws_(throws) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt&) override { return {}; }
  void sourcesAre(const std::vector<ConfiguredSource>& sources) override {
    if (throws_) throw std::runtime_error("no");
    seen = sources;
  }
  std::vector<ConfiguredSource> seen{};

 private:
  const bool throws_;
};

TEST(SourceNotice, eachInstanceOfASinkLearnsTheSources) {
  const auto first = std::make_shared<WatchingSink>(), version = std::make_shared<WatchingSink>();
  Plan plan;
  plan.sources["b"].origin = {"b", "Prusa", {}};
  plan.sources["a"].origin = {"a", "a", {}};
  plan.sinks["angry"].instance.plugin = std::make_shared<WatchingSink>(true);
  plan.sinks["home"].instance.plugin = first;
  plan.sinks["home"].versions.emplace_back().instance.plugin = version;
  tellSources(plan);
  for (const auto& sink : {first, version})
    EXPECT_THAT(sink->seen, ElementsAre(ConfiguredSource{"a", "a"}, ConfiguredSource{"b", "Prusa"}));
}

TEST(SourceNotice, onlyASinkOfWhichNothingStaysLearnsThatThereAreNone) {
  const auto removed = std::make_shared<WatchingSink>(), replaced = std::make_shared<WatchingSink>(),
             staying = std::make_shared<WatchingSink>(), version = std::make_shared<WatchingSink>(),
             fresh = std::make_shared<WatchingSink>();
  Plan old;
  old.sources["a"].origin = {"a", "a", {}};
  old.sinks["removed"].instance.plugin = removed;
  old.sinks["replaced"].instance.plugin = replaced;
  old.sinks["home"].instance.plugin = staying;
  old.sinks["home"].versions.emplace_back().instance.plugin = version;
  tellSources(old);
  Plan next = old;
  next.sinks.erase("removed");
  next.sinks["replaced"].instance.plugin = fresh;
  next.sinks["home"].versions.clear();
  tellSources(next);
  tellTheGone(old, next);
  for (const auto& sink : {removed, replaced}) EXPECT_THAT(sink->seen, IsEmpty());
  for (const auto& sink : {staying, version, fresh}) EXPECT_THAT(sink->seen, SizeIs(1));
}

}  // namespace
}  // namespace herald::core
