// SPDX-License-Identifier: Apache-2.0
#include "printing/event_kinds.h"

#include <algorithm>
#include <array>

namespace herald::printing {
namespace {

constexpr std::array<std::string_view, 7> kJob{"PrintStarted",   "PrintDone",   "PrintFailed", "PrintCancelling",
                                               "PrintCancelled", "PrintPaused", "PrintResumed"};

constexpr std::array<std::string_view, 4> kAboutJob{"PrintProgress", "PrintLayer", "FirstLayerDone", "BedCooled"};

}  // namespace

bool isAboutJob(std::string_view type) {
  return isJobEvent(type) || std::find(kAboutJob.begin(), kAboutJob.end(), type) != kAboutJob.end();
}

bool isJobEvent(std::string_view type) { return std::find(kJob.begin(), kJob.end(), type) != kJob.end(); }

bool isJobEnd(std::string_view type) {
  return type == "PrintDone" || type == "PrintFailed" || type == "PrintCancelled";
}

}  // namespace herald::printing
