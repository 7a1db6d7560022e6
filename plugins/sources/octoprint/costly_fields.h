// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "herald/feed.h"
#include "herald/json.h"
#include "rest_client.h"

namespace herald::octoprint {

/// The variables that cost a request: `meta` (what OctoPrint knows about the job's file) and `appearance` (OctoPrint's
/// name and colour). Herald requests each one only if a template uses it, once, and again when OctoPrint reports a
/// change. Events wait for the answer one after the other, so Herald leaves an OctoPrint that does not answer alone for
/// a while. For one thread.
class CostlyFields {
 public:
  /// Requests the appearance. Construct it before OctoPrint sends events, because it waits longer than an event may.
  /// `feed` and `rest` must outlive this object.
  CostlyFields(const Feed& feed, RestClient& rest);

  /// Takes note of an event that makes a known value outdated.
  void noteEvent(std::string_view type, std::string_view payload);

  /// Adds the fields that templates use to the context of an event about this file. An empty `path` means no file. It
  /// waits for OctoPrint until `deadline`; a field without an answer keeps its last value, or is {}.
  void addTo(JsonObject& context, const std::string& origin, const std::string& path, Clock::time_point deadline);

 private:
  void fetchMeta(const std::string& origin, const std::string& path, Clock::time_point deadline);
  void fetchAppearance(Clock::time_point deadline);

  struct Field {
    std::string value{"{}"};
    bool current = false;
    Clock::time_point notBefore{};  ///< when to ask again, after OctoPrint answered without this field
  };
  bool due(const Field& field, Clock::time_point deadline) const;
  void store(Field& field, bool answered, std::string value);

  const Feed& feed_;
  RestClient& rest_;
  Field meta_, appearance_;
  std::string origin_, path_;
  Clock::time_point notBefore_{};  ///< when to ask again, after OctoPrint did not answer
};

}  // namespace herald::octoprint
