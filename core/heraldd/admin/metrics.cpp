#include "heraldd/admin/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

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

/// Of the sinks that are configured no more as well.
template <typename Visit>
void forEachQueue(const StatusReport& report, Visit visit) {
  for (const auto& [sink, status] : report.sinks) visit(sink, status);
  for (const auto& [sink, queue] : report.orphans) visit(sink, queue);
}

template <typename ValueOf>
MetricFamily ofQueues(const StatusReport& report, const std::string& name, MetricType type, const std::string& help,
                      ValueOf valueOf) {
  Family family(name, type, help);
  forEachQueue(report, [&](const std::string& sink, const StatusReport::Queue& queue) {
    family.add(static_cast<double>(valueOf(queue)), {{"sink", sink}});
  });
  return family.take();
}

MetricFamily total(const StatusReport& report, const std::string& name, const std::string& help,
                   std::uint64_t OutboxTotals::*count) {
  return ofQueues(report, name + "_total", MetricType::Counter, help,
                  [&](const StatusReport::Queue& queue) { return queue.outbox.totals.*count; });
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
  Family family(
      "dropped_total", MetricType::Counter,
      "Deliveries that a stated rule ended, by reason; where that says dead letter, they count as dead, too.");
  forEachQueue(report, [&](const std::string& sink, const StatusReport::Queue& queue) {
    for (const auto& [reason, count] : queue.outbox.dropped) {
      family.add(static_cast<double>(count), {{"sink", sink}, {"reason", reason}});
    }
  });
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

/// accepted and returned = delivered, dead, moved, dropped (but for dead letters) and waiting.
std::vector<MetricFamily> queues(const StatusReport& report) {
  using Queue = StatusReport::Queue;
  const auto gauge = MetricType::Gauge;
  return {
      total(report, "sink_accepted", "Deliveries of events that were published.", &OutboxTotals::accepted),
      total(report, "returned", "Deliveries that were left by an earlier process, replayed or moved from another sink.",
            &OutboxTotals::returned),
      total(report, "delivered", "Events that arrived.", &OutboxTotals::delivered),
      total(report, "dead", "Deliveries that became dead letters.", &OutboxTotals::buried),
      total(report, "moved", "Deliveries that were moved to another sink.", &OutboxTotals::moved),
      dropped(report),
      ofQueues(report, "waiting", gauge, "Deliveries that are not done yet.",
               [](const Queue& queue) { return queue.outbox.waiting; }),
      ofQueues(report, "waiting_bytes", gauge, "Their size.", [](const Queue& queue) { return queue.outbox.bytes; }),
      ofQueues(report, "waiting_in_memory_only", gauge, "Those of them that would end with the process.",
               [](const Queue& queue) { return queue.outbox.inMemoryOnly; }),
      ofQueues(report, "oldest_waiting_seconds", gauge, "How long the oldest delivery waits.",
               [](const Queue& queue) { return queue.oldest.count(); }),
      ofQueues(report, "dead_letters", gauge, "Deliveries that will not be tried again.",
               [](const Queue& queue) { return queue.outbox.deadLetters; }),
  };
}

std::vector<MetricFamily> sinks(const StatusReport& report) {
  using Sink = StatusReport::Sink;
  const auto counter = MetricType::Counter;
  const auto gauge = MetricType::Gauge;
  return {
      ofSinks(report, "failed_attempts_total", counter, "Attempts that did not deliver.",
              [](const Sink& sink) { return sink.dispatch.failed; }),
      ofSinks(report, "retried_total", counter, "Attempts that were not the first of their delivery.",
              [](const Sink& sink) { return sink.dispatch.retried; }),
      ofSinks(report, "in_flight", gauge, "Attempts that run.",
              [](const Sink& sink) { return sink.dispatch.inFlight; }),
      ofSinks(report, "sink_healthy", gauge, "1 while the sink takes what is sent.",
              [](const Sink& sink) { return sink.dispatch.state == SinkStatus::State::Healthy; }),
      missing(report),
      times(report, "attempt_seconds", "How long attempts take.", &SinkStatus::attemptTime),
      times(report, "delivery_seconds", "From the publication of an event to the receiver's answer.",
            &SinkStatus::deliveryTime),
  };
}

}  // namespace

std::string metrics(const StatusReport& report) {
  const auto gauge = MetricType::Gauge;
  std::vector<MetricFamily> families{
      one("running_seconds", gauge, "Since the daemon started.", static_cast<double>(report.running.count())),
      one("accepted_total", MetricType::Counter, "Events that sources published.",
          static_cast<double>(report.accepted)),
      one("problems", gauge, "What keeps events from arriving: see /readyz.",
          static_cast<double>(report.problems().size())),
      one("outbox_durable", gauge, "1 while what is accepted outlasts the process.", report.outbox.durable),
      sourcesUp(report),
      restarts(report),
  };
  for (auto part : {queues(report), sinks(report)}) std::move(part.begin(), part.end(), std::back_inserter(families));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace herald::core
