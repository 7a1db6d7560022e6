#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "costly_fields.h"
#include "event_names.h"
#include "herald/feed.h"
#include "job.h"
#include "printer_state.h"
#include "printing/user_action.h"
#include "push_message.h"
#include "reconcile.h"
#include "rest_client.h"

namespace herald::octoprint {

/// Makes Herald's events of what one OctoPrint says over one push connection. What it knows of the job is kept, so that
/// a connection or Herald itself may end at any moment: the next Printer tells the rest of the story, and nothing
/// twice, since that is saved in one with the events that lead to it. For one thread.
class Printer {
 public:
  Printer(Feed& feed, RestClient& rest, EventNames names);

  void take(const PushMessage& message);

  /// To be called at wakeAt(), once no message is left unread: settles what OctoPrint reports, but told no event of.
  void settle();
  Clock::time_point wakeAt() const;

 private:
  void history(std::string_view body);
  void current(std::string_view body);
  void event(std::string_view body);
  void followJob(std::string_view type, std::string_view payload);
  void advance();
  void readLines(std::string_view logs);
  void adopt();
  void compareAgain();
  void beginUnseen();
  void endUnseen();
  void add(const std::string& type, const std::string& payload);
  void tell();
  std::string text() const;
  std::string subjectOf(std::string_view payload) const;

  Feed& feed_;
  RestClient& rest_;
  EventNames names_;
  std::string told_;  ///< how the printer stood when it was told of last; empty: never
  CostlyFields costly_;
  PrinterState state_{};
  common::UserAction userAction_{};
  std::optional<Job> job_{};                         ///< the one that runs
  std::string lastSubject_{};                        ///< of the job before, which an event may still be about
  std::optional<UnseenEnd> unseenEnd_{};             ///< the last one that was told, of which OctoPrint may yet tell
  bool known_ = false;                               ///< was this printer ever seen before?
  std::optional<Clock::time_point> differsSince_{};  ///< the state, which came after the last event of the job
  std::vector<Event> events_{};                      ///< of the message at hand
  Clock::time_point answersBy_{};                    ///< until when OctoPrint may be asked about them
};

}  // namespace herald::octoprint
