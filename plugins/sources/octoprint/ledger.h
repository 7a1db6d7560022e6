#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/saved_state.h"
#include "herald/host.h"

namespace herald::octoprint {

/// What was told of a printer: the state in the store, and the events that lead from one state to the next. Events that
/// change the state are in the store before they are published. So the process may end at any moment: what it was about
/// to tell is told at the next start, under the ids it would have had, and by those ids a receiver knows what it has
/// already. For one thread.
class Ledger {
 public:
  explicit Ledger(Feed& feed);

  /// What was saved last, a JSON object; empty if there is none.
  const std::string& state() const { return state_; }

  /// Tells what an earlier end left untold. To be called before tell().
  void catchUp();

  /// Publishes the events, all at once, and saves the state that they lead to; an empty one is not saved. Throws what
  /// publishing throws; the rest is then told by the next Ledger.
  void tell(std::vector<Event> events, const std::string& state);

 private:
  Feed& feed_;
  common::SavedState saved_;
  std::string state_{};
  std::vector<Event> untold_{};
};

}  // namespace herald::octoprint
