// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/call.h"

#include "engine/plugin_host/plugin_call.h"

namespace herald::core {

bool Call::begin(Clock::time_point now) {
  begun_ = now;
  deadline_ = now + setup->timeout;
  return move(State::Claiming, State::Begun);
}

bool Call::end() { return move(State::Begun, State::Ended); }

bool Call::cancel() { return move(State::Claiming, State::Cancelled); }

// begin() of a sink may hang although the attempt has ended elsewhere.
bool Call::wallOff() {
  if (!move(State::Begun, State::WalledOff) && !(isOnlyInside() && move(State::Ended, State::WalledOff))) return false;
  hanging_.emplace(whoIs("sink", setup->name, setup->plugin));
  return true;
}

void Call::comeBack() {
  hanging_.reset();
  move(State::WalledOff, State::Ended);
}

Clock::time_point Call::limit(Clock::time_point now) const {
  switch (state_) {
    case State::Claiming: return now + setup->timeout + kGrace;
    case State::Begun: return deadline_ + kGrace;
    case State::Ended: return isOnlyInside() ? deadline_ + kGrace : Clock::time_point::max();
    default: return Clock::time_point::max();
  }
}

}  // namespace herald::core
