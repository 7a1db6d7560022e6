#pragma once

#include <string>
#include <string_view>

#include "herald/host.h"
#include "herald/json.h"
#include "rest_client.h"

namespace herald::octoprint {

/// The variables that cost a request: `meta`, what OctoPrint knows of the job's file, and `appearance`, its name and
/// colour. Asked for only where a template uses them, once, and again when OctoPrint says that they changed.
class CostlyFields {
 public:
  CostlyFields(const Feed& feed, RestClient& rest);

  /// Notes what makes a known value old.
  void event(std::string_view type, std::string_view payload);

  /// Adds what is wanted to the context of an event about this file (empty: none), as far as OctoPrint answers by
  /// `deadline`.
  void addTo(JsonObject& context, const std::string& origin, const std::string& path, Clock::time_point deadline);

 private:
  void fetchMeta(const std::string& origin, const std::string& path, Clock::time_point deadline);
  void fetchAppearance(Clock::time_point deadline);

  /// A value and until when it is not to be asked for again.
  struct Field {
    std::string value{"{}"};
    bool current = false;
    Clock::time_point notBefore{};
    bool due() const { return !current && Clock::now() >= notBefore; }
    void take(std::string newValue);
  };

  const Feed& feed_;
  RestClient& rest_;
  Field meta_, appearance_;
  std::string origin_, path_;
};

}  // namespace herald::octoprint
