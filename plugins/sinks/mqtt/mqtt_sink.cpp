// SPDX-License-Identifier: Apache-2.0
#include "mqtt_sink.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "herald/host.h"
#include "topic.h"

#ifndef HERALD_PLUGIN_VERSION
#define HERALD_PLUGIN_VERSION "0"
#endif

namespace herald::mqtt {
namespace {

std::vector<Option> homeOptions() {
  return {
      {.name = "homeassistant",
       .type = Type::Flag,
       .fallback = "false",
       .help = "Announce each device to Home Assistant, and publish its state, events and picture.",
       .common = true},
      {.name = "homePrefix",
       .fallback = "homeassistant",
       .help = "Where Home Assistant looks for announcements: its discovery prefix."},
      {.name = "homeTopic",
       .fallback = "herald",
       .help = "The first level of the topics that Home Assistant listens to; each Herald on a broker needs its own."},
  };
}

std::vector<Option> willOptions() {
  return {
      {.name = "will.topic", .help = "A topic that says whether Herald is there. The messages are retained."},
      {.name = "will.data",
       .fallback = "offline",
       .help = "What will.topic says when Herald stops, and what the broker says there if Herald disappears."},
      {.name = "will.online", .fallback = "online", .help = "What will.topic says while Herald is connected."},
  };
}

/// The options of which the connection is made.
std::vector<Option> linkOptions() {
  auto all = ConnectionSetup::options();
  for (auto more : {willOptions(), homeOptions()}) std::ranges::move(more, std::back_inserter(all));
  return all;
}

std::optional<Presence> presenceOf(const Settings& settings) {
  const auto topic = settings.text("will.topic");
  if (topic.empty()) {
    for (const auto& option : willOptions())
      if (settings.text(option.name) != option.fallback) settings.reject(option.name, "needs will.topic");
    return std::nullopt;
  }
  if (const auto problem = topicProblem(topic); !problem.empty()) settings.reject("will.topic", problem);
  return Presence{.online = {topic, settings.text("will.online"), 1, true},
                  .offline = {topic, settings.text("will.data"), 1, true}};
}

std::string textOf(const Message& message, bool isPicture) {
  return "topic:  " + message.topic + "\nqos:    " + std::to_string(message.qos) +
         "\nretain: " + (message.retain ? "true" : "false") + "\n\n" +
         (isPicture ? "(a JPEG of " + std::to_string(message.payload.size()) + " bytes)" : message.payload);
}

std::string sentText(const Message& message, const Attempt& attempt) {
  return textOf(message, attempt.snapshot && message.payload == *attempt.snapshot);
}

std::unique_ptr<HomeAssistant> homeOf(const Settings& settings) {
  if (!settings.flag("homeassistant")) return nullptr;
  for (const auto* option : {"homePrefix", "homeTopic"}) {
    if (const auto problem = topicProblem(settings.text(option)); !problem.empty()) settings.reject(option, problem);
  }
  for (const auto* option : {"topic", "data", "qos", "retain", "will.topic"})
    if (settings.has(option))
      settings.reject(option, "is not used with `homeassistant = true`: write a second sink for messages of your own");
  return std::make_unique<HomeAssistant>(settings.text("homePrefix"), settings.text("homeTopic"),
                                         HERALD_PLUGIN_VERSION);
}

/// What the connection depends on: instances with the same values share it.
std::string keyOf(const Settings& settings) {
  std::string key = "link";
  for (const auto& option : linkOptions()) {
    const auto given = settings.values().find(option.name);
    key += '\n' + (given == settings.values().end() ? "" : given->second);
  }
  return key;
}

}  // namespace

std::vector<Option> MqttSink::options() const {
  std::vector<Option> all = ConnectionSetup::options();
  for (auto more : {MessageTemplates::options(), willOptions(), homeOptions()})
    std::ranges::move(more, std::back_inserter(all));
  return all;
}

void MqttSink::configure(const Settings& settings, Host& host) {
  host_ = &host;
  setup_ = ConnectionSetup(settings);
  templates_ = MessageTemplates(settings);
  auto home = homeOf(settings);
  isForHome_ = home != nullptr;
  const auto presence = home ? home->presence() : presenceOf(settings);
  prefix_ = settings.text("homePrefix");
  topic_ = settings.text("homeTopic");
  link_ = host.shared<BrokerLink>(
      keyOf(settings), [&](Host& own) { return std::make_shared<BrokerLink>(setup_, presence, std::move(home), own); });
}

bool MqttSink::uses(std::string_view variable) const {
  return isForHome_ ? variable == "snapshot" : templates_.uses(variable);
}

Outcome MqttSink::deliver(const Attempt& attempt) {
  if (isForHome_) return deliverHome(attempt);
  auto rendered = templates_.render(attempt);
  if (!rendered.message) {
    host_->count("pictures_missing");
    return {.missing = std::move(rendered.missing)};
  }
  const auto& message = *rendered.message;
  auto outcome = transmitted([&](const Limits& limits) { link_->publish({message}, limits); }, attempt);
  if (outcome.verdict == Outcome::Verdict::Delivered) outcome.missing = std::move(rendered.missing);
  outcome.sent = sentText(message, attempt);
  return outcome;
}

Outcome MqttSink::deliverHome(const Attempt& attempt) {
  std::vector<Message> sent;
  auto outcome = transmitted(
      [&](const Limits& limits) { sent = link_->publishHome(attempt.event, attempt.snapshot.get(), limits); }, attempt);
  for (const auto& message : sent) outcome.sent += (outcome.sent.empty() ? "" : "\n\n") + sentText(message, attempt);
  if (outcome.verdict != Outcome::Verdict::Delivered) outcome.sent = previewOfHome(attempt);
  return outcome;
}

Outcome MqttSink::transmitted(const std::function<void(const Limits&)>& transmit, const Attempt& attempt) const {
  try {
    transmit({attempt.stop, attempt.deadline});
    return {};
  } catch (const Refusal& refused) {
    return outcomeOf(refused, setup_.broker.text());
  } catch (const ConnectionLost& gone) {
    return lost(attempt, gone.what());
  } catch (const Failure& failure) {  // no connection, or no TLS
    return {.verdict = failure.verdict(), .reason = failure.what()};
  }
}

Outcome MqttSink::lost(const Attempt& attempt, const std::string& how) const {
  std::string reason = setup_.broker.text();
  if (attempt.stop.stop_requested()) {
    reason = "the message to " + reason + " was canceled: Herald is stopping";
  } else if (Clock::now() >= attempt.deadline) {
    reason += " gave no answer in time: check `url`, or raise timeout";
  } else {
    reason += ": " + how + ": check `url`, and whether the broker runs";
  }
  return {.verdict = Outcome::Verdict::Retry, .reason = std::move(reason)};
}

Preview MqttSink::preview(const Attempt& attempt) {
  if (isForHome_) return {.text = previewOfHome(attempt)};
  auto [message, missing] = templates_.render(attempt);
  if (!message) return {.text = "publishes nothing: the event has no picture", .missing = std::move(missing)};
  return {.text = "publishes to " + setup_.broker.text() + "\n" + sentText(*message, attempt),
          .missing = std::move(missing)};
}

std::string MqttSink::previewOfHome(const Attempt& attempt) const {
  HomeAssistant home(prefix_, topic_, HERALD_PLUGIN_VERSION);
  std::string text = "publishes to " + setup_.broker.text();
  for (const auto& message : home.messagesFor(attempt.event)) text += "\n" + textOf(message, false) + "\n";
  if (attempt.snapshot) {
    if (const auto picture = home.picture(attempt.event.device, *attempt.snapshot))
      text += "\n" + textOf(*picture, true) + "\n";
  }
  return text;
}

}  // namespace herald::mqtt
