// SPDX-License-Identifier: Apache-2.0
#include "printing/event_kinds.h"

#include <algorithm>
#include <array>

namespace herald::printing {
namespace {

constexpr std::array<std::string_view, 7> kJob{"PrintStarted",   "PrintDone",   "PrintFailed", "PrintCancelling",
                                               "PrintCancelled", "PrintPaused", "PrintResumed"};

constexpr std::array<std::string_view, 2> kWaits{"UserActionNeeded", "FilamentRunout"};

constexpr std::array<std::string_view, 5> kErrors{"Error", "EStop", "PrinterReset", "TransferFailed",
                                                  "InvalidToolReported"};

template <class List>
bool contains(const List& list, std::string_view type) {
  return std::find(list.begin(), list.end(), type) != list.end();
}

}  // namespace

bool isJobEvent(std::string_view type) { return contains(kJob, type); }

bool isJobEnd(std::string_view type) {
  return type == "PrintDone" || type == "PrintFailed" || type == "PrintCancelled";
}

Category categoryOf(std::string_view type) {
  if (isJobEvent(type) || contains(kWaits, type)) return Category::Lifecycle;
  if (type == "PrintProgress") return Category::Progress;
  return contains(kErrors, type) ? Category::Error : Category::Other;
}

}  // namespace herald::printing
