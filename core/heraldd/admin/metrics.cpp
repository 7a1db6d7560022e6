// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace herald::core {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

/// Converts to seconds, the unit of every time in a metric.
double seconds(Millis time) { return std::chrono::duration<double>(time).count(); }

/// One metric with all its label values.
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
    metric.histogram.sample_sum = seconds(histogram.sum);
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < Histogram::kBounds.size(); ++i) {
      cumulative += histogram.counts[i];
      metric.histogram.bucket.push_back({cumulative, seconds(Millis(Histogram::kBounds[i]))});
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

/// Visits removed sinks too.
template <typename Visit>
void forEachQueue(const StatusReport& report, Visit visit) {
  for (const auto& [sink, status] : report.sinks) visit(sink, status);
  for (const auto& [sink, queue] : report.removedSinks) visit(sink, queue);
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
  Family family("dropped_total", MetricType::Counter,
                "Deliveries that a rule ended. If the reason names a dead letter, the delivery counts as dead, too.");
  forEachQueue(report, [&](const std::string& sink, const StatusReport::Queue& queue) {
    for (const auto& [reason, count] : queue.outbox.dropped) {
      family.add(static_cast<double>(count), {{"sink", sink}, {"reason", reason}});
    }
  });
  return family.take();
}

MetricFamily missing(const StatusReport& report) {
  Family family("missing_variables_total", MetricType::Counter, "Deliveries with a gap for a missing variable.");
  for (const auto& [sink, status] : report.sinks) {
    for (const auto& [variable, count] : status.dispatch.missing) {
      family.add(static_cast<double>(count), {{"sink", sink}, {"variable", variable}});
    }
  }
  return family.take();
}

MetricFamily sourcesUp(const StatusReport& report) {
  Family family("source_up", MetricType::Gauge, "1 while the source is connected, otherwise 0.");
  for (const auto& [name, source] : report.sources) {
    family.add(source.state == SourceStatus::State::Running ? 1 : 0, {{"source", name}});
  }
  return family.take();
}

MetricFamily restarts(const StatusReport& report) {
  Family family("source_restarts_total", MetricType::Counter, "How often Herald started the source again.");
  for (const auto& [name, source] : report.sources) family.add(source.restarts, {{"source", name}});
  return family.take();
}

/// Of the sources that have events in custody, or had some.
std::vector<MetricFamily> custody(const StatusReport& report) {
  Family held("custody_events", MetricType::Gauge, "Events that their source keeps until they are settled.");
  Family settled("custody_settled_total", MetricType::Counter, "Events that were settled, and their source was told.");
  Family givenBack("custody_given_back_total", MetricType::Counter,
                   "Events that went back to their source before they were settled.");
  Family moved("custody_moved_to_outbox_total", MetricType::Counter,
               "Deliveries that waited for too long in custody and went to the outbox of this machine.");
  for (const auto& [name, source] : report.sources) {
    const auto& counts = source.custody;
    if (!counts.any()) continue;
    held.add(static_cast<double>(counts.held), {{"source", name}});
    settled.add(static_cast<double>(counts.settled), {{"source", name}});
    givenBack.add(static_cast<double>(counts.givenBack), {{"source", name}});
    moved.add(static_cast<double>(counts.movedToOutbox), {{"source", name}});
  }
  return {held.take(), settled.take(), givenBack.take(), moved.take()};
}

MetricFamily timers(const StatusReport& report) {
  Family family("timers_waiting", MetricType::Gauge, "Timers of a transform that wait, by its place in a route.");
  for (const auto& [step, its] : report.timers) family.add(static_cast<double>(its.waiting), {{"transform", step}});
  return family.take();
}

MetricFamily states(const StatusReport& report) {
  Family family("sink_state", MetricType::Gauge, "1 for the state that the sink is in, 0 for each other one.");
  for (const auto& [name, sink] : report.sinks) {
    for (const auto state : kSinkStates) {
      family.add(sink.dispatch.state == state ? 1 : 0, {{"sink", name}, {"state", std::string(toString(state))}});
    }
  }
  return family.take();
}

template <typename ValueOf>
MetricFamily ofPrinters(const StatusReport& report, const std::string& name, const std::string& help, ValueOf valueOf) {
  Family family("printer_" + name, MetricType::Gauge, help);
  for (const auto& [device, printer] : report.printers) {
    const std::optional<double> value = valueOf(printer);
    if (value) family.add(*value, {{"device", device}, {"source", printer.source}});
  }
  return family.take();
}

MetricFamily printerStates(const StatusReport& report) {
  Family family("printer_state", MetricType::Gauge, "1 for the state that the printer's last events told.");
  for (const auto& [device, printer] : report.printers) {
    if (printer.device.state.empty()) continue;
    family.add(1, {{"device", device}, {"source", printer.source}, {"state", printer.device.state}});
  }
  return family.take();
}

std::vector<MetricFamily> printers(const StatusReport& report) {
  using Printer = StatusReport::Printer;
  const auto count = [](const std::optional<std::chrono::seconds>& time) -> std::optional<double> {
    if (!time) return std::nullopt;
    return static_cast<double>(time->count());
  };
  return {
      ofPrinters(report, "printing", "1 while the printer prints, otherwise 0.",
                 [](const Printer& printer) { return printer.device.printing ? 1.0 : 0.0; }),
      printerStates(report),
      ofPrinters(report, "percent", "How much of its job is done.",
                 [](const Printer& printer) { return printer.device.percent; }),
      ofPrinters(report, "time_left_seconds", "The time until its job ends.",
                 [&](const Printer& printer) { return count(printer.left); }),
      ofPrinters(report, "last_event_seconds", "The time since its last event.",
                 [&](const Printer& printer) { return count(printer.quiet); }),
  };
}

/// accepted + returned = delivered + dead + moved + dropped + waiting. Drops whose reason names a dead letter are left
/// out, since they count as dead.
std::vector<MetricFamily> queues(const StatusReport& report) {
  using Queue = StatusReport::Queue;
  const auto gauge = MetricType::Gauge;
  return {
      total(report, "sink_accepted", "Deliveries of published events.", &OutboxTotals::accepted),
      total(report, "returned",
            "Deliveries that an earlier process left, that were replayed, or that came from another sink.",
            &OutboxTotals::returned),
      total(report, "delivered", "Events that arrived.", &OutboxTotals::delivered),
      total(report, "dead", "Deliveries that became dead letters.", &OutboxTotals::buried),
      total(report, "moved", "Deliveries that went to another sink.", &OutboxTotals::moved),
      dropped(report),
      ofQueues(report, "waiting", gauge, "Deliveries that wait now, those being attempted included.",
               [](const Queue& queue) { return queue.outbox.waiting; }),
      ofQueues(report, "waiting_bytes", gauge, "Their size.", [](const Queue& queue) { return queue.outbox.bytes; }),
      ofQueues(report, "waiting_in_memory_only", gauge, "Those of them that would end with the process.",
               [](const Queue& queue) { return queue.outbox.inMemoryOnly; }),
      ofQueues(report, "oldest_waiting_seconds", gauge, "How long the oldest delivery has waited.",
               [](const Queue& queue) { return queue.oldest.count(); }),
      ofQueues(report, "dead_letters", gauge, "Dead letters that are kept now.",
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
      ofSinks(report, "in_flight", gauge, "Attempts that run now.",
              [](const Sink& sink) { return sink.dispatch.inFlight; }),
      ofSinks(report, "sink_healthy", gauge, "1 while the sink is healthy or slowed by its rate, otherwise 0.",
              [](const Sink& sink) { return works(sink.dispatch.state); }),
      states(report),
      missing(report),
      times(report, "attempt_seconds", "How long attempts take.", &SinkStatus::attemptTime),
      times(report, "delivery_seconds", "The time from publication to the receiver's answer.",
            &SinkStatus::deliveryTime),
  };
}

std::vector<MetricFamily> snapshots(const StatusReport& report) {
  const auto counter = MetricType::Counter;
  const auto& kept = report.snapshots.kept;
  Family taken("snapshots_taken_total", counter, "Pictures that the camera of the source has given.");
  Family failed("snapshots_failed_total", counter, "Pictures that the camera of the source has not given.");
  for (const auto& [source, counts] : report.snapshots.cameras) {
    taken.add(static_cast<double>(counts.taken), {{"source", source}});
    failed.add(static_cast<double>(counts.failed), {{"source", source}});
  }
  return {taken.take(), failed.take(),
          one("snapshots_kept", MetricType::Gauge, "Pictures that are kept now.", static_cast<double>(kept.kept)),
          one("snapshot_bytes", MetricType::Gauge, "Their size.", static_cast<double>(kept.bytes)),
          one("snapshots_dropped_total", counter, "Pictures that were lost for want of room, or damaged on disk.",
              static_cast<double>(kept.dropped))};
}

std::vector<MetricFamily> ofPlugins(const StatusReport& report) {
  std::vector<MetricFamily> families;
  for (const auto& [name, counters] : report.counters) {
    Family family("plugin_" + name + "_total", MetricType::Counter, "A counter of the plugin's own; see its README.");
    for (const auto& [instance, type, value] : counters) {
      family.add(static_cast<double>(value), {{"instance", instance}, {"type", type}});
    }
    families.push_back(family.take());
  }
  for (const auto& [name, measures] : report.measures) {
    Family family("plugin_" + name, MetricType::Gauge, "A value of the plugin's own; see its README.");
    for (const auto& [instance, type, of, value] : measures) {
      Labels labels{{"instance", instance}, {"type", type}};
      if (!of.empty()) labels.push_back({"of", of});
      family.add(value, std::move(labels));
    }
    families.push_back(family.take());
  }
  return families;
}

}  // namespace

std::string metrics(const StatusReport& report) {
  const auto gauge = MetricType::Gauge;
  std::vector<MetricFamily> families{
      one("running_seconds", gauge, "How long the daemon has run.", static_cast<double>(report.running.count())),
      one("accepted_total", MetricType::Counter, "How many events sources have published.",
          static_cast<double>(report.accepted)),
      one("problems", gauge, "How many things keep events from arriving; /readyz names them.",
          static_cast<double>(report.problems().size())),
      one("outbox_durable", gauge, "1 while accepted events survive the end of the process, otherwise 0.",
          report.outbox.durable),
      one("outbox_damaged", gauge, "1 while the outbox lost something to its disk and nobody acknowledged it.",
          report.damage.empty() ? 0 : 1),
      one("log_lost_total", MetricType::Counter,
          "Entries of the delivery log that came faster than the disk took them, or while it refused them, or that a "
          "flood left out.",
          static_cast<double>(report.log.lost)),
      sourcesUp(report),
      restarts(report),
      timers(report),
  };
  for (auto part :
       {custody(report), printers(report), queues(report), sinks(report), snapshots(report), ofPlugins(report)})
    std::move(part.begin(), part.end(), std::back_inserter(families));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace herald::core
