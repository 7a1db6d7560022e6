#include "core/admin/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <utility>

namespace herald::core {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

double inSeconds(Millis::rep millis) { return static_cast<double>(millis) / 1000; }

/// The numbers of one kind, under one name.
class Family {
 public:
  Family(const std::string& name, MetricType type, const std::string& help)
      : family_{"herald_" + name, help, type, {}} {}

  void add(double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.counter.value = value;
    metric.gauge.value = value;
    family_.metric.push_back(std::move(metric));
  }

  void add(const Histogram& histogram, Labels labels) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.histogram.sample_count = histogram.count;
    metric.histogram.sample_sum = inSeconds(histogram.sum.count());
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < Histogram::kBounds.size(); ++i) {
      cumulative += histogram.counts[i];
      metric.histogram.bucket.push_back({cumulative, inSeconds(Histogram::kBounds[i])});
    }
    metric.histogram.bucket.push_back({histogram.count, std::numeric_limits<double>::infinity()});
    family_.metric.push_back(std::move(metric));
  }

  MetricFamily take() { return std::move(family_); }

 private:
  MetricFamily family_;
};

template <typename ValueOf>
MetricFamily ofSinks(const StatusReport& report, const std::string& name, MetricType type, const std::string& help,
                     ValueOf valueOf) {
  Family family(name, type, help);
  for (const auto& [sink, status] : report.sinks) family.add(static_cast<double>(valueOf(status)), {{"sink", sink}});
  return family.take();
}

MetricFamily one(const std::string& name, MetricType type, const std::string& help, double value) {
  Family family(name, type, help);
  family.add(value);
  return family.take();
}

MetricFamily times(const StatusReport& report, const std::string& name, const std::string& help,
                   Histogram SinkStatus::*histogram) {
  Family family(name, MetricType::Histogram, help);
  for (const auto& [sink, status] : report.sinks) family.add(status.dispatch.*histogram, {{"sink", sink}});
  return family.take();
}

MetricFamily dropped(const StatusReport& report) {
  Family family("dropped_total", MetricType::Counter, "Deliveries that a stated rule ended, by reason.");
  for (const auto& [sink, status] : report.sinks) {
    for (const auto& [reason, count] : status.outbox.dropped) {
      family.add(static_cast<double>(count), {{"sink", sink}, {"reason", reason}});
    }
  }
  return family.take();
}

MetricFamily missing(const StatusReport& report) {
  Family family("missing_variables_total", MetricType::Counter,
                "Deliveries with a gap for a variable that was missing.");
  for (const auto& [sink, status] : report.sinks) {
    for (const auto& [variable, count] : status.dispatch.missing) {
      family.add(static_cast<double>(count), {{"sink", sink}, {"variable", variable}});
    }
  }
  return family.take();
}

MetricFamily sourcesUp(const StatusReport& report) {
  Family family("source_up", MetricType::Gauge, "1 while the source is connected.");
  for (const auto& [name, source] : report.sources) {
    family.add(source.state == SourceStatus::State::Running ? 1 : 0, {{"source", name}});
  }
  return family.take();
}

MetricFamily restarts(const StatusReport& report) {
  Family family("source_restarts_total", MetricType::Counter, "How often the source was started again.");
  for (const auto& [name, source] : report.sources) family.add(source.restarts, {{"source", name}});
  return family.take();
}

}  // namespace

std::string metrics(const StatusReport& report) {
  using Sink = StatusReport::Sink;
  const auto counter = MetricType::Counter;
  const auto gauge = MetricType::Gauge;
  return prometheus::TextSerializer().Serialize({
      one("running_seconds", gauge, "Since the daemon started.", static_cast<double>(report.running.count())),
      one("accepted_total", counter, "Events that sources published.", static_cast<double>(report.accepted)),
      one("problems", gauge, "What keeps events from arriving: see /readyz.",
          static_cast<double>(report.problems().size())),
      sourcesUp(report),
      restarts(report),
      ofSinks(report, "delivered_total", counter, "Events that arrived.",
              [](const Sink& sink) { return sink.dispatch.delivered; }),
      ofSinks(report, "failed_attempts_total", counter, "Attempts that did not deliver.",
              [](const Sink& sink) { return sink.dispatch.failed; }),
      ofSinks(report, "retried_total", counter, "Attempts that were not the first of their delivery.",
              [](const Sink& sink) { return sink.dispatch.retried; }),
      ofSinks(report, "waiting", gauge, "Deliveries that are not done yet.",
              [](const Sink& sink) { return sink.outbox.waiting; }),
      ofSinks(report, "waiting_bytes", gauge, "Their size.", [](const Sink& sink) { return sink.outbox.bytes; }),
      ofSinks(report, "waiting_in_memory_only", gauge, "Those of them that would end with the process.",
              [](const Sink& sink) { return sink.outbox.inMemoryOnly; }),
      ofSinks(report, "oldest_waiting_seconds", gauge, "How long the oldest delivery waits.",
              [](const Sink& sink) { return sink.oldest.count(); }),
      ofSinks(report, "in_flight", gauge, "Attempts that run.",
              [](const Sink& sink) { return sink.dispatch.inFlight; }),
      ofSinks(report, "dead_letters", gauge, "Deliveries that will not be tried again.",
              [](const Sink& sink) { return sink.outbox.deadLetters; }),
      ofSinks(report, "sink_healthy", gauge, "1 while the sink takes what is sent.",
              [](const Sink& sink) { return sink.dispatch.state == SinkStatus::State::Healthy; }),
      dropped(report),
      missing(report),
      times(report, "attempt_seconds", "How long attempts take.", &SinkStatus::attemptTime),
      times(report, "delivery_seconds", "From the publication of an event to the receiver's answer.",
            &SinkStatus::deliveryTime),
      one("outbox_durable", gauge, "1 while what is accepted outlasts the process.", report.outbox.durable),
  });
}

}  // namespace herald::core
