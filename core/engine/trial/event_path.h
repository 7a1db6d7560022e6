// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/outbox/delivery.h"
#include "engine/pipeline/plan.h"

namespace herald::core {

bool leadsTo(const Route& route, const std::string& sink);

/// Who would publish such an event: the source of the plan that it names, or that has its device. Otherwise a source
/// that no configuration has.
Origin originOf(const Plan& plan, const Event& event);

/// The deliveries that an event of this origin causes at this sink, through all routes to it, and those of the timers
/// that it would set. Stores nothing. `limit` is for the transforms of one route. The transforms of the plan must not
/// run elsewhere.
std::vector<Delivery> deliveriesFor(const Plan& plan, const std::string& sink, const Origin& origin, Event event,
                                    Millis limit = std::chrono::seconds(10));

/// Why the event causes none, as a sentence: no route selects it, or transforms hold it back.
std::string whyNoDelivery(const Plan& plan, const std::string& sink, const Event& event);

}  // namespace herald::core
