// SPDX-License-Identifier: Apache-2.0
#include "kafka_sink.h"

#include <algorithm>
#include <iterator>

#include "herald/host.h"
#include "kafka/cluster_probe.h"

namespace herald::kafka_sink {
namespace {

std::vector<Option> deliveryOptions() {
  return {
      {.name = "acks",
       .type = Type::Choice,
       .fallback = "all",
       .help =
           "Who must have a record before it counts as delivered: all in-sync replicas. Anything less loses events.",
       .choices = {"all"}},
      {.name = "compression",
       .type = Type::Choice,
       .fallback = "none",
       .help = "How records are compressed, many at a time.",
       .choices = {"none", "gzip", "snappy", "lz4", "zstd"}},
      {.name = "timeout",
       .type = Type::Duration,
       .fallback = "30s",
       .help = "The longest time for one attempt. Within it, a record waits for a broker that is just restarting.",
       .least = "1s",
       .most = "10m"},
  };
}

Option concurrencyOption() {
  return {.name = "concurrency",
          .type = Type::Integer,
          .fallback = "1000",
          .help =
              "How many events of different devices may be under way at the same time. They need no thread each, and "
              "the brokers take many at once.",
          .least = "1",
          .most = "10000"};
}

/// The options of which the producer is made.
std::vector<Option> producerOptions() {
  auto all = kafka::ConnectionSetup::options();
  std::ranges::move(deliveryOptions(), std::back_inserter(all));
  return all;
}

/// What the producer depends on: instances with the same values share it.
std::string keyOf(const Settings& settings) {
  std::string key = "producer";
  for (const auto& option : producerOptions()) {
    for (const auto& [name, value] : settings.values())
      if (name == option.name || (hasMembers(option.type) && name.starts_with(option.name + '.')))
        key += '\n' + name + '=' + value;
  }
  return key;
}

std::string textOf(const Record& record) {
  std::string text = "topic: " + record.topic + "\nkey:   " + (record.key.empty() ? "(none)" : record.key);
  for (const auto& [name, value] : record.headers) text += "\n" + name + ": " + value;
  return text + "\n\n" + record.value;
}

}  // namespace

std::vector<Option> KafkaSink::options() const {
  auto all = producerOptions();
  all.push_back(concurrencyOption());
  std::ranges::move(RecordTemplates::options(), std::back_inserter(all));
  return all;
}

void KafkaSink::configure(const Settings& settings, Host& host) {
  connection_ = kafka::ConnectionSetup(settings);
  templates_ = RecordTemplates(settings);
  host.hide(connection_.secrets());
  const ProducerSetup setup{connection_, settings.text("compression"), settings.duration("timeout")};
  producer_ = host.shared<Producer>(keyOf(settings), [&](Host& own) { return std::make_shared<Producer>(setup, own); });
}

void KafkaSink::begin(const Attempt& attempt, Completion done) {
  auto [record, missing] = templates_.render(attempt);
  producer_->send(record, attempt,
                  [done = std::move(done), sent = textOf(record), names = std::move(missing)](Outcome outcome) {
                    if (outcome.verdict == Outcome::Verdict::Delivered) outcome.missing = names;
                    outcome.sent = sent;
                    done(std::move(outcome));
                  });
}

std::vector<Trouble> KafkaSink::probe(Clock::time_point deadline) {
  kafka::ClusterNeeds needs;
  if (auto topic = templates_.fixedTopic(); !topic.empty()) needs.topics.push_back(std::move(topic));
  return kafka::probeCluster(connection_, needs, deadline);
}

Preview KafkaSink::preview(const Attempt& attempt) {
  auto [record, missing] = templates_.render(attempt);
  return {.text = "writes to " + connection_.text() + "\n" + textOf(record), .missing = std::move(missing)};
}

}  // namespace herald::kafka_sink
