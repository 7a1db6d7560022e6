// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "heraldd/api/operations/operation.h"
#include "heraldd/api/trying/event_choice.h"

namespace herald::core {

/// What a preview and a test can choose:
///
///   GET /api/v1/events/recent?sink&type&limit   {"events": [{"id", "type", "device", "source", "time", "subject",
///                                               "category", "example"}]}: events that have happened, the newest
///                                               first, then an example of each type, which has no id
class EventResource final : public Resource {
 public:
  explicit EventResource(const EventChoice& events) : events_(events) {}  ///< `events` outlives it

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  ApiAnswer recent(const ApiRequest& request) const;

  const EventChoice& events_;
};

}  // namespace herald::core
