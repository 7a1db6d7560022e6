// SPDX-License-Identifier: Apache-2.0
#include "printing/printer_flags.h"

#include <algorithm>
#include <initializer_list>

namespace herald::printing {
namespace {

bool isOneOf(std::string_view id, std::initializer_list<std::string_view> ids) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

// As in OctoPrint's MachineCom (OPERATIONAL_STATES, PRINTING_STATES and the properties beside them), and in
// ConnectedPrinterState of 2.0, which spells a transfer differently.
JsonObject printerFlags(std::string_view id, std::string_view sdReady) {
  const bool printing = isOneOf(id, {"STARTING", "PRINTING", "CANCELLING", "PAUSING", "RESUMING", "FINISHING"});
  const bool error = isOneOf(id, {"ERROR", "CLOSED_WITH_ERROR"});
  return JsonObject()
      .add("operational", printing || isOneOf(id, {"OPERATIONAL", "PAUSED", "TRANSFERING_FILE", "TRANSFERRING_FILE"}))
      .add("printing", printing)
      .add("cancelling", id == "CANCELLING")
      .add("pausing", id == "PAUSING")
      .add("resuming", id == "RESUMING")
      .add("finishing", id == "FINISHING")
      .add("closedOrError", error || isOneOf(id, {"CLOSED", "NONE", "OFFLINE"}))
      .add("error", error)
      .add("paused", id == "PAUSED")
      .add("ready", id == "OPERATIONAL")
      .addRaw("sdReady", sdReady.empty() ? "false" : sdReady);
}

}  // namespace herald::printing
