// SPDX-License-Identifier: Apache-2.0
#include "broker_link.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <utility>

#include "herald/stop_signal.h"
#include "herald/thread.h"
#include "presence_count.h"

namespace herald::mqtt {
namespace {

constexpr std::chrono::seconds kLook(1);  // how often the keeper reads what the broker has sent
constexpr std::chrono::seconds kGoodbyeTime(2);
constexpr std::chrono::seconds kPause(30);    // between two attempts of the keeper to connect
constexpr std::chrono::seconds kTendTime(5);  // the longest time that the keeper makes a delivery wait, or a reload
constexpr Millis kSettleTime(3000);    // for a Home Assistant on a small board; half a second is too short for any
constexpr Millis kLongestDelay(5000);  // so that not all clients announce at once

Millis anyDelay() {
  std::random_device any;
  return Millis(std::uniform_int_distribution<Millis::rep>(0, kLongestDelay.count())(any));
}

}  // namespace

BrokerLink::BrokerLink(ConnectionSetup setup, std::optional<Presence> presence, std::unique_ptr<HomeAssistant> home,
                       Host& host)
    : setup_(std::move(setup)),
      presence_(std::move(presence)),
      stateKey_("devices " + setup_.broker.text() + (presence_ ? " " + presence_->online.topic : "")),
      announceDelay_(anyDelay()),
      host_(host),
      home_(std::move(home)) {}

BrokerLink::~BrokerLink() {
  stop_.request_stop();
  std::thread keeper;
  {
    const MutexLock lock(keeperMutex_);
    keeper = std::exchange(keeper_, {});
  }
  if (keeper.joinable()) keeper.join();
  const bool isLast = isPresent() && PresenceCount::ofProcess().leave(stateKey_);
  const TurnLock alone(turn_, {});
  sayGoodbye(isLast);
}

void BrokerLink::start(std::vector<ConfiguredSource> sources) {
  {
    const MutexLock lock(keeperMutex_);
    if (!std::exchange(isStarted_, true) && presence_) PresenceCount::ofProcess().enter(stateKey_);
    newSources_ = std::move(sources);
  }
  // For Home Assistant alone there is nothing to say before the first device is known.
  if (!home_ || !host_.load(stateKey_).empty()) startKeeper();
}

void BrokerLink::publish(const std::vector<Message>& messages, const Limits& limits) {
  const TurnLock lock(turn_, limits);
  send(messages, limits);
  startKeeper();
}

std::vector<Message> BrokerLink::publishHome(const Event& event, const std::string* jpeg, const Limits& limits) {
  const TurnLock lock(turn_, limits);
  if (!isPresent()) {
    auto messages = trial(event);
    send(messages, limits);
    return messages;
  }
  recall();
  auto messages = home_->messagesFor(event);
  if (jpeg != nullptr) {
    if (auto picture = home_->picture(event.device, *jpeg)) messages.push_back(std::move(*picture));
  }
  std::vector<Message> announced;
  if (!messages.empty() && home_->isAnnouncement(messages.front())) {
    announce(messages.front(), limits);
    std::move(messages.begin(), messages.begin() + 1, std::back_inserter(announced));
    messages.erase(messages.begin());
  }
  send(messages, limits);
  startKeeper();
  messages.insert(messages.begin(), std::move_iterator(announced.begin()), std::move_iterator(announced.end()));
  return messages;
}

/// What a sink that is only tried shows of an event: nothing that stays.
std::vector<Message> BrokerLink::trial(const Event& event) const {
  auto messages = HomeAssistant(*home_).messagesFor(event);
  std::erase_if(messages, [](const Message& message) { return message.retain; });
  return messages;
}

void BrokerLink::announce(const Message& announcement, const Limits& limits) {
  try {
    send({announcement}, limits);
  } catch (...) {
    drop();  // connect() announces all devices
    throw;
  }
  remember();
  startKeeper();
  if (settlesLeft_ > 0) settle(limits);
}

/// Gives Home Assistant the time to subscribe to the topics of a device that it did not know.
void BrokerLink::settle(const Limits& limits) {
  --settlesLeft_;
  StopSignal(limits.stop).waitFor(-1, 0, std::min(limits.deadline, Clock::now() + kSettleTime));
}

/// Takes up the devices of an earlier process, and the sources of the newest configuration.
void BrokerLink::recall() {
  if (!home_) return;
  if (!std::exchange(isRecalled_, true)) {
    saved_ = host_.load(stateKey_);
    home_->restore(saved_);
  }
  const MutexLock lock(keeperMutex_);
  if (auto sources = std::exchange(newSources_, std::nullopt)) home_->setSources(std::move(*sources));
}

void BrokerLink::remember() {
  auto known = home_->known();
  if (known == saved_) return;
  host_.save(stateKey_, known);
  saved_ = std::move(known);
}

void BrokerLink::send(const std::vector<Message>& messages, const Limits& limits) {
  try {
    sendAll(messages, limits);
  } catch (const Refusal& refused) {
    if (refused.step() != Step::Publish) drop();
    throw;
  } catch (...) {
    drop();
    throw;
  }
}

/// Over the kept connection if there is one. If that turns out to be closed, over a new one.
void BrokerLink::sendAll(const std::vector<Message>& messages, const Limits& limits) {
  if (isUsable()) {
    try {
      sendOver(*connection_, messages, limits);
      return;
    } catch (const ConnectionLost&) {
      if (limits.areOver()) throw;
    } catch (const Refusal& refused) {
      if (refused.step() != Step::Connection || limits.areOver()) throw;
    }
  }
  connect(limits);
  sendOver(*connection_, messages, limits);
}

void BrokerLink::sendOver(Connection& connection, const std::vector<Message>& messages, const Limits& limits) {
  for (const auto& message : messages) connection.publish(message, limits);
  lastUse_ = host_.now();
}

// Without the thread, nobody answers the broker between two deliveries, so it drops the connection after a while.
// One that was made before start() has no last will.
bool BrokerLink::isUsable() {
  const bool present = isPresent();
  return connection_ && isOfPresence_ == present && (present || host_.now() - lastUse_ < setup_.keepAlive);
}

void BrokerLink::connect(const Limits& limits) {
  drop();
  const bool present = isPresent();
  SessionSetup session{.clientId = clientId()};
  if (present) session.lastWill = presence_->offline;
  auto made = std::make_unique<Connection>(setup_, std::move(session));
  made->open(connector_, limits);
  if (present) made->publish(presence_->online, limits);
  if (home_ && present) {
    made->subscribe(home_->birthTopic(), 0, limits);
    for (const auto& message : home_->announcements()) made->publish(message, limits);
    remember();
  }
  connection_ = std::move(made);
  isOfPresence_ = present;
  host_.ready("broker " + setup_.broker.text() + ", MQTT " + (setup_.isVersion5 ? "5" : "3.1.1"));
}

void BrokerLink::drop() {
  connectAgain_ = host_.now() + kPause;
  if (!connection_) return;
  connection_.reset();
  host_.ready("");
}

/// A link that is only tried does not take the connection of the one that runs.
std::string BrokerLink::clientId() {
  const MutexLock lock(keeperMutex_);
  return setup_.clientId.empty() || isStarted_ ? setup_.clientId : setup_.clientId + "-test";
}

/// Whether this connection speaks for Herald.
bool BrokerLink::isPresent() {
  const MutexLock lock(keeperMutex_);
  return presence_ && isStarted_;
}

void BrokerLink::startKeeper() {
  if (!isPresent()) return;
  const MutexLock lock(keeperMutex_);
  if (!keeper_.joinable() && !stop_.stop_requested()) keeper_ = startThread([this] { keep(); });
}

void BrokerLink::keep() {
  const StopSignal stop(stop_.get_token());
  for (tendInTurn(); !stop_.stop_requested(); tendInTurn()) stop.waitFor(-1, 0, Clock::now() + kLook);
}

void BrokerLink::tendInTurn() try {
  const TurnLock lock(turn_, {.stop = stop_.get_token()});
  try {
    if (!stop_.stop_requested()) tend();
  } catch (const std::exception& error) {
    host_.log(Level::Debug, setup_.broker.text() + ": " + error.what());
    drop();
  }
} catch (const ConnectionLost&) {  // the link ends before its turn
}

/// A clean end takes the last will back, so the link publishes it itself, unless another link goes on. Without a
/// presence there is nothing to say.
void BrokerLink::sayGoodbye(bool isLast) {
  try {
    const bool leavesNothing = isLast && home_ && takeBackAtTheEnd();
    if (!connection_ || !isOfPresence_) return;
    auto last = presence_->offline;
    if (leavesNothing) last.payload.clear();
    if (isLast) connection_->publish(last, {.deadline = Clock::now() + kGoodbyeTime});
    connection_->close();
  } catch (const std::exception& error) {
    host_.log(Level::Debug, setup_.broker.text() + ": " + error.what());  // then the broker does it
  }
}

/// If the sink was removed, no source has its devices. True if nothing of it stays. The keeper may have done the work
/// already.
bool BrokerLink::takeBackAtTheEnd() try {
  recall();
  if (!home_->gone().empty()) {
    const Limits limits{.deadline = Clock::now() + kTendTime};
    if (!isUsable()) connect(limits);
    takeBackTheGone(limits);
  }
  return home_->hasNoSource() && home_->known().empty();
} catch (const std::exception& error) {
  std::string names;
  for (const auto& name : home_->gone()) names += (names.empty() ? "" : ", ") + name;
  host_.log(Level::Warning, "Home Assistant still shows " + names + ", since " + setup_.broker.text() + " failed (" +
                                error.what() + "): see \"Left behind\" in the README of mqtt");
  throw;
}

void BrokerLink::tend() {
  recall();
  if (!connection_ && host_.now() < connectAgain_) return;
  const Limits limits{stop_.get_token(), Clock::now() + kTendTime};
  if (!isUsable()) connect(limits);
  listen();
  if (!home_) return;
  // A link that takes over from this one, or from which this one does, knows other devices.
  if (PresenceCount::ofProcess().isAlone(stateKey_)) takeBackTheGone(limits);
  if (host_.now() < announceAt_) return;
  announceAt_ = Clock::time_point::max();
  for (const auto& message : home_->announcements()) connection_->publish(message, limits);
}

/// Reads what the broker has sent, and answers its pings.
void BrokerLink::listen() {
  for (const auto& message : connection_->receive({stop_.get_token(), Clock::now()})) {
    const bool isBirth = home_ && message.topic == home_->birthTopic() && HomeAssistant::isBirth(message.payload);
    if (isBirth && !message.isRetained) announceAt_ = host_.now() + announceDelay_;
  }
}

void BrokerLink::takeBackTheGone(const Limits& limits) {
  for (const auto& device : home_->gone()) {
    for (const auto& message : home_->takeBack(device)) connection_->publish(message, limits);
    home_->forget(device);
    host_.log(Level::Notice, "takes the device " + device +
                                 " back from Home Assistant: " + "no source has it, or the sink was removed");
    remember();
  }
}

}  // namespace herald::mqtt
