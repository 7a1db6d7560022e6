#include "serial_source.h"

#include <Poco/NumberParser.h>

#include <chrono>
#include <utility>

#include "baud_rate.h"
#include "listener.h"
#include "log_file.h"
#include "serial_device.h"
#include "tcp_line.h"

namespace herald::serial {
namespace {

constexpr std::string_view kTcp = "tcp://", kFile = "file://";
constexpr Millis kLook = std::chrono::seconds(1);
constexpr int kDenied = 5;  // looks: a device that was just plugged in gets its permissions a moment later

}  // namespace

std::vector<Option> SerialSource::options() const {
  return {
      {.name = "device",
       .help = "Where the printer's lines come from: a serial device (/dev/serial/by-id/usb-…, also with * and ?), "
               "tcp://host:port, or file:///path of a log that grows.",
       .required = true},
      {.name = "baud",
       .fallback = "auto",
       .help = "The serial device's speed, as 115200 or 250000; auto waits for traffic and finds it."},
      {.name = "poll",
       .type = Type::List,
       .help =
           "What Herald may ask the printer, which it otherwise never writes to: temperature, sd (how far the print "
           "of a file is), m27 (the same where the firmware cannot report by itself as it says)."},
      {.name = "pollInterval", .type = Type::Duration, .fallback = "5s", .help = "The time between two questions."},
  };
}

void SerialSource::configure(const Settings& settings, Host&) {
  device_ = settings.text("device");
  configureWay(settings);
  configurePoll(settings);
  const std::string baud = settings.text("baud");
  if (way_ != Way::Device && settings.has("baud")) settings.reject("baud", "belongs to a serial device only");
  if (way_ == Way::Device && baud != "auto") {
    if (!Poco::NumberParser::tryParse(baud, baud_) || baud_ < kLeastBaud || baud_ > kMostBaud)
      settings.reject("baud", "has to be a speed as 115200 or 250000, or auto, not `" + baud + "`");
  }
}

void SerialSource::configureWay(const Settings& settings) {
  target_ = device_;
  if (device_.starts_with(kFile)) {
    way_ = Way::File;
    target_ = device_.substr(kFile.size());
  } else if (device_.starts_with(kTcp)) {
    way_ = Way::Tcp;
    const std::size_t colon = device_.rfind(':');
    target_ = device_.substr(kTcp.size(), std::max(colon, kTcp.size()) - kTcp.size());
    if (target_.starts_with('[') && target_.ends_with(']')) target_ = target_.substr(1, target_.size() - 2);
    unsigned port = 0;
    if (!Poco::NumberParser::tryParseUnsigned(device_.substr(colon + 1), port) || port == 0 || port > 65535)
      target_.clear();
    port_ = static_cast<std::uint16_t>(port);
  }
  if (target_.empty() || (way_ != Way::Tcp && !target_.starts_with('/')))
    settings.reject("device", "has to be a device's path from / on, tcp://host:port or file:///path");
}

void SerialSource::configurePoll(const Settings& settings) {
  for (const std::string& topic : settings.list("poll")) {
    if (topic == "temperature")
      poll_.temperature = true;
    else if (topic == "sd")
      poll_.sd = true;
    else if (topic == "m27")
      poll_.m27 = true;
    else
      settings.reject("poll", "has to name temperature, sd or m27, not `" + topic + "`");
  }
  if (poll_.any() && way_ == Way::File) settings.reject("poll", "needs a printer at the line, and a log has none");
  pollInterval_ = settings.duration("pollInterval");
  if (pollInterval_ < std::chrono::seconds(1)) settings.reject("pollInterval", "has to be a second or more");
}

void SerialSource::run(Feed& feed) {
  const StopSignal stop(feed.stop());
  Memory memory(feed);
  const bool search = way_ == Way::Device && baud_ == 0;
  const int baud = search ? BaudSearch(memory.baud()).current() : baud_;
  try {
    std::unique_ptr<Input> input = open(memory.place(), baud, stop);
    if (!input) {
      memory.printer().disconnected(feed.now());
      memory.publish(memory.place());
      input = await(feed, memory.place(), baud, stop);
    }
    if (!input) return;
    Listener(feed, memory, *input, {way_ == Way::Device ? baud : 0, search, way_ == Way::File},
             Poller(poll_, pollInterval_, feed.now()))
        .listen(stop);
  } catch (const Failure&) {
    if (feed.stop().stop_requested()) return;
    memory.printer().disconnected(feed.now());
    memory.publish(memory.place());
    throw;
  }
}

std::unique_ptr<Input> SerialSource::open(const std::string& place, int baud, const StopSignal& stop) const {
  if (way_ == Way::Tcp) return std::make_unique<TcpLine>(target_, port_, stop);
  if (way_ == Way::File) return LogFile::open(target_, place);
  const auto path = findDevice(target_);
  return path ? SerialDevice::open(*path, baud, poll_.any()) : nullptr;
}

/// Looks until it is there; nothing if it was asked to stop.
std::unique_ptr<Input> SerialSource::await(Feed& feed, const std::string& place, int baud,
                                           const StopSignal& stop) const {
  feed.log(Level::Notice, "waits for " + device_ + ", which is not there");
  for (int denied = 0; feed.waitFor(kLook);) {
    try {
      if (auto input = open(place, baud, stop)) return input;
    } catch (const Failure& failure) {
      if (failure.verdict() != Outcome::Verdict::Hold || ++denied == kDenied) throw;
    }
  }
  return nullptr;
}

}  // namespace herald::serial
