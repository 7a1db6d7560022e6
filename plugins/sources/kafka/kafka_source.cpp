// SPDX-License-Identifier: Apache-2.0
#include "kafka_source.h"

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "kafka/cluster_probe.h"
#include "kafka/topic_pattern.h"

namespace herald::kafka {
namespace {

/// Nothing for `never`.
std::optional<Millis> atMostIn(const Settings& settings) {
  const auto text = settings.text(kCustodyAtMost);
  if (text == "never") return std::nullopt;
  try {
    return parseDuration(text);
  } catch (const std::invalid_argument& error) {
    settings.reject(kCustodyAtMost, std::string(error.what()) + ", or `never`");
  }
}

/// librdkafka refuses the same, but says neither what nor why.
void checkTopics(const Settings& settings, const std::vector<std::string>& topics) {
  if (topics.empty()) settings.reject("topics", "has no topic");
  std::set<std::string_view> seen;
  for (const auto& topic : topics) {
    if (!seen.insert(topic).second) settings.reject("topics", "names " + topic + " twice: remove one of them");
    if (!TopicPattern::isPattern(topic)) continue;
    try {
      const TopicPattern pattern(topic);
    } catch (const std::invalid_argument& error) {
      settings.reject("topics",
                      "has the pattern " + topic + ", which is no regular expression (" + error.what() + "): mend it");
    }
  }
}

Subscription subscriptionIn(const Settings& settings) {
  Subscription subscription{.group = settings.text("group"),
                            .topics = settings.list("topics"),
                            .fromBeginning = settings.text("auto.offset.reset") == "earliest"};
  checkTopics(settings, subscription.topics);
  return subscription;
}

}  // namespace

std::vector<Option> KafkaSource::options() const {
  std::vector<Option> all = ConnectionSetup::options();
  all.push_back({.name = "topics",
                 .type = Type::List,
                 .help = "The topics to read, each once; a name that begins with ^ is a regular expression.",
                 .required = true});
  all.push_back({.name = "group",
                 .help = "The consumer group. Each partition belongs to one member, so machines with one group share "
                         "the work.",
                 .required = true});
  all.push_back({.name = "auto.offset.reset",
                 .type = Type::Choice,
                 .fallback = "earliest",
                 .help = "Where a new group begins: at the oldest record, or behind the newest one.",
                 .choices = {"earliest", "latest"}});
  all.push_back({.name = kCustodyAtMost,
                 .fallback = "60s",
                 .help = "How long a delivery may hold back the offset of its partition. Then it goes to the outbox of "
                         "this machine. With `never`, it waits in memory, and the partition pauses when its sink has "
                         "no more room there."});
  for (Option& option : RecordReader::options()) all.push_back(std::move(option));
  return all;
}

void KafkaSource::configure(const Settings& settings, Host& host) {
  setup_.emplace(ReadingSetup{.connection = ConnectionSetup(settings),
                              .subscription = subscriptionIn(settings),
                              .reader = RecordReader(settings),
                              .atMost = atMostIn(settings)});
  host.hide(setup_->connection.secrets());
}

void KafkaSource::run(Feed& feed) try {
  Custody* custody = feed.custody();
  if (!custody) throw Failure(Outcome::Verdict::Hold, "this Herald has no custody of events: update it");
  GroupReader(*setup_, feed, *custody).run();
} catch (const Failure&) {
  if (!feed.stop().stop_requested()) throw;
}

std::vector<Problem> KafkaSource::advice() const {
  return setup_ ? setup_->connection.advice() : std::vector<Problem>();
}

std::vector<Trouble> KafkaSource::probe(Clock::time_point deadline) {
  const auto& [group, topics, fromBeginning] = setup_->subscription;
  return probeCluster(setup_->connection, {.topics = topics, .group = group}, deadline);
}

}  // namespace herald::kafka
