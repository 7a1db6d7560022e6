// SPDX-License-Identifier: Apache-2.0
#include "kafka/cluster_probe.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "kafka/broker_reach.h"
#include "kafka/client.h"
#include "kafka/kafka_errors.h"
#include "kafka/topic_pattern.h"

namespace herald::kafka {
namespace {

using namespace std::chrono_literals;

constexpr Millis kStep = 300ms;   // between two looks at what librdkafka reports
constexpr Millis kToEnd = 500ms;  // for the threads of librdkafka

using MetadataPtr = std::unique_ptr<const rd_kafka_metadata_t, Freed<rd_kafka_metadata_destroy>>;
using TopicPtr = std::unique_ptr<rd_kafka_topic_t, Freed<rd_kafka_topic_destroy>>;

int countOf(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<Millis>(deadline - Clock::now());
  return static_cast<int>(std::max<Millis::rep>(left.count(), 0));
}

/// One look at a cluster.
class ClusterProbe {
 public:
  ClusterProbe(const ConnectionSetup& setup, const ClusterNeeds& needs, Clock::time_point deadline)
      : setup_(setup), needs_(needs), deadline_(deadline) {
    for (const auto& broker : setup.brokers()) named_.push_back(BrokerAddress::parse(broker).value());
  }
  ~ClusterProbe() {
    queue_.reset();
    endClient(std::move(client_), kToEnd);
  }
  ClusterProbe(const ClusterProbe&) = delete;
  ClusterProbe& operator=(const ClusterProbe&) = delete;

  std::vector<Trouble> make() {
    reach_.tryAll(named_, halfOfTheTime());
    const bool isAlone =
        std::ranges::none_of(named_, [this](const BrokerAddress& address) { return reach_.faultAt(address).empty(); });
    if (!isAlone) lookInside();
    for (const auto& address : named_) {
      const auto why = reach_.faultAt(address);
      if (!why.empty() && !advertised_.contains(address))
        add({"cannot reach the broker " + address.text() + ": " + why,
             "check `brokers`, whether this broker runs, and that no firewall is between", isAlone});
    }
    return std::move(found_);
  }

 private:
  /// So that one address that does not answer leaves time for the rest.
  Clock::time_point halfOfTheTime() const { return Clock::now() + (deadline_ - Clock::now()) / 2; }

  void add(Trouble trouble) { found_.push_back(std::move(trouble)); }

  /// An error of a broker, or one of librdkafka itself: those are negative, and what it has reported says more.
  void add(const std::string& where, rd_kafka_resp_err_t error) {
    takeReports();
    const auto meaning = error < 0 && reason_ ? meaningOf(reason_->code, reason_->detail) : meaningOf(error);
    add({where + ": " + meaning.what, meaning.advice});
  }

  void takeReports() {
    while (const EventPtr event{rd_kafka_queue_poll(queue_.get(), 0)}) {
      if (rd_kafka_event_type(event.get()) != RD_KAFKA_EVENT_ERROR) continue;
      const auto code = rd_kafka_event_error(event.get());
      if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
        isDown_ = reason_.has_value();
      else
        reason_ = {code, rd_kafka_event_error_string(event.get())};
    }
  }

  void lookInside() {
    start();
    const auto metadata = connect();
    if (!metadata) return;
    lookAtBrokers(*metadata);
    std::string readable;
    for (const auto& wanted : needs_.topics)
      if (auto topic = TopicPattern::isPattern(wanted) ? lookForTopics(wanted) : lookAtTopic(wanted); !topic.empty())
        readable = std::move(topic);
    if (!needs_.group.empty() && !readable.empty() && found_.empty()) lookAtGroup(readable);
  }

  /// A consumer: a producer that asks for a topic would create it.
  void start() {
    auto conf = setup_.conf();
    setProperty(conf, "allow.auto.create.topics", "false");
    setProperty(conf, "log_level", "0");
    if (!needs_.group.empty()) setProperty(conf, "group.id", needs_.group);
    rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_ERROR);
    client_ = startClient(RD_KAFKA_CONSUMER, std::move(conf));
    if (!needs_.group.empty()) rd_kafka_poll_set_consumer(client_.get());
    queue_.reset(needs_.group.empty() ? rd_kafka_queue_get_main(client_.get())
                                      : rd_kafka_queue_get_consumer(client_.get()));
  }

  /// Null if no broker takes this client; that is among the findings then.
  MetadataPtr connect() {
    auto error = RD_KAFKA_RESP_ERR__TIMED_OUT;
    while (!isDown_ && Clock::now() < deadline_) {
      if (auto metadata = ask(nullptr, false, std::min(deadline_, Clock::now() + kStep), error)) return metadata;
      takeReports();
    }
    add(setup_.text(), error);
    return nullptr;
  }

  MetadataPtr ask(rd_kafka_topic_t* topic, bool isForAll, Clock::time_point deadline, rd_kafka_resp_err_t& error) {
    const rd_kafka_metadata_t* metadata = nullptr;
    error = rd_kafka_metadata(client_.get(), isForAll ? 1 : 0, topic, &metadata, countOf(deadline));
    return MetadataPtr(error ? nullptr : metadata);
  }

  void lookAtBrokers(const rd_kafka_metadata_t& metadata) {
    std::vector<std::pair<int, BrokerAddress>> brokers;
    std::vector<BrokerAddress> addresses;
    for (int i = 0; i < metadata.broker_cnt; ++i) {
      const auto& broker = metadata.brokers[i];
      brokers.emplace_back(broker.id, BrokerAddress{broker.host, static_cast<std::uint16_t>(broker.port)});
      addresses.push_back(brokers.back().second);
      advertised_.insert(brokers.back().second);
    }
    reach_.tryAll(addresses, halfOfTheTime());
    const bool isLocal = std::ranges::any_of(named_, &BrokerAddress::isLoopback);
    for (const auto& [id, address] : brokers) {
      const auto who = "broker " + std::to_string(id) + " advertises the address " + address.text();
      const auto why = reach_.faultAt(address);
      if (address.isLoopback() && !isLocal)
        add({who + ", which is this machine itself",
             "unless it runs here, set advertised.listeners of that broker to an address by which this machine reaches "
             "it",
             !why.empty()});
      else if (!why.empty())
        add({who + ", and this machine cannot reach it: " + why,
             "set advertised.listeners of that broker to an address that this machine can reach, or make the name "
             "known here"});
    }
  }

  /// Returns its name if the topic is there.
  std::string lookAtTopic(const std::string& name) {
    const TopicPtr topic(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
    auto error = rd_kafka_last_error();
    const auto metadata = topic ? ask(topic.get(), false, deadline_, error) : nullptr;
    if (metadata) error = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    if (error) {
      add("topic " + name, error);
      return {};
    }
    const auto& partitions = metadata->topics[0];
    const auto headless = std::count_if(partitions.partitions, partitions.partitions + partitions.partition_cnt,
                                        [](const auto& partition) { return partition.leader < 0; });
    if (headless > 0)
      add({std::to_string(headless) + " of " + std::to_string(partitions.partition_cnt) + " partitions of the topic " +
               name + " have no leader",
           "start the brokers that are down"});
    return name;
  }

  /// Returns the name of one that matches, if there is one.
  std::string lookForTopics(const std::string& pattern) try {
    const TopicPattern wanted(pattern);
    auto error = RD_KAFKA_RESP_ERR_NO_ERROR;
    const auto metadata = ask(nullptr, true, deadline_, error);
    for (int i = 0; metadata && i < metadata->topic_cnt; ++i)
      if (wanted.matches(metadata->topics[i].topic)) return metadata->topics[i].topic;
    if (metadata)
      add({"no topic that this user may see matches " + pattern,
           "create one, give this user its rights, or check `topics`"});
    else
      add("the topics", error);
    return {};
  } catch (const std::invalid_argument& error) {
    add({"the pattern " + pattern + " is no regular expression (" + error.what() + ")", "check `topics`"});
    return {};
  }

  /// Asks how far the group has read, which needs its coordinator and rights on the group.
  void lookAtGroup(const std::string& topic) {
    const PartitionsPtr list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0);
    const auto error = rd_kafka_committed(client_.get(), list.get(), countOf(deadline_));
    const auto code = error ? error : list->elems[0].err;
    if (code) add("group " + needs_.group, code);
  }

  /// What librdkafka has reported by itself. A value.
  struct Report {
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    std::string detail{};
  };

  const ConnectionSetup& setup_;
  const ClusterNeeds& needs_;
  const Clock::time_point deadline_;
  std::vector<BrokerAddress> named_{};
  std::set<BrokerAddress> advertised_{};
  BrokerReach reach_{};
  std::vector<Trouble> found_{};
  std::optional<Report> reason_{};  // the last report
  bool isDown_ = false;
  ClientPtr client_{};
  QueuePtr queue_{};
};

}  // namespace

std::vector<Trouble> probeCluster(const ConnectionSetup& setup, const ClusterNeeds& needs, Clock::time_point deadline) {
  return ClusterProbe(setup, needs, deadline).make();
}

}  // namespace herald::kafka
