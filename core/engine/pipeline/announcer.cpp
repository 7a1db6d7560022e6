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

Event eventOf(const LogEntry& entry) {
  Event event;
  event.type = "DeadLetter";
  event.category = Category::Error;
  JsonObject letter;
  letter.add("id", entry.event).add("type", entry.type).add("device", entry.device).add("source", entry.source);
  event.payload = JsonObject()
                      .add("sink", entry.sink)
                      .add("reason", entry.reason)
                      .add("status", static_cast<std::int64_t>(entry.status))
                      .addRaw("letter", letter.text())
                      .text();
  return event;
}

}  // namespace

Announcer::Announcer(EventBus& bus) : bus_(bus), thread_(startThread([this] { loop(); })) {}

Announcer::~Announcer() { stop(); }

void Announcer::announce(const SinkNews& news) {
  const MutexLock lock(mutex_);
  add({news.sink, eventOf(news)});
}

void Announcer::announceDeadLetter(const LogEntry& entry) {
  if (entry.source == kOwnSource) return;
  const MutexLock lock(mutex_);
  if (news_.size() < kMostWaiting) return add({entry.sink, eventOf(entry)});
  Poco::Logger::get("herald").warning("more dead letters than Herald can report: run `heraldctl dead ls`");
}

void Announcer::add(News news) {
  if (stopping_) return;
  news_.push_back(std::move(news));
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
    auto news = std::move(news_.front());
    news_.pop_front();
    const MutexUnlock unlocked(mutex_);
    publish(news);
  }
}

void Announcer::publish(News& news) {
  try {
    bus_.publish(ownOrigin(news.sink, {}, news.sink), std::span(&news.event, 1));
  } catch (const std::exception& error) {
    Poco::Logger::get("herald").error("could not report on sink " + news.sink + ": " + error.what());
  }
}

}  // namespace herald::core
