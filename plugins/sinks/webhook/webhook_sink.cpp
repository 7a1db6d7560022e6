// SPDX-License-Identifier: Apache-2.0
#include "webhook_sink.h"

#include <utility>

#include "herald/host.h"

namespace herald::webhook {

std::vector<Option> WebhookSink::options() const {
  std::vector<Option> all = RequestBuilder::options();
  for (Option& option : httpOptions()) all.push_back(std::move(option));
  return all;
}

void WebhookSink::configure(const Settings& settings, Host& host) {
  host_ = &host;
  builder_ = RequestBuilder(settings);
  statuses_ = StatusTable(settings);
  client_ = host.http(settings);
  host.hide(builder_.secrets());
}

Outcome WebhookSink::deliver(const Attempt& attempt) {
  auto [request, missing] = builder_.build(attempt, host_->wallClock());
  Outcome outcome = statuses_.outcome(client_->send(request, attempt.deadline, attempt.stop));
  outcome.missing = std::move(missing);
  return outcome;
}

Preview WebhookSink::preview(const Attempt& attempt) { return {.missing = deliver(attempt).missing}; }

}  // namespace herald::webhook
