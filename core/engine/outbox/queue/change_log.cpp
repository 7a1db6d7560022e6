// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// An attempt says itself how it has ended.
void ChangeLog::tell(LogStep step, const std::string& sink, Category category, std::shared_ptr<const Event> event,
                     const std::string& reason) const {
  if (AttemptTrace::isOn()) return;
  LogEntry entry{.step = step, .category = category, .sink = sink, .reason = reason};
  if (event) {
    entry.source = event->source;
    entry.device = event->device;
    entry.event = event->id;
    entry.type = event->type;
  }
  steps_(std::move(entry), {std::move(event), {}});
}

}  // namespace herald::core
