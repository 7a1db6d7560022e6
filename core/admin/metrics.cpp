#include "core/admin/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <utility>

namespace herald::core {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

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

MetricFamily dropped(const StatusReport& report) {
  Family family("dropped_total", MetricType::Counter, "Deliveries that a stated rule ended, by reason.");
  for (const auto& [sink, status] : report.sinks) {
    for (const auto& [reason, count] : status.outbox.dropped) {
      family.add(static_cast<double>(count), {{"sink", sink}, {"reason", reason}});
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
      ofSinks(report, "waiting", gauge, "Deliveries that are not done yet.",
              [](const Sink& sink) { return sink.outbox.waiting; }),
      ofSinks(report, "dead_letters", gauge, "Deliveries that will not be tried again.",
              [](const Sink& sink) { return sink.outbox.deadLetters; }),
      ofSinks(report, "sink_healthy", gauge, "1 while the sink takes what is sent.",
              [](const Sink& sink) { return sink.dispatch.state == SinkStatus::State::Healthy; }),
      dropped(report),
  });
}

}  // namespace herald::core
