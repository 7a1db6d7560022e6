#include "webhook_sink.h"

namespace herald::webhook {

std::vector<Option> WebhookSink::options() const {
  std::vector<Option> all = RequestBuilder::options();
  for (Option& option : httpOptions()) all.push_back(std::move(option));
  return all;
}

void WebhookSink::configure(const Settings& settings, Host& host) {
  builder_ = RequestBuilder(settings);
  statuses_ = StatusTable(settings);
  client_ = host.http(settings);
}

Outcome WebhookSink::deliver(const Attempt& attempt) {
  return statuses_.outcome(client_->send(builder_.build(attempt), attempt.deadline, attempt.stop));
}

}  // namespace herald::webhook
