// SPDX-License-Identifier: Apache-2.0
#include "mqtt_source.h"

#include <Poco/UUIDGenerator.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "topic.h"

namespace herald::mqtt {
namespace {

constexpr std::chrono::seconds kConnectTime(30);
constexpr std::string_view kClientIdKey = "clientId";

}  // namespace

std::vector<Option> MqttSource::options() const {
  std::vector<Option> all = ConnectionSetup::options();
  all.push_back({.name = "topics",
                 .type = Type::List,
                 .help = "The topics to listen to; `+` stands for one level, and `#` at the end for all that follow.",
                 .required = true});
  all.push_back({.name = "qos",
                 .type = Type::Integer,
                 .fallback = "1",
                 .help = "The highest quality of service: with 1, the broker keeps messages while Herald is away.",
                 .least = "0",
                 .most = "1"});
  all.push_back(
      {.name = "keptFor",
       .type = Type::Duration,
       .fallback = "1d",
       .help = "How long the broker keeps the session while Herald is away; with MQTT 3.1.1 the broker decides.",
       .least = "0s",
       .most = "365d"});
  all.push_back({.name = "retained",
                 .type = Type::Flag,
                 .fallback = "false",
                 .help = "Make events also of messages that the broker had kept from before the subscription."});
  all.push_back({.name = "mostBytes",
                 .type = Type::Size,
                 .fallback = "1 MiB",
                 .help = "The largest payload; a larger message is skipped.",
                 .least = "1",
                 .most = "64 MiB"});
  for (Option& option : MessageMapping::options()) all.push_back(std::move(option));
  return all;
}

void MqttSource::configure(const Settings& settings, Host&) {
  setup_ = ConnectionSetup(settings);
  mapping_ = MessageMapping(settings);
  topics_ = settings.list("topics");
  qos_ = static_cast<int>(settings.integer("qos"));
  keptFor_ = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("keptFor"));
  takesRetained_ = settings.flag("retained");
  mostBytes_ = settings.size("mostBytes");
  if (topics_.empty()) settings.reject("topics", "has no topic");
  for (const auto& topic : topics_) {
    if (const auto problem = filterProblem(topic); !problem.empty())
      settings.reject("topics", "has `" + topic + "`, which " + problem);
  }
}

void MqttSource::run(Feed& feed) try { listen(feed); } catch (const Refusal& refused) {
  const Outcome outcome = outcomeOf(refused, setup_.broker.text());
  throw Failure(outcome.verdict, outcome.reason);
} catch (const ConnectionLost& gone) {
  if (feed.stop().stop_requested()) return;
  throw Failure(Outcome::Verdict::Retry, setup_.broker.text() + ": " + gone.what());
}

void MqttSource::listen(Feed& feed) {
  Connection connection(setup_, {.clientId = clientId(feed), .keptFor = keptFor_, .mostBytes = mostBytes_});
  open(connection, feed);
  feed.ready("broker " + setup_.broker.text() + ", MQTT " + (setup_.isVersion5 ? "5" : "3.1.1"));
  while (!feed.stop().stop_requested()) {
    auto events = eventsOf(connection.receive({.stop = feed.stop()}), feed);
    if (!events.empty()) feed.publish(events);
  }
  connection.close();
}

void MqttSource::open(Connection& connection, Feed& feed) {
  const Limits limits{feed.stop(), Clock::now() + kConnectTime};
  connection.open(connector_, limits);
  for (const auto& topic : topics_) connection.subscribe(topic, qos_, limits);
}

/// The broker knows the session by this name, so it stays the same.
std::string MqttSource::clientId(Feed& feed) const {
  if (!setup_.clientId.empty()) return setup_.clientId;
  std::string id = feed.load(kClientIdKey);
  if (!id.empty()) return id;
  id = "herald-" + Poco::UUIDGenerator::defaultGenerator().createRandom().toString().substr(24);
  feed.save(kClientIdKey, id);
  return id;
}

std::vector<Event> MqttSource::eventsOf(const std::vector<Received>& messages, Feed& feed) const {
  std::vector<Event> events;
  for (const auto& message : messages) {
    if (!isWanted(message)) continue;
    if (message.leftOut > 0) {
      feed.count("too_large");
      feed.log(Level::Warning, "skips a message to " + message.topic + " of " + std::to_string(message.leftOut) +
                                   " bytes: raise mostBytes");
      continue;
    }
    if (auto event = mapping_.event(message)) events.push_back(std::move(*event));
  }
  return events;
}

/// An old session may have subscriptions that the configuration no longer has.
bool MqttSource::isWanted(const Received& message) const {
  if (message.isRetained && !takesRetained_) return false;
  return std::ranges::any_of(topics_, [&](const auto& filter) { return matches(filter, message.topic); });
}

}  // namespace herald::mqtt
