// SPDX-License-Identifier: Apache-2.0
#include "herald/register.h"
#include "webhook_sink.h"

namespace {

using herald::webhook::WebhookSink;

/// The sink `webhook` without its ability to begin an attempt: Herald waits for each one.
class PlainWebhook final : public herald::Sink {
 public:
  std::vector<herald::Option> options() const override { return webhook_.options(); }
  void configure(const herald::Settings& settings, herald::Host& host) override { webhook_.configure(settings, host); }
  bool concurrent() const override { return webhook_.concurrent(); }
  herald::Outcome deliver(const herald::Attempt& attempt) override { return webhook_.deliver(attempt); }

 private:
  WebhookSink webhook_{};
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(PlainWebhook, "plain_webhook")
HERALD_PLUGINS_END
