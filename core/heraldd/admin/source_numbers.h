// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/event_bus/custody_counts.h"
#include "herald/json.h"
#include "heraldd/admin/status_report.h"

namespace herald::core {

/// As a JSON object; null if the source has never had anything in custody.
std::string toJson(const CustodyCounts& counts);

/// The numbers of each source, as a page shows them: what it has in custody, and the counters and values of its plugin.
/// A value of which there are many, such as the lag of each partition, becomes its sum and where there is most of it,
/// so that a page that hears of it each second gets little. The constructor passes the report once, because a farm has
/// hundreds of sources. A value.
class SourceNumbers {
 public:
  explicit SourceNumbers(const StatusReport& report);

  /// Adds the members of sourceNumbersSchema: `custody`, `counters` and `measures`. An unknown source has none.
  void addTo(JsonObject& object, const std::string& source) const;

 private:
  /// Of one name: "partition_lag".
  struct Measure {
    int count = 0;
    double sum = 0;
    double most = 0;
    std::string of{};  ///< where there is most of it; empty if nowhere is more than 0
  };
  struct Numbers {
    CustodyCounts custody{};
    std::map<std::string, std::uint64_t> counters{};
    std::map<std::string, Measure> measures{};
  };

  Numbers* find(const std::string& instance);

  std::map<std::string, Numbers> sources_{};  // by the name of the instance: "source.mk3"
};

extern const char* const kCustodySchema;
std::string sourceNumbersSchema();  ///< the three members, without braces

}  // namespace herald::core
