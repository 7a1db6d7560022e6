// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "engine/outbox/outbox.h"
#include "heraldd/api/deliveries/dead_letter_jobs.h"
#include "heraldd/api/deliveries/jobs.h"
#include "heraldd/api/deliveries/outbox_page.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// The deliveries that Herald does not try again by itself:
///
///   GET  /api/v1/dead          {"deadLetters": [DeadLetter], "groups": [DeadLetterGroup], "next": sequence or null}.
///                              `groups` has all that the filter selects, by sink, status and reason, and is empty on
///                              the pages after the first
///   POST /api/v1/dead/replay   {"select": {…}, "as": "was" or "today"}: 202 with the job. "was" is the delivery as
///                              Herald accepted it; "today" only what today's configuration brings to the sink, see
///                              refusalToday(). The sink renders both with its settings of today
///   POST /api/v1/dead/purge    {"select": {…}}: 202 with the job
class DeadLetterResource final : public Resource {
 public:
  /// `outbox` and `jobs` outlive it.
  DeadLetterResource(Outbox& outbox, DeadLetterJobs work, Jobs& jobs, OutboxPage::SnapshotOf snapshotOf = {})
      : outbox_(outbox), work_(std::move(work)), jobs_(jobs), snapshotOf_(std::move(snapshotOf)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  ApiAnswer list(const ApiRequest& request);
  ApiAnswer replay(const ApiRequest& request);
  ApiAnswer purge(const ApiRequest& request);
  std::string groupsOf(const DeadLetterSelection& selection);

  Outbox& outbox_;
  const DeadLetterJobs work_;
  Jobs& jobs_;
  const OutboxPage::SnapshotOf snapshotOf_;
};

}  // namespace herald::core
