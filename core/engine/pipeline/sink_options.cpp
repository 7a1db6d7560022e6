// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/sink_options.h"

#include <stdexcept>

#include "engine/config/core_options.h"
#include "engine/pipeline/variant_key.h"

namespace herald::core {

namespace {

std::vector<Option> deliveryOptions() {
  return {
      {.name = "timeout", .type = Type::Duration, .fallback = "10s", .help = "The longest time for one attempt."},
      {.name = "concurrency",
       .type = Type::Integer,
       .fallback = "8",
       .help = "How many events of different devices may be under way at the same time, if the plugin allows it. An "
               "asynchronous sink, such as `webhook`, needs no thread for each.",
       .least = "1",
       .most = "1000"},
      {.name = "retry.first",
       .type = Type::Duration,
       .fallback = "1s",
       .help =
           "The wait after the first failed attempt. It doubles with each further failure; half of it is random. If "
           "you do not set it, a failure among many successes is tried again sooner, and is no line in the log."},
      {.name = "retry.most",
       .type = Type::Duration,
       .fallback = "5m",
       .help = "The longest wait between two attempts."},
      {.name = "retry.hold",
       .type = Type::Duration,
       .fallback = "5m",
       .help = "The time between two probes while the receiver refuses the credentials or the address."},
      {.name = "age.lifecycle",
       .type = Type::Duration,
       .fallback = "24h",
       .help = "The age at which a waiting lifecycle event becomes a dead letter; 0 means never."},
      {.name = "age.error",
       .type = Type::Duration,
       .fallback = "24h",
       .help = "The age at which a waiting error event becomes a dead letter; 0 means never."},
      {.name = "age.progress",
       .type = Type::Duration,
       .fallback = "10m",
       .help = "The age at which Herald discards a waiting progress event, and counts it; 0 means never."},
      {.name = "age.other",
       .type = Type::Duration,
       .fallback = "1h",
       .help = "The age at which any other waiting event becomes a dead letter; 0 means never."},
      {.name = "alert.after",
       .type = Type::Duration,
       .fallback = "2m",
       .help = "How long the sink must fail before Herald publishes SinkFailing. It reports a hold, a 410, a hang "
               "and a receiver that rejects everything immediately."},
      {.name = "snapshot",
       .type = Type::Flag,
       .fallback = "true",
       .help = "With `false`, the sink goes without the picture of the camera where its template shows one."},
      {.name = "snapshot.most",
       .type = Type::Size,
       .fallback = "2 MiB",
       .help = "The most bytes that the receiver takes of a picture. Herald makes a larger picture smaller.",
       .least = "4 KiB",
       .most = "32 MiB"},
      {.name = "rate",
       .help = "How many attempts may begin in a period, evenly spaced: `1/s`, `20/min`, `100/h`, `5/2s`. Faster "
               "deliveries wait, urgent ones go first."},
      {.name = "rate.burst",
       .type = Type::Integer,
       .fallback = "1",
       .help = "How many attempts may begin together after a pause, before `rate` spaces them.",
       .least = "1",
       .most = "1000"},
      {.name = "rate.shared",
       .help = "A name of your choice, such as slack.com. Sinks with the same name share one `rate`."},
  };
}

Rate rateOf(const Settings& settings) {
  try {
    auto rate = parseRate(settings.text("rate"));
    rate.burst = static_cast<int>(settings.integer("rate.burst"));
    return rate;
  } catch (const std::invalid_argument& bad) {
    settings.reject("rate", bad.what());
  }
}

}  // namespace

std::vector<Option> sinkOptions() {
  auto all = coreOptions("sink");
  for (const auto& more : {Hook::options(), deliveryOptions(), variantOptions()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

SinkSetup setupOf(const Settings& settings) {
  SinkSetup setup;
  setup.hook = Hook(settings);
  setup.retry.first = settings.duration("retry.first");
  setup.retry.isFirstFixed = settings.has("retry.first");
  setup.retry.most = settings.duration("retry.most");
  setup.retry.holdProbe = settings.duration("retry.hold");
  setup.retry.ages = {.lifecycle = settings.duration("age.lifecycle"),
                      .error = settings.duration("age.error"),
                      .progress = settings.duration("age.progress"),
                      .other = settings.duration("age.other")};
  setup.retry.alertAfter = settings.duration("alert.after");
  setup.rate = rateOf(settings);
  setup.sharedRate = settings.text("rate.shared");
  if (!setup.sharedRate.empty() && !setup.rate.limits())
    settings.reject("rate.shared", "needs a `rate`, which the sinks share");
  setup.timeout = settings.duration("timeout");
  setup.concurrency = static_cast<int>(settings.integer("concurrency"));
  return setup;
}

std::string whyNotShared(const SinkSetup& one, const SinkSetup& other) {
  if (one.sharedRate.empty() || one.sharedRate != other.sharedRate || one.rate == other.rate) return {};
  return "is shared with sink `" + other.name + "`, which has another `rate` or `rate.burst`: set the same for both";
}

}  // namespace herald::core
