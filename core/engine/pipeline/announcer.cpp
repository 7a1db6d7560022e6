// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/announcer.h"

#include <Poco/Logger.h>

#include <utility>

#include "herald/json.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

Event eventOf(const SinkNews& news) {
  Event event;
  event.type = news.failing ? "SinkFailing" : "SinkRecovered";
  event.category = news.failing ? Category::Error : Category::Lifecycle;
  event.payload = JsonObject()
                      .add("sink", news.sink)
                      .add("state", toString(news.state))
                      .add("reason", news.reason)
                      .add("waiting", static_cast<std::int64_t>(news.waiting))
                      .add("since", toRfc3339(news.since))
                      .text();
  return event;
}

}  // namespace

Announcer::Announcer(EventBus& bus) : bus_(bus), thread_(startThread([this] { loop(); })) {}

Announcer::~Announcer() { stop(); }

void Announcer::announce(const SinkNews& news) {
  const MutexLock lock(mutex_);
  if (stopping_) return;
  news_.push_back(news);
  changed_.notifyAll();
}

void Announcer::stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    changed_.notifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Announcer::loop() {
  const MutexLock lock(mutex_);
  for (;;) {
    changed_.wait(mutex_, [this]() HERALD_REQUIRES(mutex_) { return stopping_ || !news_.empty(); });
    if (news_.empty()) return;
    const auto news = std::move(news_.front());
    news_.pop_front();
    const MutexUnlock unlocked(mutex_);
    publish(news);
  }
}

void Announcer::publish(const SinkNews& news) {
  try {
    auto event = eventOf(news);
    bus_.publish(ownOrigin(news.sink, {}, news.sink), std::span(&event, 1));
  } catch (const std::exception& error) {
    Poco::Logger::get("herald").error("could not report on sink " + news.sink + ": " + error.what());
  }
}

}  // namespace herald::core
