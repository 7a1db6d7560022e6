// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "herald/json.h"
#include "klippy_status.h"

namespace herald::moonraker {

/// The state of Klipper's host process, as `server.info` or `webhooks` says.
struct Klippy {
  std::string state{};    ///< ready, startup, shutdown, error or disconnected; empty: unknown
  std::string message{};  ///< why it is not ready, in several lines

  /// The message in one line, without the advice that Klipper adds to all of them.
  std::string reason() const;

  bool ready() const { return state == "ready"; }
  bool broken() const { return state == "shutdown" || state == "error"; }
};

/// OctoPrint's id for the state of the printer: OPERATIONAL, PRINTING, PAUSED, ERROR, OFFLINE or CONNECTING.
std::string stateId(const Klippy& klippy, const KlippyStatus::Snapshot& now);

/// OctoPrint's text for such an id, such as "Operational".
std::string stateText(std::string_view id);

/// The fields of OctoPrint's job events for this file: name, path, origin, size. `metadata` is raw, as the answer to
/// server.files.metadata; {} if it is unknown.
std::string jobFields(std::string_view path, std::string_view metadata);

/// The context of an event with OctoPrint's names: state, job, progress, currentZ, offsets, temperatures. What Klipper
/// does not say is null. `path` is the file of the print; empty: none.
JsonObject contextOf(const Klippy& klippy, const KlippyStatus& status, std::string_view path,
                     std::string_view metadata);

/// `context` with the progress of a print that starts, or that is done.
std::string withStart(std::string_view context);
std::string withEnd(std::string_view context);

}  // namespace herald::moonraker
