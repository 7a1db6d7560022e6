// SPDX-License-Identifier: Apache-2.0
#include "webhook_sink.h"

#include <utility>

#include "herald/host.h"
#include "herald/http.h"

namespace herald::webhook {

std::vector<Option> WebhookSink::options() const {
  std::vector<Option> all = MessageSender::options();
  for (Option& option : httpOptions()) all.push_back(std::move(option));
  return all;
}

void WebhookSink::configure(const Settings& settings, Host& host) {
  sender_.configure(settings, host);
  host.hide(sender_.secrets());
}

}  // namespace herald::webhook
