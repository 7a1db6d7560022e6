// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heraldd/admin/status_report.h"

namespace herald::core {

/// Something that the operator can do: a button of the console.
enum class WayOut : std::uint8_t {
  Edit,        ///< open the form of it
  Retry,       ///< try again at once
  Resume,      ///< end a pause
  Dead,        ///< look at its dead letters
  Check,       ///< read the configuration again
  Acknowledge  ///< the loss is known
};

std::string_view toString(WayOut way);  ///< "edit", "retry", …: the page has its own label
std::string_view labelOf(WayOut way);   ///< "Change the settings"

/// What needs the operator now, with the ways out of it. A value.
struct Attention {
  enum class Severity : std::uint8_t {
    Error,   ///< it keeps events from arriving
    Warning  ///< somebody should look at it
  };

  Severity severity = Severity::Error;
  std::string about{};     ///< what is wrong with the subject, if several things can be: "dead"; else empty
  std::string kind{};      ///< of the subject: "sink", "source", "configuration" or "outbox"
  std::string name{};      ///< of the sink or the source, or the configuration file
  std::string sentence{};  ///< what is wrong
  std::optional<std::chrono::system_clock::time_point> since{};
  std::size_t kept = 0;  ///< events that Herald keeps for it
  std::vector<WayOut> waysOut{};

  /// The same while the problem lasts, and unique: "sink.slack", "dead.sink.slack".
  std::string id() const;

  /// The sentence, and how many events are kept: "sink slack is on hold: 404. Herald keeps 12 events."
  std::string text() const;
};

/// The errors first, and among them those for which most events wait.
std::vector<Attention> attentionsOf(const StatusReport& report);

/// The same as a JSON array, for the API:
/// [{"id", "severity", "text", "since", "kept", "subject": {"kind", "name"}, "actions": [{"do", "label", "post"}]}].
/// `post` is what to POST to, below /api/v1; null if the action only opens a page.
std::string toJson(const std::vector<Attention>& attentions);

extern const char* const kAttentionSchema;  ///< of one of them

}  // namespace herald::core
