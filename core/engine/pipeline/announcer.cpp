#include "engine/pipeline/announcer.h"

#include <Poco/Logger.h>

#include <utility>

#include "herald/json.h"

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

Announcer::Announcer(EventBus& bus) : bus_(bus), thread_([this] { loop(); }) {}

Announcer::~Announcer() { stop(); }

void Announcer::announce(const SinkNews& news) {
  const std::lock_guard guard(mutex_);
  if (stopping_) return;
  news_.push_back(news);
  changed_.notify_all();
}

void Announcer::stop() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Announcer::loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !news_.empty(); });
    if (news_.empty()) return;
    const auto news = std::move(news_.front());
    news_.pop_front();
    lock.unlock();
    try {
      auto event = eventOf(news);
      bus_.publish(ownOrigin(news.sink, {}, news.sink), std::span(&event, 1));
    } catch (const std::exception& error) {
      Poco::Logger::get("herald").error("could not report on sink " + news.sink + ": " + error.what());
    }
    lock.lock();
  }
}

}  // namespace herald::core
