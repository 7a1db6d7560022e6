#pragma once

#include <string>
#include <string_view>

#include "herald/feed.h"
#include "herald/json.h"
#include "rest_client.h"

namespace herald::octoprint {

/// The variables that cost a request: `meta`, what OctoPrint knows of the job's file, and `appearance`, its name and
/// colour. Asked for only where a template uses them, once, and again when OctoPrint says that they changed. An
/// OctoPrint that did not answer is not asked for any of them for a while: events wait for it, one behind the other.
class CostlyFields {
 public:
  /// To be made before OctoPrint sends events: asks for the appearance, and waits longer for it than an event could.
  CostlyFields(const Feed& feed, RestClient& rest);

  /// Notes what makes a known value old.
  void event(std::string_view type, std::string_view payload);

  /// Adds what is wanted to the context of an event about this file (empty: none), as far as OctoPrint answers by
  /// `deadline`.
  void addTo(JsonObject& context, const std::string& origin, const std::string& path, Clock::time_point deadline);

 private:
  void fetchMeta(const std::string& origin, const std::string& path, Clock::time_point deadline);
  void fetchAppearance(Clock::time_point deadline);

  struct Field {
    std::string value{"{}"};
    bool current = false;
    Clock::time_point notBefore{};  ///< OctoPrint had nothing to say of it
  };
  bool due(const Field& field, Clock::time_point deadline) const;
  void take(Field& field, bool answered, std::string value);

  const Feed& feed_;
  RestClient& rest_;
  Field meta_, appearance_;
  std::string origin_, path_;
  Clock::time_point notBefore_{};  ///< OctoPrint did not answer at all
};

}  // namespace herald::octoprint
