#include "event_names.h"

#include <Poco/Glob.h>

#include <algorithm>
#include <array>

namespace herald::octoprint {
namespace {

constexpr std::array<std::string_view, 7> kJob{"PrintStarted",   "PrintDone",   "PrintFailed", "PrintCancelling",
                                               "PrintCancelled", "PrintPaused", "PrintResumed"};

constexpr std::array<std::string_view, 5> kErrors{"Error", "EStop", "PrinterReset", "TransferFailed",
                                                  "InvalidToolReported"};

constexpr std::array<std::string_view, 6> kOwn{"ClientOpened", "ClientAuthed", "ClientDeauthed",
                                               "ClientClosed", "UserLoggedIn", "UserLoggedOut"};

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
  if (isJobEvent(type) || type == "UserActionNeeded") return Category::Lifecycle;
  if (type == "PrintProgress") return Category::Progress;
  return contains(kErrors, type) ? Category::Error : Category::Other;
}

bool EventNames::reported(const std::string& type) const {
  if (!contains(kOwn, type) && !type.starts_with("plugin_webhooks_")) return true;
  return std::any_of(included_.begin(), included_.end(),
                     [&](const std::string& glob) { return Poco::Glob(glob).match(type); });
}

}  // namespace herald::octoprint
