// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "group_reader.h"
#include "herald/prober.h"
#include "herald/source.h"
#include "herald/vocabulary.h"

namespace herald::kafka {

/// Makes an event of each record of some topics, as a member of a consumer group. Herald keeps the events in custody:
/// the log has them until Herald has settled them, so a machine that dies loses none.
class KafkaSource : public Source, public Adviser, public Prober {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override { return "Makes an event of each record of Kafka topics, as one of a group."; }
  void configure(const Settings& settings, Host& host) override;
  void run(Feed& feed) override;
  std::vector<Problem> advice() const override;
  std::vector<Trouble> probe(Clock::time_point deadline) override;

 private:
  std::optional<ReadingSetup> setup_{};
};

}  // namespace herald::kafka
